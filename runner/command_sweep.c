#include "runner/command.h"
#include "runner/format.h"
#include "runner/rundir.h"

#include <stdio.h>
#include <string.h>

static const char help[] = "Usage: ipclaim sweep\n"
                           "Remove what runs that were killed have left: processes, kernel objects and files\n"
                           "that their ledgers name, and nothing else. Every run begins with a sweep.\n";

static void say(const char *what)
{
    printf("removed %s\n", what);
}

int command_sweep(int argc, char **argv)
{
    struct swept swept = {0};
    char why[256];

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(help, stdout);
        return finish_output();
    }
    if (argc != 1)
        die("\"%s\": sweep takes nothing; see ipclaim sweep --help", argv[1]);
    if (rundir_sweep(NULL, &swept, say, why, sizeof why) != 0)
        die("%s", why);
    printf("%u dead runs, %u processes and %u objects removed\n", swept.runs, swept.processes, swept.objects);
    return finish_output();
}
