#include "runner/bench/variant.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const measures[] = {"latency", "throughput", "setup", "connect", "contention"};

static const struct {
    const char *name, *sentence;
} definitions[] = {[DEFINED_PAIR] = {"pair", "one process sends and receives"},
                   [DEFINED_SAME_CPU] = {"same-cpu", "half a round trip, both on one processor"},
                   [DEFINED_CROSS_CPU] = {"cross-cpu", "half a round trip, on two processors"},
                   [DEFINED_CROSS_SMT] = {"cross-smt", "half a round trip, on two threads of a core"},
                   [DEFINED_CROSS_NODE] = {"cross-node", "half a round trip, on two memory nodes"},
                   [DEFINED_UNPINNED] = {"unpinned", "half a round trip, placed by the scheduler"}};

const char *measure_name(enum measure measure)
{
    return measures[measure];
}

const char *definition_name(enum definition definition)
{
    return definitions[definition].name;
}

const char *definition_sentence(enum definition definition)
{
    return definitions[definition].sentence;
}

const char *status_name(enum status status)
{
    static const char *const names[] = {"measured", "unsupported", "failed"};

    return names[status];
}

int definition_named(const char *name)
{
    for (int i = 0; i < DEFINITION_COUNT; i++)
        if (strcmp(definitions[i].name, name) == 0)
            return i;
    return -1;
}

int measure_named(const char *name)
{
    for (int i = 0; i < MEASURE_COUNT; i++)
        if (strcmp(measures[i], name) == 0)
            return i;
    return -1;
}

bool variant_has_samples(const struct variant *variant)
{
    return variant->measure != MEASURE_THROUGHPUT && variant->measure != MEASURE_CONTENTION;
}

const char *variant_unit(const struct variant *variant)
{
    return variant->measure == MEASURE_THROUGHPUT ? "bytes/s" : "ns";
}

bool variant_is_first_pair(const struct variant *variant, const struct variant *last, unsigned traits)
{
    return variant->measure == MEASURE_LATENCY && variant->definition == DEFINED_PAIR && !variant->by_subject &&
           (variant->mechanism->traits & traits) == traits && variant->status == STATUS_MEASURED &&
           (!last || last->mechanism != variant->mechanism);
}

void variant_name(struct variant *variant)
{
    const char *by = variant->by_subject ? "@subject" : "";
    const char *mechanism = variant->mechanism->name;

    switch (variant->measure) {
    case MEASURE_LATENCY:
    case MEASURE_THROUGHPUT:
        snprintf(variant->id, sizeof variant->id, "%s/%s/%s/%zu%s", measure_name(variant->measure), mechanism,
                 definition_name(variant->definition), variant->payload, by);
        break;
    case MEASURE_CONTENTION:
        snprintf(variant->id, sizeof variant->id, "contention/%s/%u%s", mechanism, variant->processes, by);
        break;
    default:
        snprintf(variant->id, sizeof variant->id, "%s/%s%s", measure_name(variant->measure), mechanism, by);
    }
}

void variant_drop(struct variant *variant, enum status status, const char *format, ...)
{
    va_list arguments;

    variant->status = status;
    va_start(arguments, format);
    vsnprintf(variant->reason, sizeof variant->reason, format, arguments);
    va_end(arguments);
}
