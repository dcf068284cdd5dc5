/* What people read of system calls, copies and page faults: a line a count, and one for those that were impossible. */
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

/* Those that were not counted for the reason of the one at FIRST, if it is the first of them. */
static size_t count_alike(const struct bench_run *run, size_t first)
{
    size_t count = 0;

    for (size_t i = 0; i < run->copy_count; i++) {
        const struct copies *copies = &run->copies[i];

        if (copies->status == STATUS_MEASURED || strcmp(copies->reason, run->copies[first].reason) != 0)
            continue;
        if (i < first)
            return 0;
        count++;
    }
    return count;
}

void bench_write_copies(FILE *out, const struct bench_run *run)
{
    if (run->copy_count == 0)
        return;
    fprintf(out, "\ncopies of a byte, of %d      by the kernel   by the program\n", COPIES_BYTES);
    for (size_t i = 0; i < run->copy_count; i++) {
        const struct copies *copies = &run->copies[i];

        if (copies->status == STATUS_MEASURED)
            fprintf(out, "  %-32s%10.3g%17.3g\n", copies->variant->mechanism->title,
                    copies->taken[BY_KERNEL] + copies->put[BY_KERNEL],
                    copies->taken[BY_PROGRAM] + copies->put[BY_PROGRAM]);
    }
    for (size_t i = 0; i < run->copy_count; i++) {
        size_t count = run->copies[i].status == STATUS_MEASURED ? 0 : count_alike(run, i);

        if (count) {
            fprintf(out, "  %zu not counted:\n", count);
            bench_write_wrapped(out, 4, run->copies[i].reason);
        }
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
