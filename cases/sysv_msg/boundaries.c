/* Messages of random length from several senders at once: every one must come whole and unmixed. */
#include "cases/sysv_msg/queue.h"

enum { SENDERS = 4, MESSAGES = 1000, LONGEST = 120 };

struct letter {
    long type; /* the sender, from 1 */
    struct {
        uint32_t seed; /* the length and the letters follow from it */
        unsigned char fill[LONGEST];
    } text;
};

struct post {
    int queue;
    int sender;
    uint32_t seed;
};

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static size_t write_letter(struct letter *letter, int sender, uint32_t seed)
{
    size_t length = seed % (LONGEST + 1);

    letter->type = sender + 1;
    letter->text.seed = seed;
    memset(letter->text.fill, (int)(seed >> 8 & 0xff), length);
    return sizeof letter->text.seed + length;
}

static long send_letters(void *arg)
{
    const struct post *post = arg;
    uint32_t state = post->seed;

    for (int i = 0; i < MESSAGES; i++) {
        struct letter letter;
        size_t size = write_letter(&letter, post->sender, next_random(&state));

        if (subject.msgsnd(post->queue, &letter, size, 0) == -1)
            return -errno;
    }
    return 0;
}

/* How many letters are not what their sender wrote. */
static long read_letters(void *arg)
{
    const struct post *post = arg;
    long broken = 0;

    for (int i = 0; i < SENDERS * MESSAGES; i++) {
        struct letter letter, wanted;
        ssize_t size = subject.msgrcv(post->queue, &letter, sizeof letter.text, 0, 0);

        if (size == -1)
            return -errno;
        broken += size < (ssize_t)sizeof letter.text.seed ||
                  write_letter(&wanted, (int)letter.type - 1, letter.text.seed) != (size_t)size ||
                  memcmp(&letter.text, &wanted.text, (size_t)size) != 0;
    }
    return broken;
}

CASE(messages_of_random_length_from_four_senders_come_whole, PROVES("sysvmsg.boundaries.kept"))
{
    struct actor *receiver = actor_new("receiver");
    struct post *post = scratch((SENDERS + 1) * sizeof *post);
    int queue = queue_new(receiver);
    struct call *sending[SENDERS], *reading;

    post[SENDERS].queue = queue;
    reading = begin_scene(receiver, read_letters, &post[SENDERS]);
    for (int i = 0; i < SENDERS; i++) {
        /* A generator of this kind must not begin with 0. */
        post[i] = (struct post){queue, i, scratch_random() | 1};
        sending[i] = begin_scene(actor_new("sender"), send_letters, &post[i]);
    }
    for (int i = 0; i < SENDERS; i++)
        must_return(finish(sending[i]), 0);
    expect_returns(finish(reading), 0);
}

/* The same by hand: three messages put end to end could be read as one of another length, and are not. */
CASE(a_receiver_with_room_for_all_gets_one_message_a_call, PROVES("sysvmsg.boundaries.kept"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);

    must_put(sender, queue, 1, "ab");
    must_put(sender, queue, 1, "c");
    must_put(sender, queue, 1, "def");
    expect_takes(receiver, queue, 0, 1, "ab");
    expect_takes(receiver, queue, 0, 1, "c");
    expect_takes(receiver, queue, 0, 1, "def");
}
