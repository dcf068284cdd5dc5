#include "runner/format.h"
#include "fixtures/show.h"
#include "runner/registry.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const struct format *format_named(const char *name)
{
    static const struct format *const all[] = {&format_human, &format_ndjson, &format_tap};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i]->name, name) == 0)
            return all[i];
    return NULL;
}

const char *result_message(const struct result *result)
{
    return result->decision.message ? result->decision.message : result->docket->message;
}

const char *result_code(const struct result *result)
{
    return result->decision.code ? result->decision.code : result->docket->code;
}

void result_id(const struct result *result, char *text, size_t room)
{
    case_id(result->item->def, result->item->variant, text, room);
}

int stream_status(FILE *out)
{
    errno = 0;
    if (fflush(out) != 0 || ferror(out))
        return errno ? -errno : -EIO;
    return 0;
}

void observation_print(FILE *out, const struct observation *seen, const char *special)
{
    char line[160];

    if (seen->is_text)
        snprintf(line, sizeof line, "%s = %s", seen->name, seen->text);
    else
        snprintf(line, sizeof line, "%s = %.15g %s", seen->name, seen->value, seen->unit);
    put_text(out, line, strlen(line), special);
}

/* In a column of its own. */
static void print_actor(FILE *out, const struct docket *d, int actor)
{
    const char *name = actor >= 0 ? d->actors[actor].name : "judge";
    int width = (int)strlen(name);

    put_words(out, name);
    fprintf(out, "%*s ", width < 10 ? 10 - width : 0, "");
}

/* The event in which a call returned, if it is the next one: then both make one line. */
static const struct event *immediate_return(const struct docket *d, unsigned i)
{
    const struct event *event = &d->events[i];
    const struct event *next = event + 1;

    return event->kind == EVENT_CALL && i + 1 < d->event_count && next->kind == EVENT_RETURN && next->seq == event->seq
               ? next
               : NULL;
}

static void print_return(FILE *out, const struct docket *d, const struct event *event)
{
    fprintf(out, " = %lld", (long long)event->result);
    if (event->error)
        fprintf(out, " %s", error_text(event->error));
    if (event->detail) {
        fputs("  ", out);
        put_words(out, docket_text(d, event->detail));
    }
    fprintf(out, "  (%.1f µs)", (double)event->took_ns / 1000);
}

/* What stands before the detail of an event that has nothing else. */
static const char *mark_of(const struct event *event)
{
    switch (event->kind) {
    case EVENT_FORK:
        return "forks ";
    case EVENT_SIGNAL:
        return "sends ";
    case EVENT_EXPECT:
    case EVENT_MUST:
        return event->good ? "✓ " : "✗ ";
    case EVENT_NOTE:
        return "# ";
    default:
        return "";
    }
}

static void print_event(FILE *out, const struct docket *d, const struct event *event, const struct event *returned)
{
    const char *detail = docket_text(d, event->detail);

    switch (event->kind) {
    case EVENT_CALL:
        fprintf(out, "%s(", event_call_name(event));
        put_words(out, detail);
        fputc(')', out);
        if (returned)
            print_return(out, d, returned);
        else
            fputs(" …", out);
        break;
    case EVENT_RETURN:
        fprintf(out, "… %s", event_call_name(event));
        print_return(out, d, event);
        break;
    case EVENT_BLOCKED:
        fprintf(out, "%s is blocked: ", event_call_name(event));
        put_words(out, detail);
        fprintf(out, " (%s)", event_how(event));
        break;
    default:
        fputs(mark_of(event), out);
        put_words(out, detail);
        break;
    }
    fputc('\n', out);
}

unsigned transcript_print(FILE *out, const struct docket *d, unsigned from, bool pending, const char *indent)
{
    unsigned i = from;

    for (; i < d->event_count; i++) {
        const struct event *event = &d->events[i];
        const struct event *returned = immediate_return(d, i);

        /* The last one may still be being written, or be a call that returns at once. */
        if (pending && i + 1 == d->event_count)
            break;
        fprintf(out, "%s%9.1f  ", indent, (double)event->at_ns / 1000);
        print_actor(out, d, event->actor);
        print_event(out, d, event, returned);
        i += returned != NULL;
    }
    if (d->events_dropped && !pending)
        fprintf(out, "%s… and %u more events, for which there was no room\n", indent, d->events_dropped);
    return i;
}

