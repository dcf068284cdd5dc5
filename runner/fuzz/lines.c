/*
 * What people and TAP consumers read: nothing in it that a terminal obeys, and nothing that a case says can look like
 * another test point or change one.
 */
#include "runner/fuzz/story.h"

#include <stdlib.h>
#include <string.h>

struct written {
    char *text;
    size_t length;
};

static struct written write_all(const struct format *format, const struct story *story)
{
    struct written written;
    FILE *stream = open_memstream(&written.text, &written.length);

    must_hold(stream, "no memory");
    must_hold(format->begin(stream, &story->run) == 0, "begin");
    if (format->case_starts)
        format->case_starts(stream, &story->item);
    if (format->tick)
        format->tick(stream, story->result.docket);
    must_hold(format->case_ended(stream, &story->result) == 0, "case_ended");
    must_hold(format->end(stream, &story->end) == 0, "end");
    fclose(stream);
    return written;
}

/* UTF-8 without control characters but the ends of lines: neither ESC and its kin nor those of U+0080 to U+009F. */
static void check_characters(const struct written *written)
{
    json_t *same = json_text(written->text, written->length);

    must_hold(json_string_length(same) == written->length &&
                  memcmp(json_string_value(same), written->text, written->length) == 0,
              "not UTF-8: %s", written->text);
    json_decref(same);
    for (size_t i = 0; i < written->length; i++) {
        unsigned char c = (unsigned char)written->text[i];

        must_hold((c >= ' ' || c == '\n') && c != 127, "control character %u in: %s", c, written->text);
        must_hold(c != 0xc2 || (unsigned char)written->text[i + 1] >= 0xa0, "control character U+00%02X in: %s",
                  (unsigned char)written->text[i + 1], written->text);
    }
}

/* The end of a double-quoted scalar that begins at TEXT: backslashes stand before nothing but themselves and quotes. */
static const char *end_of_quoted(const char *text)
{
    if (*text++ != '"')
        return NULL;
    for (; *text && *text != '"'; text++)
        if (*text == '\\' && *++text != '\\' && *text != '"')
            return NULL;
    return *text == '"' ? text + 1 : NULL;
}

static void check_yaml_line(const char *line)
{
    static const char *const quoted[] = {"  message: ", "  at: ", "    - "};
    const char *value = NULL;

    if (strncmp(line, "  outcome: ", 11) == 0 || strcmp(line, "  observations:") == 0)
        return;
    for (size_t i = 0; i < sizeof quoted / sizeof quoted[0]; i++)
        if (strncmp(line, quoted[i], strlen(quoted[i])) == 0)
            value = line + strlen(quoted[i]);
    must_hold(value, "%s", line);
    value = end_of_quoted(value);
    must_hold(value && !*value, "%s", line);
}

/* In the description of a test point "#" begins a directive; all others have a backslash before them. */
static unsigned directives(const char *line)
{
    unsigned count = 0;

    for (; *line; line++)
        if (*line == '\\')
            line++;
        else
            count += *line == '#';
    return count;
}

static bool is_skipped(enum outcome outcome)
{
    return outcome == OUTCOME_SKIPPED || outcome == OUTCOME_UNSUPPORTED || outcome == OUTCOME_UNRESOLVED;
}

static void check_tap(const struct story *story, char *text)
{
    unsigned points = 0;
    bool in_yaml = false;
    char *state;

    for (char *line = strtok_r(text, "\n", &state); line; line = strtok_r(NULL, "\n", &state)) {
        bool is_point = strncmp(line, "ok 1 - ", 7) == 0 || strncmp(line, "not ok 1 - ", 11) == 0;

        if (in_yaml && strcmp(line, "  ...") != 0) {
            check_yaml_line(line);
            continue;
        }
        in_yaml = strcmp(line, "  ---") == 0;
        if (is_point)
            must_hold(directives(line) == is_skipped(story->result.decision.outcome), "%s", line);
        points += is_point;
        must_hold(is_point || line[0] == '#' || in_yaml || strcmp(line, "  ...") == 0 || strcmp(line, "1..1") == 0 ||
                      strcmp(line, "TAP version 14") == 0,
                  "%s", line);
    }
    must_hold(points == 1 && !in_yaml, "%u test points", points);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct format *const formats[] = {&format_tap, &format_human, &format_trace};
    static struct story story;
    struct input input = {data, size};

    story_make(&story, &input);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        struct written written = write_all(formats[i], &story);

        check_characters(&written);
        if (formats[i] == &format_tap)
            check_tap(&story, written.text);
        free(written.text);
    }
    return 0;
}
