#include "runner/command.h"
#include "runner/format.h"
#include "runner/registry.h"
#include "runner/version.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] = "Usage: ipclaim COMMAND [ARGUMENT…]\n"
                           "Check what this operating system really does when processes talk to each other.\n"
                           "\n"
                           "  list     what cases there are\n"
                           "  run      run cases, and write what they showed\n"
                           "  explain  a claim: where it comes from, how it is shown, what is on record\n"
                           "  trace    one case, its transcript as it happens\n"
                           "  bench    measure what one transfer costs, by each mechanism\n"
                           "  sweep    remove what killed runs have left\n"
                           "  report   (Python) verdicts and the report, from the records of a run\n"
                           "  matrix   (Python) several systems side by side, and what makes them differ\n"
                           "  diff     (Python) two runs, and what has changed\n"
                           "  mutants  (Python) prove the cases against subjects with one defect each\n"
                           "  grade    (Python) grade a student's implementation\n"
                           "  assignment (Python) prove what students are graded by\n"
                           "\n"
                           "ipclaim COMMAND --help says more. Exit status: 0 nothing unexpected; 1 something\n"
                           "unexpected; 2 wrong usage or set-up; 3 the harness broke; 4 nothing was decided.\n";

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {{"list", command_list},   {"run", command_run},     {"explain", command_explain},
                {"trace", command_trace}, {"bench", command_bench}, {"sweep", command_sweep}};

/*
 * A command that is not built in is a program ipclaim-NAME beside this one, in ../libexec/ipclaim, or on PATH, as git
 * finds its own.
 */
static void run_program(char **argv)
{
    char self[4000];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    static const char *const places[] = {"", "../libexec/ipclaim/", "../reports/"};
    char path[4200];

    if (strchr(argv[0], '/') || argv[0][0] == '-')
        return;
    self[length > 0 ? length : 0] = '\0';
    /* For programs that run this one again. */
    setenv("IPCLAIM_BINARY", self, 1);
    if (strrchr(self, '/')) {
        strrchr(self, '/')[1] = '\0';
        for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
            snprintf(path, sizeof path, "%s%sipclaim-%s", self, places[i], argv[0]);
            execv(path, argv);
        }
    }
    snprintf(path, sizeof path, "ipclaim-%s", argv[0]);
    execvp(path, argv);
}

int main(int argc, char **argv)
{
    const char *wrong;

    command_argc = argc;
    command_argv = argv;
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        fputs(help, argc < 2 ? stderr : stdout);
        return argc < 2 ? EXIT_USAGE : finish_output();
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("ipclaim %s%s%s\n", IPCLAIM_VERSION, *IPCLAIM_COMMIT ? " " : "", IPCLAIM_COMMIT);
        return finish_output();
    }
    wrong = registry_open();
    if (wrong)
        die("%s", wrong);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(commands[i].name, argv[1]) == 0)
            return commands[i].run(argc - 1, argv + 1);
    run_program(argv + 1);
    die("\"%s\": there is no such command; see ipclaim --help", argv[1]);
}
