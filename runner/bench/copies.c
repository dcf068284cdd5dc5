#include "runner/bench/copies.h"
#include "fixtures/platform/bench.h"
#include "runner/bench/leader.h"

#include <errno.h>
#include <unistd.h>

enum { TRANSFERS = 100 };

bool copies_plan(const struct variant *variant, const struct variant *last)
{
    return variant->measure == MEASURE_LATENCY && variant->definition == DEFINED_PAIR && !variant->by_subject &&
           (variant->mechanism->traits & CARRIES) != 0 && variant->status == STATUS_MEASURED &&
           (!last || last->mechanism != variant->mechanism);
}

/* The mean of what was counted at two bytes in a transfer. */
static double touches(const int64_t before[2], const int64_t after[2])
{
    return (double)(after[0] - before[0] + after[1] - before[1]) / 2 / TRANSFERS;
}

/* Two bytes of either buffer, amid the message: at its ends a copy may overlap itself. */
static bool count_by(struct leader *leader, enum toucher who)
{
    enum { TAKEN = 0, PUT = 2, WATCHED = 4 };
    struct copies *copies = &leader->report->copies;
    struct channel *c = &leader->channel;
    const unsigned char *bytes[WATCHED] = {c->out[0] + c->size / 3, c->out[0] + 2 * c->size / 3, c->in[1] + c->size / 3,
                                           c->in[1] + 2 * c->size / 3};
    int64_t before[WATCHED], after[WATCHED];
    int fd[WATCHED];

    for (int i = 0; i < WATCHED; i++)
        if ((fd[i] = platform_watch_byte(bytes[i], who == BY_KERNEL)) < 0) {
            errno = -fd[i];
            return leader_fails(leader, "watching a byte (perf_event_open)");
        }
    for (int i = 0; i < WATCHED; i++)
        before[i] = platform_watched(fd[i]);
    if (!c->mechanism->loops.pairs(c, TRANSFERS))
        return leader_fails(leader, c->failed);
    for (int i = 0; i < WATCHED; i++) {
        after[i] = platform_watched(fd[i]);
        close(fd[i]);
    }
    copies->taken[who] = touches(before + TAKEN, after + TAKEN);
    copies->put[who] = touches(before + PUT, after + PUT);
    return true;
}

bool copies_count(struct leader *leader)
{
    struct channel *c = &leader->channel;
    int error = channel_make(c, leader->variant->mechanism, COPIES_BYTES);
    bool good;

    if (error) {
        errno = -error;
        return leader_fails(leader, c->failed);
    }
    /* Once unwatched, for the pages to be there: what brings one in touches it, too. */
    good = c->mechanism->loops.pairs(c, 1) || leader_fails(leader, c->failed);
    good = good && count_by(leader, BY_PROGRAM) && count_by(leader, BY_KERNEL);
    channel_end(c);
    return good;
}
