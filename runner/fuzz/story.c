#include "runner/fuzz/story.h"
#include "runner/registry.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT = 1200 };

static const enum call_id calls[] = {CALL_write, CALL_read, CALL_msgrcv, CALL_open};

static void add_actor(struct input *input)
{
    struct docket_actor *actor = &docket->actors[docket->actor_count];

    if (docket->actor_count == ARENA_ACTORS)
        return;
    actor->parent = (int)(take_byte(input) % (docket->actor_count + 1)) - 1;
    actor->pid = 4711;
    take_text(input, actor->name, sizeof actor->name);
    take_text(input, actor->end, sizeof actor->end);
    docket->actor_count++;
}

static void add_observation(struct input *input, bool is_text)
{
    char name[TEXT], unit[TEXT], text[TEXT];
    double value = 0;

    take_text(input, name, sizeof name);
    take_text(input, unit, sizeof unit);
    if (is_text)
        take_text(input, text, sizeof text);
    else
        take_bytes(input, &value, sizeof value);
    docket_observe(name, value, is_text ? text : NULL, unit);
}

static void add_event(struct input *input)
{
    enum event_kind kind = (enum event_kind)(take_byte(input) % (EVENT_NOTE + 1));
    int actor = (int)(take_byte(input) % (docket->actor_count + 1)) - 1;
    uint8_t bits = take_byte(input);
    char text[TEXT];
    struct event *event;

    take_text(input, text, sizeof text);
    event = docket_event(kind, actor, "%s", text);
    event->at_ns = bits * INT64_C(1000);
    event->call = calls[bits % 4];
    event->timed = bits & 16;
    event->seq = bits / 4;
    event->result = bits & 32 ? -1 : bits;
    event->error = bits & 32 ? bits : 0;
    event->good = bits & 1;
}

static void add_leftover(struct story *story, struct input *input)
{
    char text[LEFT_TEXT];

    take_text(input, text, sizeof text);
    if (story->left.count < LEFT_MOST)
        memcpy(story->left.text[story->left.count], text, sizeof text);
    story->left.count++;
}

static void choose_run(struct story *story, struct input *input)
{
    unsigned chosen = take_byte(input);
    const struct case_def *def = registry_first();

    while (chosen-- && def->next)
        def = def->next;
    story->item.def = def;
    story->item.variant = (unsigned)(take_byte(input) % case_runs(def));
    story->item.round = take_byte(input);
}

static void decide(struct story *story, struct input *input)
{
    static const char *const messages[] = {NULL, "the judge was killed by SIGSEGV"};
    uint8_t bits = take_byte(input);

    story->result.decision.outcome = (enum outcome)(bits % OUTCOME_COUNT);
    story->result.decision.message = messages[bits >> 7];
    story->result.decision.code = bits >> 7 ? "crash" : NULL;
}

static void take_one(struct story *story, struct input *input)
{
    switch (take_byte(input)) {
    case 'M':
        take_text(input, docket->message, sizeof docket->message);
        break;
    case 'C':
        take_text(input, docket->code, sizeof docket->code);
        break;
    case 'S':
        take_text(input, docket->stage, sizeof docket->stage);
        snprintf(docket->file, sizeof docket->file, "runner/fuzz/cases.c");
        docket->line = 7;
        break;
    case 'A':
        add_actor(input);
        break;
    case 'O':
        add_observation(input, true);
        break;
    case 'N':
        add_observation(input, false);
        break;
    case 'E':
        add_event(input);
        break;
    case 'L':
        add_leftover(story, input);
        break;
    case 'P':
        story->result.output_length = take_byte(input) * (size_t)8;
        take_bytes(input, story->output, story->result.output_length);
        break;
    case 'R':
        choose_run(story, input);
        break;
    case 'D':
        decide(story, input);
        break;
    case 'B':
        take_text(input, story->subject, sizeof story->subject);
        story->run.subject = story->subject;
        story->run.argv = take_arguments(input, 4, &story->run.argc);
        break;
    default:
        break;
    }
}

void story_make(struct story *story, struct input *input)
{
    static struct docket only;
    struct input none = {NULL, 0};

    docket = &only;
    docket_reset(docket);
    memset(story, 0, sizeof *story);
    choose_run(story, &none);
    while (input->left)
        take_one(story, input);
    story->result.item = &story->item;
    story->result.docket = docket;
    story->result.left = &story->left;
    story->result.output = story->output;
    snprintf(story->run.id, sizeof story->run.id, "20261122T204500Z-1a2b3c4d");
    snprintf(story->run.started, sizeof story->run.started, "2026-11-22T20:45:00Z");
    story->run.planned = story->run.jobs = story->run.repeat = 1;
    story->run.time_scale = 1;
    story->run.scratch = "/tmp";
    story->end.cases = 1;
    story->end.outcomes[story->result.decision.outcome] = 1;
}
