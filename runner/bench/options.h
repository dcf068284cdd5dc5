/* The options of `ipclaim bench`, taken from its command line. */
#ifndef IPCLAIM_BENCH_OPTIONS_H
#define IPCLAIM_BENCH_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runner/bench/variant.h"

enum { PAYLOADS_MOST = 32 };

struct bench_options {
    bool quick;
    bool list;       /* says what would be measured, and measures nothing */
    unsigned rounds; /* 0: as the profile has it */
    uint64_t seed;
    size_t payloads[PAYLOADS_MOST]; /* bytes */
    size_t payload_count;           /* 0: as the profile has it */
    unsigned definitions;           /* bits 1 << enum definition; 0: as the profile has it */
    bool ndjson;
    const char *output;  /* NULL: standard output */
    const char *subject; /* NULL: native alone */
    bool share_ipc;
    char **words;
    size_t word_count;
};

/* Fills OPTIONS from the command line of `bench`; wrong ones end the program with one line. --help does, too. */
void bench_options_parse(struct bench_options *options, int argc, char **argv);

#endif
