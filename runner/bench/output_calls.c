/* What people read of system calls and page faults: a line for each count, and one for those that were not possible. */
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
    if (missing) {
        fprintf(out, "  %zu more not counted by %s:\n", count, method_name(missing->method));
        bench_write_wrapped(out, 4, missing->reason);
    }
}

void bench_write_faults(FILE *out, const struct bench_run *run)
{
    if (run->fault_count == 0)
        return;
    fprintf(out, "\npage faults of touching %d pages     first   again   another process\n", FAULTS_PAGES);
    for (size_t i = 0; i < run->fault_count; i++) {
        const struct faults *faults = &run->faults[i];

        fprintf(out, "  %-34s", faults->variant->mechanism->title);
        if (faults->status == STATUS_MEASURED)
            fprintf(out, "%6ld%8ld%18ld\n", faults->first, faults->again, faults->other);
        else
            fprintf(out, "- %.40s\n", faults->reason);
    }
}