static void print_line(FILE *out, const char *before, const char *text)
{
    fputs(before, out);
    put_words(out, text);
    fputc('\n', out);
}

void result_print_details(FILE *out, const struct result *result, bool with_transcript)
{
    enum { SHOWN = 400, TAIL = 48 };
    const struct docket *d = result->docket;

    if (*result_message(result))
        print_line(out, "  ", result_message(result));
    if (d->file[0] && !result->decision.code) {
        fprintf(out, "  at %s:%u", d->file, d->line);
        print_line(out, d->stage[0] ? ": " : "", d->stage);
    }
    for (unsigned i = 0; i < result->left->count && i < LEFT_MOST; i++)
        print_line(out, "  left: ", result->left->text[i]);
    if (with_transcript) {
        unsigned from = d->event_count > TAIL ? d->event_count - TAIL : 0;

        if (from)
            fprintf(out, "    … %u events before; ipclaim trace shows all\n", from);
        transcript_print(out, d, from, false, "    ");
    }
    if (result->output_length) {
        fputs("  output: ", out);
        put_text(out, result->output, result->output_length < SHOWN ? result->output_length : SHOWN, NULL);
        fputs(result->output_length > SHOWN || result->output_dropped ? " …\n" : "\n", out);
    }
}

/* The length of the UTF-8 sequence at TEXT, 0 if it is none (RFC 3629: no overlong forms, no surrogates). */
static size_t sequence_length(const unsigned char *text, size_t left)
{
    size_t length = text[0] < 0x80                      ? 1
                    : text[0] >= 0xc2 && text[0] < 0xe0 ? 2
                    : text[0] >= 0xe0 && text[0] < 0xf0 ? 3
                    : text[0] >= 0xf0 && text[0] < 0xf5 ? 4
                                                        : 0;
    if (length == 0 || length > left)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    if ((text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xed && text[1] > 0x9f) ||
        (text[0] == 0xf0 && text[1] < 0x90) || (text[0] == 0xf4 && text[1] > 0x8f))
        return 0;
    return length;
}

static char *repaired(const char *text, size_t length, size_t *used_)
{
    char *clean = malloc(3 * length + 1);
    size_t used = 0;

    if (!clean)
        return NULL;
    for (size_t i = 0; i < length;) {
        size_t sequence = sequence_length((const unsigned char *)text + i, length - i);

        memcpy(clean + used, sequence ? text + i : "\xef\xbf\xbd", sequence ? sequence : 3);
        used += sequence ? sequence : 3;
        i += sequence ? sequence : 1;
    }
    clean[used] = '\0';
    *used_ = used;
    return clean;
}

json_t *json_text(const char *text, size_t length)
{
    size_t used;
    char *clean = repaired(text, length, &used);
    json_t *json = clean ? json_stringn(clean, used) : NULL;

    free(clean);
    return json ? json : json_null();
}

/* U+0000 to U+001F, U+007F to U+009F. TEXT is UTF-8 that ends with a null byte. */
static bool is_control(const char *text)
{
    unsigned char first = (unsigned char)text[0];

    return first < ' ' || first == 127 || (first == 0xc2 && (unsigned char)text[1] < 0xa0);
}

void put_text(FILE *out, const char *text, size_t length, const char *special)
{
    size_t used;
    char *clean = repaired(text, length, &used);

    for (size_t i = 0; clean && i < used; i++) {
        char c = clean[i];

        if (is_control(clean + i) && (c != '\n' || special)) {
            fputc(' ', out);
            i += c == '\xc2';
            continue;
        }
        if (special && strchr(special, c))
            fputc('\\', out);
        fputc(c, out);
    }
    free(clean);
}

void put_words(FILE *out, const char *text)
{
    put_text(out, text, strlen(text), "");
}
