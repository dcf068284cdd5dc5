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

static const char *actor_of(const struct docket *d, int actor)
{
    return actor >= 0 ? d->actors[actor].name : "judge";
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
    if (event->detail)
        fprintf(out, "  %s", docket_text(d, event->detail));
    fprintf(out, "  (%.1f µs)", (double)event->took_ns / 1000);
}

static void print_event(FILE *out, const struct docket *d, const struct event *event, const struct event *returned)
{
    const char *detail = docket_text(d, event->detail);

    switch (event->kind) {
    case EVENT_CALL:
        fprintf(out, "%s(%s)", event->call, detail);
        if (returned)
            print_return(out, d, returned);
        else
            fputs(" …", out);
        break;
    case EVENT_RETURN:
        fprintf(out, "… %s", event->call);
        print_return(out, d, event);
        break;
    case EVENT_BLOCKED:
        fprintf(out, "%s is blocked: %s (%s)", event->call, detail, event->how);
        break;
    case EVENT_FORK:
        fprintf(out, "forks %s", detail);
        break;
    case EVENT_SIGNAL:
        fprintf(out, "sends %s", detail);
        break;
    case EVENT_END:
        fprintf(out, "%s", detail);
        break;
    case EVENT_EXPECT:
    case EVENT_MUST:
        fprintf(out, "%s %s", event->good ? "✓" : "✗", detail);
        break;
    case EVENT_NOTE:
        fprintf(out, "# %s", detail);
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
        fprintf(out, "%s%9.1f  %-10s ", indent, (double)event->at_ns / 1000, actor_of(d, event->actor));
        print_event(out, d, event, returned);
        i += returned != NULL;
    }
    if (d->events_dropped && !pending)
        fprintf(out, "%s… and %u more events, for which there was no room\n", indent, d->events_dropped);
    return i;
}

void result_print_details(FILE *out, const struct result *result, bool with_transcript)
{
    enum { SHOWN = 400, TAIL = 48 };
    const struct docket *d = result->docket;

    if (*result_message(result))
        fprintf(out, "  %s\n", result_message(result));
    if (d->file && !result->decision.code)
        fprintf(out, "  at %s:%u%s%s\n", d->file, d->line, d->stage[0] ? ": " : "", d->stage);
    for (unsigned i = 0; i < result->left->count && i < LEFT_MOST; i++)
        fprintf(out, "  left: %s\n", result->left->text[i]);
    if (with_transcript) {
        unsigned from = d->event_count > TAIL ? d->event_count - TAIL : 0;

        if (from)
            fprintf(out, "    … %u events before; ipclaim trace shows all\n", from);
        transcript_print(out, d, from, false, "    ");
    }
    if (result->output_length) {
        /* A case could print what a terminal obeys. */
        fputs("  output: ", out);
        put_text(out, result->output, result->output_length < SHOWN ? result->output_length : SHOWN, "");
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

void put_text(FILE *out, const char *text, size_t length, const char *special)
{
    size_t used;
    char *clean = repaired(text, length, &used);

    for (size_t i = 0; clean && i < used; i++) {
        unsigned char c = (unsigned char)clean[i];

        if (c && strchr(special, c))
            fputc('\\', out);
        fputc((c < ' ' && !(c == '\n' && !*special)) || c == 127 ? ' ' : c, out);
    }
    free(clean);
}
