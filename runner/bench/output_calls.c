/* What people read of system calls: a line for each count, and one for those that were not possible. */
#include "runner/bench/run.h"

#include <string.h>

static void put_calls(FILE *out, const struct calls *calls)
{
    fprintf(out, "  %-22s %-10s %5.2f  %s%s\n", calls->variant->mechanism->title,
            definition_name(calls->variant->definition), calls->per_transfer,
            calls->method == METHOD_SECCOMP ? "or it would have been killed" : calls->names,
            calls->method == METHOD_TRACEPOINT ? "on average, by a tracepoint" : "");
}

void bench_write_calls(FILE *out, const struct bench_run *run)
{
    const struct calls *missing = NULL;
    size_t count = 0;

    if (run->call_count == 0)
        return;
    fputs("\nsystem calls per transfer\n", out);
    for (size_t i = 0; i < run->call_count; i++) {
        if (run->calls[i].status == STATUS_MEASURED) {
            put_calls(out, &run->calls[i]);
        } else if (run->calls[i].method != METHOD_SECCOMP) {
            missing = &run->calls[i];
            count++;
        }
    }
    if (missing)
        fprintf(out, "  %zu more not counted (%s): %.46s\n", count, method_name(missing->method), missing->reason);
}
