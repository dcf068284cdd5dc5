/* Producers and consumers at work, as fast as they can: every item arrives, once, and each producer's in their order.
 */
#include "cases/assignments/buffer.h"
#include "cases/shm_sync/racers.h"

/* More of each producer than a byte counts. */
enum { ITEMS = 300, CREW_MOST = 4 };

static const struct crew {
    const char *name;
    int producers;
    int consumers;
    int places;
} crews[] = {
    {"1 to 1, 1 place", 1, 1, 1},  {"1 to 1, 10 places", 1, 1, 10}, {"4 to 1, 3 places", 4, 1, 3},
    {"1 to 4, 3 places", 1, 4, 3}, {"4 to 4, 10 places", 4, 4, 10},
};

/* In scratch memory; the log is as long as there are items. */
struct part {
    struct start *start;
    int buffer;
    int first; /* item of a producer */
    int count;
    int *log;
};

static long produce(void *arg)
{
    const struct part *part = arg;

    start_together(part->start);
    for (int i = 0; i < part->count; i++)
        if (subject.bb_put(part->buffer, part->first + i) != 0)
            return -errno;
    return part->count;
}

/* Until the buffer is ended. */
static long consume(void *arg)
{
    const struct part *part = arg;
    int count = 0;

    start_together(part->start);
    while (count < part->count && subject.bb_get(part->buffer, &part->log[count]) == 0)
        count++;
    return count == part->count || errno == EPIPE ? count : -errno;
}

static struct part *part_new(struct start *start, int buffer, int first, int count)
{
    struct part *part = scratch_zeroed(sizeof *part);

    *part = (struct part){start, buffer, first, count, NULL};
    return part;
}

struct tally {
    int seen[CREW_MOST * ITEMS];
    long foreign, disordered;
};

static void count_items(struct tally *tally, const int *log, long count, int all)
{
    int last[CREW_MOST];

    memset(last, -1, sizeof last);
    for (long i = 0; i < count; i++) {
        int producer = log[i] / ITEMS;

        if (log[i] < 0 || log[i] >= all) {
            tally->foreign++;
            continue;
        }
        tally->seen[log[i]]++;
        tally->disordered += log[i] <= last[producer];
        last[producer] = log[i];
    }
}

CASE(every_item_arrives_once_and_in_its_producers_order, PROVES("assignment.buffer.exactly-once"), VARIANT_TABLE(crews),
     TIMEOUT(40))
{
    const struct crew *crew = &crews[variant];
    struct actor *master = actor_new("master");
    struct start *start = start_new(crew->producers + crew->consumers);
    struct tally *tally = scratch_zeroed(sizeof *tally);
    int all = crew->producers * ITEMS;
    int buffer = buffer_new(master, "buffer", crew->places);
    struct call *producing[CREW_MOST] = {NULL}, *consuming[CREW_MOST] = {NULL};
    int *logs = scratch_zeroed((size_t)(crew->consumers * all) * sizeof *logs);
    long wrong = 0;

    for (int c = 0; c < crew->consumers; c++) {
        struct part *part = part_new(start, buffer, 0, all);

        part->log = logs + c * all;
        consuming[c] = begin_scene(actor_new("consumer"), consume, part);
    }
    for (int p = 0; p < crew->producers; p++)
        producing[p] = begin_scene(actor_new("producer"), produce, part_new(start, buffer, p * ITEMS, ITEMS));
    for (int p = 0; p < crew->producers; p++)
        expect_returns(finish(producing[p]), ITEMS);
    must_return(do_bb_end(master, buffer), 0);
    for (int c = 0; c < crew->consumers; c++)
        count_items(tally, logs + c * all, result_of(finish(consuming[c])), all);
    for (int item = 0; item < all; item++)
        wrong += tally->seen[item] != 1;
    expect_equal(tally->foreign, 0, "items that nobody has put");
    expect_equal(wrong, 0, "items that did not come exactly once");
    expect_equal(tally->disordered, 0, "items that came before an earlier one of their producer");
}
