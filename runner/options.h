/* The options of `ipclaim run`, taken from its command line. */
#ifndef IPCLAIM_OPTIONS_H
#define IPCLAIM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct format;

struct options {
    unsigned jobs; /* 0: options_default_jobs() */
    unsigned repeat;
    bool shuffle;
    uint64_t seed;
    double time_scale;
    const struct format *format;
    const char *output;        /* NULL: standard output */
    const char *subject;       /* NULL: native */
    const char *prefix;        /* of the subject's names, "" for none */
    const char *program;       /* NULL: none */
    const char *denied;        /* system calls, parted by commas; NULL: none */
    const char *blocked_proof; /* "probed" or "timed" */
    bool share_ipc;            /* no private IPC namespace even where the rights are there */
    char **words;
    size_t word_count;
};

/* Fills OPTIONS from the command line of `run`; wrong ones end the program with one line. --help does, too. */
void options_parse(struct options *options, int argc, char **argv);

/* Where the numbers begin that getopt_long gives for options without a letter, so that a letter is none of them. */
enum { OPTION_LONG = 256 };

/* Ends the program because getopt_long has just returned '?' for an option of `ipclaim COMMAND`. */
_Noreturn void die_of_option(const char *command, char **argv);

/* A seed that differs from run to run. */
uint64_t options_fresh_seed(void);

/*
 * Four a processor, since the processes of a case mostly wait for one another, and at most 16, which is what the limit
 * on POSIX message queues of one user (RLIMIT_MSGQUEUE) leaves room for.
 */
unsigned options_default_jobs(void);

#endif
