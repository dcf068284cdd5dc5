/* For people: on a terminal one line that counts and names what runs, with failures above it as they come. */
#include "runner/format.h"
#include "runner/registry.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const struct run_info *current;
static size_t ended;
static size_t bad;
static bool on_terminal;
static unsigned width;
static int64_t line_drawn_us;

static bool is_bad(enum outcome outcome)
{
    return outcome == OUTCOME_BROKEN || outcome == OUTCOME_CRASH || outcome == OUTCOME_TIMEOUT ||
           outcome == OUTCOME_FAIL;
}

static void clear_line(FILE *out)
{
    if (on_terminal)
        fputs("\r\033[K", out);
}

static void draw_line(FILE *out, const char *name)
{
    char line[600];

    snprintf(line, sizeof line, "[%zu/%zu]%s %s", ended, current->planned, bad ? " !" : "", name);
    fprintf(out, "\r\033[K%.*s", (int)width - 1, line);
    fflush(out);
}

static int human_begin(FILE *out, const struct run_info *run)
{
    const char *terminal = getenv("TERM");
    struct winsize size;

    current = run;
    ended = bad = 0;
    on_terminal = isatty(fileno(out)) && terminal && strcmp(terminal, "dumb") != 0;
    width = 80;
    if (on_terminal && ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
        width = size.ws_col;
    fprintf(out, "ipclaim: %zu case%s, %u at a time, seed %llu%s%s", run->planned, run->planned == 1 ? "" : "s",
            run->jobs, (unsigned long long)run->seed, run->private_ipc ? ", private IPC namespaces" : "",
            run->subject ? ", subject " : "");
    put_words(out, run->subject ? run->subject : "");
    fputc('\n', out);
    return stream_status(out);
}

static void human_case_starts(FILE *out, const struct plan_item *item)
{
    char id[512];
    int64_t now = clock_ns() / 1000;

    /* Drawing costs more than most cases; people read no faster than this. */
    if (!on_terminal || now - line_drawn_us < 50000)
        return;
    line_drawn_us = now;
    case_id(item->def, item->variant, id, sizeof id);
    draw_line(out, id);
}

static int human_case_ended(FILE *out, const struct result *result)
{
    enum outcome outcome = result->decision.outcome;
    char id[512];

    ended++;
    if (outcome == OUTCOME_PASS || outcome == OUTCOME_OBSERVED)
        return ended % 64 ? 0 : stream_status(out);
    clear_line(out);
    result_id(result, id, sizeof id);
    fprintf(out, "%s %s\n", outcome_name(outcome), id);
    if (is_bad(outcome)) {
        bad++;
        result_print_details(out, result, true);
    } else {
        fputs("  ", out);
        put_words(out, result_code(result));
        fputs(": ", out);
        put_words(out, result_message(result));
        fputc('\n', out);
    }
    return stream_status(out);
}

static int human_end(FILE *out, const struct run_end *end)
{
    const char *between = "";

    clear_line(out);
    fprintf(out, "%zu case%s in %.2f s: ", end->cases, end->cases == 1 ? "" : "s", (double)end->duration_us / 1e6);
    for (int i = OUTCOME_COUNT - 1; i >= 0; i--)
        if (end->outcomes[i]) {
            fprintf(out, "%s%zu %s", between, end->outcomes[i], outcome_name((enum outcome)i));
            between = ", ";
        }
    fprintf(out, "%s\n", *between ? "" : "none ran");
    if (end->interrupted)
        fprintf(out, "stopped by %s; %zu of %zu cases have ended\n", end->interrupted, end->cases, current->planned);
    return stream_status(out);
}

const struct format format_human = {"human", human_begin, human_case_starts, NULL, human_case_ended, human_end};
