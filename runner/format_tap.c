/* TAP version 14, as testanything.org specifies it: one test point a case, diagnostics as YAML. */
#include "runner/format.h"
#include "runner/registry.h"

#include <string.h>

static size_t number;

static void put_escaped(FILE *out, const char *text, const char *special)
{
    put_text(out, text, strlen(text), special);
}

static void put_yaml(FILE *out, const char *key, const char *text)
{
    fprintf(out, "  %s: \"", key);
    put_escaped(out, text, "\"\\");
    fputs("\"\n", out);
}

static int tap_begin(FILE *out, const struct run_info *run)
{
    number = 0;
    fprintf(out, "TAP version 14\n1..%zu\n# ipclaim, seed %llu, %u jobs\n", run->planned, (unsigned long long)run->seed,
            run->jobs);
    return stream_status(out);
}

static int tap_case_ended(FILE *out, const struct result *result)
{
    enum outcome outcome = result->decision.outcome;
    bool failed =
        outcome == OUTCOME_BROKEN || outcome == OUTCOME_CRASH || outcome == OUTCOME_TIMEOUT || outcome == OUTCOME_FAIL;
    /* TAP has two words for "not a failure, not a success": nothing was decided, which is what SKIP is for. */
    bool skipped = outcome == OUTCOME_SKIPPED || outcome == OUTCOME_UNSUPPORTED || outcome == OUTCOME_UNRESOLVED;
    char id[512];

    result_id(result, id, sizeof id);
    fprintf(out, "%sok %zu - ", failed ? "not " : "", ++number);
    put_escaped(out, id, "#\\");
    if (skipped) {
        fprintf(out, " # SKIP %s: ", outcome_name(outcome));
        put_escaped(out, result_message(result), "#\\");
    }
    fputc('\n', out);
    if (failed || result->docket->observation_count) {
        fputs("  ---\n", out);
        fprintf(out, "  outcome: %s\n", outcome_name(outcome));
        if (failed)
            put_yaml(out, "message", result_message(result));
        if (failed && result->docket->file[0] && !result->decision.code)
            fprintf(out, "  at: \"%s:%u\"\n", result->docket->file, result->docket->line);
        if (result->docket->observation_count)
            fputs("  observations:\n", out);
        for (unsigned i = 0; i < result->docket->observation_count; i++) {
            fputs("    - \"", out);
            observation_print(out, &result->docket->observations[i], "\"\\");
            fputs("\"\n", out);
        }
        fputs("  ...\n", out);
    }
    return stream_status(out);
}

static int tap_end(FILE *out, const struct run_end *end)
{
    if (end->interrupted)
        fprintf(out, "Bail out! stopped by %s\n", end->interrupted);
    return stream_status(out);
}

const struct format format_tap = {"tap", tap_begin, NULL, NULL, tap_case_ended, tap_end};
