/* Copies: how often each byte of a message is taken from where it was, and put where it was wanted, and by whom. */
#ifndef IPCLAIM_BENCH_COPIES_H
#define IPCLAIM_BENCH_COPIES_H

#include "runner/bench/variant.h"

enum { COPIES_BYTES = 4096 };

/* Who touches a byte: the kernel on behalf of a process, or the process's own instructions. */
enum toucher { BY_PROGRAM, BY_KERNEL, TOUCHERS };

/*
 * Of one transfer of COPIES_BYTES by one process: how often a byte of the sender's buffer is read, and one of the
 * receiver's is written, through the addresses that the process has them at. A copy into the kernel is the first, one
 * out of it the second; one from process to process is the second alone, since the kernel reads by other addresses.
 */
struct copies {
    const struct variant *variant;
    enum status status;
    char reason[160];
    double taken[TOUCHERS], put[TOUCHERS];
};

/* Whether they can be counted of a variant: of a mechanism that carries something and is measured as a pair, once. */
bool copies_plan(const struct variant *variant, const struct variant *last);

#endif
