/* Output formats: what is written of a run, of each case as it ends, and of the end. */
#ifndef IPCLAIM_FORMAT_H
#define IPCLAIM_FORMAT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "runner/outcome.h"
#include "runner/plan.h"
#include "runner/sweep.h"

/* What the formats are told before the first case. */
struct run_info {
    char id[32];      /* "20261122T204500Z-1a2b3c4d" */
    char started[32]; /* ISO 8601, UTC */
    int argc;
    char *const *argv;
    uint64_t seed;
    bool shuffled;
    unsigned jobs;
    unsigned repeat;
    double time_scale;
    const char *subject; /* NULL: native */
    size_t planned;
    bool private_ipc;
    const char *scratch; /* the run's directory */
};

struct result {
    const struct plan_item *item;
    const struct docket *docket;
    struct outcome_decision decision;
    const struct leftovers *left;
    const char *output;
    size_t output_length;
    size_t output_dropped;
    int64_t started_us; /* since the run began */
    int64_t duration_us;
};

struct run_end {
    size_t cases;
    size_t outcomes[OUTCOME_COUNT];
    int64_t duration_us;
    const char *interrupted; /* "SIGINT", NULL */
    int exit_status;
};

/*
 * A format. Each function returns 0 or -errno of the stream. CASE_STARTS may be NULL. The stream is flushed by the
 * format after whatever a reader could wait for.
 */
struct format {
    const char *name;
    int (*begin)(FILE *out, const struct run_info *run);
    void (*case_starts)(FILE *out, const struct plan_item *item);
    void (*tick)(FILE *out, const struct docket *docket); /* every few milliseconds of a case, may be NULL */
    int (*case_ended)(FILE *out, const struct result *result);
    int (*end)(FILE *out, const struct run_end *end);
};

extern const struct format format_human;
extern const struct format format_ndjson;
extern const struct format format_tap;
extern const struct format format_trace; /* one case for people, its transcript as it happens */

/* NULL if there is none of that name. */
const struct format *format_named(const char *name);

/* The reason of an outcome as people read it: docket's or decision's message; "" for none. */
const char *result_message(const struct result *result);
const char *result_code(const struct result *result);

/* The name of a case's outcome as a result id: into TEXT. */
void result_id(const struct result *result, char *text, size_t room);

/* Prints the outcome's message, place, leftovers, the transcript unless it is NULL, and the output. */
void result_print_details(FILE *out, const struct result *result, bool with_transcript);

/*
 * The transcript as lines of text from event FROM, INDENT before each; returns the event to go on from. A call and its
 * return make one line when nothing lies between. PENDING: the case goes on, and its last event waits for the next
 * time.
 */
unsigned transcript_print(FILE *out, const struct docket *docket, unsigned from, bool pending, const char *indent);

/* Prints "name = value unit", as put_text does. */
void observation_print(FILE *out, const struct observation *seen, const char *special);

/* Describes the machine for the `run` record. The caller owns the object. */
json_t *environment_json(const struct run_info *run);

/* Text as JSON: what is no UTF-8 is replaced by U+FFFD. The caller owns it. */
json_t *json_text(const char *text, size_t length);

/* Writes the object as one line, with more of jansson's flags, and releases it. 0 or -errno of the stream. */
int put_json(FILE *out, json_t *object, size_t flags);

/*
 * Text as part of a line: repaired as above, control characters as spaces, and a backslash before each character of
 * SPECIAL. Where that is NULL, the text may be several lines, and the ends of lines stay.
 */
void put_text(FILE *out, const char *text, size_t length, const char *special);

/* The same of a string, with nothing special: what a case, a subject or a user has named, for people. */
void put_words(FILE *out, const char *text);

/* ferror as -errno, after flushing. */
int stream_status(FILE *out);

#endif
