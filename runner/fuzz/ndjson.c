/* The results stream: whatever a case, a subject or a user says, each record is one line of JSON that holds it. */
#include "runner/fuzz/story.h"
#include "runner/registry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static char *buffer;
static size_t length;
static FILE *stream;

static void check_written(int error)
{
    must_hold(error == 0, "the writer returned %d", error);
}

/* The record that was written last; strict, so that no other reader of JSON can understand another thing. */
static json_t *last_record(void)
{
    size_t line = length;
    json_error_t error;
    json_t *record;
    char *again;

    must_hold(length && buffer[length - 1] == '\n', "%s", buffer);
    must_hold(memchr(buffer, '\n', length) == buffer + length - 1, "a record is several lines: %s", buffer);
    must_hold(!memchr(buffer, '\0', length), "a null byte is in the line");
    record = json_loadb(buffer, line, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    must_hold(record, "%s at column %d of %s", error.text, error.column, buffer);
    again = json_dumps(record, JSON_COMPACT);
    must_hold(again && strlen(again) == length - 1 && memcmp(again, buffer, length - 1) == 0, "%s", buffer);
    free(again);
    rewind(stream);
    return record;
}

static void check_text(const json_t *value, const char *text, size_t size)
{
    json_t *wanted = json_text(text, size);

    must_hold(json_equal(value, wanted), "a text is lost: %.*s", (int)size, text);
    json_decref(wanted);
}

static void check_texts(const json_t *record, const char *key, const char *text)
{
    check_text(json_object_get(record, key), text, strlen(text));
}

static void check_observations(const json_t *list)
{
    must_hold(json_array_size(list) == docket->observation_count, "%zu", json_array_size(list));
    for (unsigned i = 0; i < docket->observation_count; i++) {
        const struct observation *seen = &docket->observations[i];
        const json_t *object = json_array_get(list, i);
        const json_t *value = json_object_get(object, "value");

        check_texts(object, "name", seen->name);
        check_texts(object, "unit", seen->unit);
        if (seen->is_text)
            check_texts(object, "value", seen->text);
        else if (isfinite(seen->value))
            must_hold(json_number_value(value) == seen->value, "%.17g", seen->value);
        else
            must_hold(json_is_string(value), "%g", seen->value);
    }
}

static void check_transcript(const json_t *list)
{
    must_hold(json_array_size(list) == docket->event_count, "%zu", json_array_size(list));
    for (unsigned i = 0; i < docket->event_count; i++) {
        const struct event *event = &docket->events[i];
        const char *key = event->kind == EVENT_CALL ? "args" : event->kind == EVENT_FORK ? "child" : "detail";

        check_texts(json_array_get(list, i), key, docket_text(docket, event->detail));
    }
}

static void check_case(const struct story *story, json_t *record)
{
    const json_t *reason = json_object_get(record, "reason");

    check_text(json_object_get(record, "output"), story->output, story->result.output_length);
    check_observations(json_object_get(record, "observations"));
    check_transcript(json_object_get(record, "transcript"));
    must_hold(json_array_size(json_object_get(record, "actors")) == docket->actor_count, "actors");
    if (*result_code(&story->result))
        check_texts(reason, "message", result_message(&story->result));
    else
        must_hold(json_is_null(reason), "a reason without a code");
    json_decref(record);
}

/* The machine does not change, and to describe it takes longer than all the rest. */
json_t *__real_environment_json(const struct run_info *run);
json_t *__wrap_environment_json(const struct run_info *run);
json_t *__wrap_environment_json(const struct run_info *run)
{
    static json_t *environment;

    if (!environment)
        environment = __real_environment_json(run);
    return json_incref(environment);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct story story;
    struct input input = {data, size};
    json_t *record;

    story_make(&story, &input);
    stream = open_memstream(&buffer, &length);
    must_hold(stream, "no memory");
    check_written(format_ndjson.begin(stream, &story.run));
    record = last_record();
    check_texts(record, "subject", story.run.subject ? story.run.subject : "native");
    must_hold((int)json_array_size(json_object_get(record, "argv")) == story.run.argc, "argv");
    json_decref(record);
    check_written(format_ndjson.case_ended(stream, &story.result));
    check_case(&story, last_record());
    check_written(format_ndjson.end(stream, &story.end));
    json_decref(last_record());
    fclose(stream);
    free(buffer);
    return 0;
}
