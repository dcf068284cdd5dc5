/* The subcommands of ipclaim, and what they share. */
#ifndef IPCLAIM_COMMAND_H
#define IPCLAIM_COMMAND_H

#include <stdbool.h>

#include "runner/options.h"

/* The exit statuses of every command. */
enum { EXIT_EXPECTED = 0, EXIT_UNEXPECTED = 1, EXIT_USAGE = 2, EXIT_BROKEN = 3, EXIT_UNDECIDED = 4 };

int command_run(int argc, char **argv);
int command_list(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_trace(int argc, char **argv);
int command_bench(int argc, char **argv);
int command_sweep(int argc, char **argv);

/* Prints "ipclaim: …" to stderr and leaves with EXIT_USAGE. For wrong usage and set-up only. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Ends what a command has printed: EXIT_EXPECTED, or one line and EXIT_USAGE when it could not be written. */
int finish_output(void);

/* Runs what the options say; what ipclaim run and trace are made of. */
int run_with(const struct options *options);

/* The arguments of this process, for the run record. */
extern int command_argc;
extern char **command_argv;

#endif
