/* System calls per transfer: how many, and how that is known. */
#ifndef IPCLAIM_BENCH_CALLS_H
#define IPCLAIM_BENCH_CALLS_H

#include "runner/bench/variant.h"

enum method {
    METHOD_PTRACE,    /* exact: what 2N transfers take more than N do */
    METHOD_SECCOMP,   /* none at all, or the kernel would have killed */
    METHOD_TRACEPOINT /* while it runs freely, for a tracer changes how often a process has to wait; an average */
};

enum { CALLS_NAMES = 64 };

struct calls {
    const struct variant *variant;
    enum method method;
    enum status status;
    char reason[160];
    double per_transfer;
    char names[CALLS_NAMES];
};

const char *method_name(enum method method);

/* What is to be counted of a variant, into OUT; returns how many there are, at most 2. */
size_t calls_plan(const struct variant *variant, struct calls out[2]);

#endif
