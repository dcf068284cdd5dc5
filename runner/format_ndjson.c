/* The results stream: one JSON object a line. Its schema is reports/schema/results.schema.json. */
#include "fixtures/show.h"
#include "runner/format.h"
#include "runner/registry.h"
#include "runner/version.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct run_info *current;

static json_t *text(const char *string)
{
    return json_text(string, strlen(string));
}

static json_t *text_or_null(const char *string)
{
    return string && *string ? text(string) : json_null();
}

int put_json(FILE *out, json_t *object, size_t flags)
{
    int failed = json_dumpf(object, out, JSON_COMPACT | flags);

    json_decref(object);
    if (failed)
        return errno ? -errno : -EIO;
    fputc('\n', out);
    return stream_status(out);
}

static int put_line(FILE *out, json_t *object)
{
    return put_json(out, object, 0);
}

static int ndjson_begin(FILE *out, const struct run_info *run)
{
    json_t *argv = json_array();

    current = run;
    for (int i = 0; i < run->argc; i++)
        json_array_append_new(argv, text(run->argv[i]));
    return put_line(out, json_pack("{ss ss si ss s{ss ss so} ss so sI sb si si sf so sI so}", "type", "run", "schema",
                                   "ipclaim-results", "version", 1, "run", run->id, "tool", "name", "ipclaim",
                                   "version", IPCLAIM_VERSION, "commit", text_or_null(IPCLAIM_COMMIT), "started",
                                   run->started, "argv", argv, "seed", (json_int_t)run->seed, "shuffle", run->shuffled,
                                   "jobs", (int)run->jobs, "repeat", (int)run->repeat, "timeout_scale", run->time_scale,
                                   "subject", text(run->subject ? run->subject : "native"), "planned",
                                   (json_int_t)run->planned, "environment", environment_json(run)));
}

