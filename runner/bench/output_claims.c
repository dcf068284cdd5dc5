/* What people read of the claims: each with its verdict, and under it what was measured and what it allows. */
#include "runner/bench/run.h"
#include "runner/bench/verdict.h"

#include <math.h>
#include <string.h>

enum { NUMBER = 24 };

/* Three digits that count, and all of a number that is larger: 0.0056, 1.26, 2763. */
static const char *show(double value, char text[NUMBER])
{
    if (fabs(value) >= 100)
        snprintf(text, NUMBER, "%.0f", value);
    else
        snprintf(text, NUMBER, "%.3g", value);
    return text;
}

/* "0.77 – 0.91", "at least 1", "at most 0.5", in nanoseconds where it is no ratio. */
static void show_tolerance(const struct criterion *criterion, char *text, size_t room)
{
    const char *unit = criterion->to ? "" : " ns";
    char least[NUMBER], most[NUMBER];

    show(criterion->least, least);
    show(criterion->most, most);
    if (!isfinite(criterion->most))
        snprintf(text, room, "at least %s%s", least, unit);
    else if (!isfinite(criterion->least))
        snprintf(text, room, "at most %s%s", most, unit);
    else
        snprintf(text, room, "%s – %s%s", least, most, unit);
}

/* The id without its measure where that is latency, which most are. */
static const char *short_id(const char *id)
{
    return strncmp(id, "latency/", 8) == 0 ? id + 8 : id;
}

static void put_finding(FILE *out, const struct finding *finding)
{
    const struct criterion *criterion = finding->criterion;
    const struct interval *value = &finding->value;
    char allowed[80], median[NUMBER], low[NUMBER], high[NUMBER];

    if (!isfinite(value->median))
        return;
    show_tolerance(criterion, allowed, sizeof allowed);
    fprintf(out, "      %s", short_id(criterion->of));
    if (criterion->to)
        fprintf(out, " : %s", short_id(criterion->to));
    fprintf(out, "\n        %s [%s – %s], claimed %s\n", show(value->median, median), show(value->low, low),
            show(value->high, high), allowed);
}

void bench_write_wrapped(FILE *out, int indent, const char *text)
{
    int column = indent;

    fprintf(out, "%*s", indent, "");
    while (*text) {
        int length = (int)strcspn(text, " ");

        if (column > indent && column + 1 + length > BENCH_WIDTH) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        }
        column += fprintf(out, "%s%.*s", column > indent ? " " : "", length, text);
        text += length;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}

static void put_reason(FILE *out, const struct finding *findings, size_t count, enum verdict verdict)
{
    for (size_t i = 0; i < count; i++)
        if (findings[i].verdict == verdict && findings[i].why[0]) {
            bench_write_wrapped(out, 8, findings[i].why);
            return;
        }
}

static enum verdict put_condition(FILE *out, const struct bench_run *run, size_t first, size_t end)
{
    struct finding findings[16] = {0};
    enum verdict verdict;

    for (size_t i = first; i < end; i++)
        verdict_find(&run->plan, &criteria[i], &findings[i - first]);
    verdict = verdict_of_all(findings, end - first);
    if (verdict == VERDICT_UNTESTED)
        return verdict;
    fprintf(out, "  %-12s  %s", verdict_name(verdict), criteria[first].claim);
    fprintf(out, criteria[first].condition ? " (%s)\n" : "\n", criteria[first].condition);
    for (size_t i = first; i < end; i++)
        put_finding(out, &findings[i - first]);
    put_reason(out, findings, end - first, verdict);
    return verdict;
}

void bench_write_claims(FILE *out, const struct bench_run *run)
{
    size_t untested = 0;

    fputs("\nclaims\n", out);
    for (size_t i = 0; i < criteria_count; i = verdict_condition_end(i))
        untested += put_condition(out, run, i, verdict_condition_end(i)) == VERDICT_UNTESTED;
    if (untested)
        fprintf(out, "  %zu more need what is no part of this run\n", untested);
}
