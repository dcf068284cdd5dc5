#include "runner/command.h"
#include "runner/format.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int command_argc;
char **command_argv;

_Noreturn void die(const char *format, ...)
{
    char text[4096];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fflush(stdout);
    fputs("ipclaim: ", stderr);
    put_words(stderr, text); /* it may quote what a terminal obeys */
    fputc('\n', stderr);
    exit(EXIT_USAGE);
}

int finish_output(void)
{
    int error = stream_status(stdout);

    if (error)
        die("standard output: %s; send it somewhere that can be written to", strerror(-error));
    return EXIT_EXPECTED;
}