/* JSON has no number for these. */
static json_t *not_finite(double value)
{
    return json_string(isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
}

static json_t *observations_json(const struct docket *d)
{
    json_t *list = json_array();

    for (unsigned i = 0; i < d->observation_count; i++) {
        const struct observation *seen = &d->observations[i];
        json_t *value = seen->is_text            ? text(seen->text)
                        : !isfinite(seen->value) ? not_finite(seen->value)
                        : seen->value == floor(seen->value) && fabs(seen->value) < 9e15
                            ? json_integer((json_int_t)seen->value)
                            : json_real(seen->value);

        json_array_append_new(list, json_pack("{so so so}", "name", text(seen->name), "value",
                                              value ? value : json_null(), "unit", text(seen->unit)));
    }
    return list;
}

static json_t *actors_json(const struct docket *d)
{
    json_t *list = json_array();

    for (unsigned i = 0; i < d->actor_count; i++) {
        const struct docket_actor *actor = &d->actors[i];

        json_array_append_new(list,
                              json_pack("{so si so so}", "name", text(actor->name), "pid", (int)actor->pid, "parent",
                                        actor->parent >= 0 ? text(d->actors[actor->parent].name) : json_null(), "end",
                                        text(actor->end)));
    }
    return list;
}

static double microseconds(int64_t ns)
{
    return round((double)ns / 100) / 10;
}

static void add_event_details(json_t *object, const struct docket *d, const struct event *event)
{
    const char *detail = docket_text(d, event->detail);

    switch (event->kind) {
    case EVENT_CALL:
        json_object_set_new(object, "call", text(event_call_name(event)));
        json_object_set_new(object, "args", text(detail));
        json_object_set_new(object, "seq", json_integer(event->seq));
        break;
    case EVENT_RETURN:
        json_object_set_new(object, "call", text(event_call_name(event)));
        json_object_set_new(object, "seq", json_integer(event->seq));
        json_object_set_new(object, "result", json_integer(event->result));
        json_object_set_new(object, "errno", event->error ? text(error_text(event->error)) : json_null());
        json_object_set_new(object, "us", json_real(microseconds(event->took_ns)));
        json_object_set_new(object, "detail", text(detail));
        break;
    case EVENT_BLOCKED:
        json_object_set_new(object, "call", text(event_call_name(event)));
        json_object_set_new(object, "seq", json_integer(event->seq));
        json_object_set_new(object, "how", text(event_how(event)));
        json_object_set_new(object, "detail", text(detail));
        break;
    case EVENT_FORK:
        json_object_set_new(object, "child", text(detail));
        break;
    case EVENT_EXPECT:
    case EVENT_MUST:
        json_object_set_new(object, "ok", json_boolean(event->good));
        json_object_set_new(object, "detail", text(detail));
        break;
    case EVENT_SIGNAL:
    case EVENT_END:
    case EVENT_NOTE:
        json_object_set_new(object, "detail", text(detail));
        break;
    }
}

static json_t *transcript_json(const struct docket *d)
{
    json_t *list = json_array();

    for (unsigned i = 0; i < d->event_count; i++) {
        const struct event *event = &d->events[i];
        json_t *object = json_pack("{sf so ss}", "t", microseconds(event->at_ns), "actor",
                                   text(event->actor >= 0 ? d->actors[event->actor].name : "judge"), "event",
                                   event_kind_name(event->kind));

        add_event_details(object, d, event);
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *left_json(const struct leftovers *left)
{
    json_t *list = json_array();

    for (unsigned i = 0; i < left->count && i < LEFT_MOST; i++)
        json_array_append_new(list, text(left->text[i]));
    return list;
}

static json_t *reason_json(const struct result *result)
{
    const struct docket *d = result->docket;

    if (!*result_code(result))
        return json_null();
    return json_pack("{so so so so si}", "code", text(result_code(result)), "stage",
                     result->decision.code ? json_null() : text_or_null(d->stage), "message",
                     text(result_message(result)), "file", text_or_null(result->decision.code ? NULL : d->file), "line",
                     result->decision.code ? 0 : (int)d->line);
}

static int ndjson_case_ended(FILE *out, const struct result *result)
{
    const struct case_def *def = result->item->def;
    const char *variant = case_variant(def, result->item->variant);
    char id[512];
    char mechanism[64];
    char topic[64];
    json_t *object;

    result_id(result, id, sizeof id);
    case_mechanism(def, mechanism, sizeof mechanism);
    case_topic(def, topic, sizeof topic);
    object = json_pack("{ss ss ss ss so ss ss ss si ss so si ss so sI sI so so so si so so sI}", "type", "case", "id",
                       id, "claim", def->claim, "name", def->name, "variant", text_or_null(variant), "mechanism",
                       mechanism, "topic", topic, "file", def->file, "line", (int)def->line, "shows",
                       def->shows == SHOWS_PROOF ? "proves" : "refutes", "condition", text_or_null(def->condition),
                       "round", (int)result->item->round, "outcome", outcome_name(result->decision.outcome), "reason",
                       reason_json(result), "started_us", (json_int_t)result->started_us, "duration_us",
                       (json_int_t)result->duration_us, "observations", observations_json(result->docket), "actors",
                       actors_json(result->docket), "transcript", transcript_json(result->docket), "transcript_dropped",
                       (int)result->docket->events_dropped, "left", left_json(result->left), "output",
                       json_text(result->output, result->output_length), "output_dropped",
                       (json_int_t)result->output_dropped);
    return put_line(out, object);
}

static int ndjson_end(FILE *out, const struct run_end *end)
{
    json_t *outcomes = json_object();
    char finished[32];
    time_t now = time(NULL);

    strftime(finished, sizeof finished, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
    for (int i = OUTCOME_COUNT - 1; i >= 0; i--)
        json_object_set_new(outcomes, outcome_name((enum outcome)i), json_integer((json_int_t)end->outcomes[i]));
    return put_line(out,
                    json_pack("{ss ss ss sI sI so so si}", "type", "end", "run", current->id, "finished", finished,
                              "duration_us", (json_int_t)end->duration_us, "cases", (json_int_t)end->cases, "outcomes",
                              outcomes, "interrupted", text_or_null(end->interrupted), "exit", end->exit_status));
}

const struct format format_ndjson = {"ndjson", ndjson_begin, NULL, NULL, ndjson_case_ended, ndjson_end};
