#include "runner/command.h"
#include "runner/format.h"
#include "runner/options.h"
#include "runner/plan.h"

#include <stdio.h>
#include <string.h>

static const char help[] = "Usage: ipclaim trace [OPTION…] CASE\n"
                           "Run one case and print its transcript as it happens.\n"
                           "\n"
                           "CASE is an id, or any SELECT word that selects one case. The options are those\n"
                           "of ipclaim run; --timeout-scale, --subject, --prefix, --program,\n"
                           "--deny and --blocked-proof make sense.\n";

int command_trace(int argc, char **argv)
{
    struct options options;
    struct plan plan;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(help, stdout);
        return finish_output();
    }
    options_parse(&options, argc, argv);
    if (options.word_count != 1)
        die("trace takes one case; see ipclaim trace --help");
    if (!plan_make(&plan, options.words, 1, 1, 1) && plan.count > 1)
        die("\"%s\": %zu cases match, and trace takes one; see ipclaim list '%s'", options.words[0], plan.count,
            options.words[0]);
    plan_free(&plan);
    options.jobs = 1;
    options.repeat = 1;
    options.format = &format_trace;
    return run_with(&options);
}
