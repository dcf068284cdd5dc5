/* One case for people: its transcript as it happens, then the outcome and what was observed. */
#include "runner/format.h"

static unsigned printed;

static int trace_begin(FILE *out, const struct run_info *run)
{
    (void)run;
    return stream_status(out);
}

static void trace_starts(FILE *out, const struct plan_item *item)
{
    printed = 0;
    fprintf(out, "       µs  who        what\n");
    (void)item;
    fflush(out);
}

static void trace_tick(FILE *out, const struct docket *d)
{
    unsigned before = printed;

    printed = transcript_print(out, d, printed, true, "");
    if (printed != before)
        fflush(out);
}

static int trace_ended(FILE *out, const struct result *result)
{
    char id[512];

    transcript_print(out, result->docket, printed, false, "");
    for (unsigned i = 0; i < result->docket->observation_count; i++) {
        fputs("  observed ", out);
        observation_print(out, &result->docket->observations[i], "");
        fputc('\n', out);
    }
    result_id(result, id, sizeof id);
    fprintf(out, "%s %s (%.1f ms)\n", outcome_name(result->decision.outcome), id, (double)result->duration_us / 1000);
    result_print_details(out, result, false);
    return stream_status(out);
}

static int trace_end(FILE *out, const struct run_end *end)
{
    (void)end;
    return stream_status(out);
}

const struct format format_trace = {"trace", trace_begin, trace_starts, trace_tick, trace_ended, trace_end};
