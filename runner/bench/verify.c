/* Whether what is measured carries what it is given: random content, there and back, before anything is timed. */
#include "fixtures/arena.h"
#include "runner/bench/leader.h"

#include <errno.h>
#include <string.h>

enum { MESSAGES = 3 };

/* Any content that differs from time to time does; what it is, nobody needs to know again. */
static void fill(unsigned char *bytes, size_t size, uint64_t *state)
{
    for (size_t i = 0; i < size; i++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        bytes[i] = (unsigned char)(*state >> 56);
    }
}

static bool expect_same(struct leader *leader, const unsigned char *got, const unsigned char *due)
{
    if (memcmp(got, due, leader->channel.size) == 0)
        return true;
    errno = EBADMSG;
    return leader_fails(leader, "the content that arrived is not what was sent");
}

bool verify_pair(struct leader *leader)
{
    struct channel *c = &leader->channel;
    uint64_t state = (uint64_t)clock_ns();

    for (int i = 0; i < MESSAGES; i++) {
        fill(c->out[0], c->size, &state);
        memset(c->in[1], 0, c->size);
        if (!c->mechanism->loops.pairs(c, 1))
            return leader_fails(leader, c->failed);
        if (!expect_same(leader, c->in[1], c->out[0]))
            return false;
    }
    return leader->report->verified = true;
}

/* Sends back what came, and not what lies in its own buffer; until it is killed, for its memory may still be read. */
static void echo(struct leader *leader)
{
    struct channel *c = &leader->channel;

    for (;;) {
        if (!c->mechanism->loops.receive(c, 1, 1))
            return;
        memcpy(c->out[1], c->in[1], c->size);
        if (!c->mechanism->loops.send(c, 1, 1))
            return;
    }
}

bool verify_trip(struct leader *leader)
{
    struct channel *c = &leader->channel;
    uint64_t state = (uint64_t)clock_ns();

    if (!leader_forks(leader, places_partner(&leader->setting->places, leader->variant->definition, NULL), echo))
        return false;
    for (int i = 0; i < MESSAGES; i++) {
        fill(c->out[0], c->size, &state);
        memset(c->in[0], 0, c->size);
        if (!c->mechanism->loops.send(c, 0, 1) || !c->mechanism->loops.receive(c, 0, 1))
            return leader_fails(leader, c->failed);
        if (!expect_same(leader, c->in[0], c->out[0]))
            return false;
    }
    leader_ends_partners(leader);
    return leader->report->verified = true;
}
