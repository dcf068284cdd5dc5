#include "runner/bench/copies.h"
#include "fixtures/platform/bench.h"
#include "runner/bench/leader.h"

#include <errno.h>
#include <unistd.h>

enum { TRANSFERS = 100 };

/* What is watched for: a byte is taken by reading it, and put by writing it. */
enum access { TAKEN, PUT };

bool copies_plan(const struct variant *variant, const struct variant *last)
{
    return variant_is_first_pair(variant, last, CARRIES);
}

/* Writes the byte once: by an instruction, or by a call. */
static bool touch(volatile unsigned char *byte, enum toucher who)
{
    unsigned char there;
    int fd[2];
    bool good;

    if (who == BY_PROGRAM) {
        *byte = 1;
        return true;
    }
    if (pipe(fd) != 0)
        return false;
    good = write(fd[1], "x", 1) == 1 && read(fd[0], (void *)byte, 1) == 1;
    there = *byte;
    close(fd[0]);
    close(fd[1]);
    return good && there == 'x';
}

/* Watches a byte; a failure says what it takes. */
static int watch(struct leader *leader, const unsigned char *byte, enum toucher who, enum access what)
{
    int fd = platform_watch_byte(byte, who == BY_KERNEL, what == PUT);

    if (fd < 0) {
        errno = -fd;
        leader_fails(leader, who == BY_KERNEL && (errno == EACCES || errno == EPERM)
                                 ? "to watch the kernel takes CAP_PERFMON"
                                 : "a watchpoint of the processor");
    }
    return fd;
}

/* What was counted; the descriptor is closed. */
static bool ends_with(struct leader *leader, int fd, int64_t *count)
{
    *count = platform_watched(fd);
    close(fd);
    errno = EIO;
    return *count >= 0 || leader_fails(leader, "reading a watchpoint");
}

/* A guest may be given watchpoints that never fire, and what was not seen would pass for no copy. */
static bool are_seen(struct leader *leader, enum toucher who)
{
    static unsigned char byte;
    int64_t count;
    int fd = watch(leader, &byte, who, PUT);
    bool good;

    if (fd < 0)
        return false;
    good = touch(&byte, who);
    if (!ends_with(leader, fd, &count))
        return false;
    errno = EOPNOTSUPP;
    return (good && count == 1) || leader_fails(leader, "watchpoints do not fire here");
}

/* How often a byte is touched in a transfer. */
static bool count_byte(struct leader *leader, const unsigned char *byte, enum toucher who, enum access what,
                       double *touches)
{
    struct channel *c = &leader->channel;
    int64_t count;
    int fd = watch(leader, byte, who, what);

    if (fd < 0)
        return false;
    if (!c->mechanism->loops.pairs(c, TRANSFERS))
        return leader_fails(leader, c->failed);
    if (!ends_with(leader, fd, &count))
        return false;
    *touches = (double)count / TRANSFERS;
    return true;
}

/* The mean over two bytes amid the message: at its ends a copy may overlap itself. */
static bool count_bytes(struct leader *leader, const unsigned char *bytes, enum toucher who, enum access what,
                        double *touches)
{
    const size_t size = leader->channel.size;
    double one = 0;
    double other = 0;

    if (!count_byte(leader, bytes + size / 3, who, what, &one) ||
        !count_byte(leader, bytes + 2 * size / 3, who, what, &other))
        return false;
    *touches = (one + other) / 2;
    return true;
}

bool copies_count(struct leader *leader)
{
    struct copies *copies = &leader->report->copies;
    struct channel *c = &leader->channel;
    int error = channel_make(c, leader->variant->mechanism, COPIES_BYTES);
    bool good;

    if (error) {
        errno = -error;
        return leader_fails(leader, c->failed);
    }
    /* Once unwatched, for the pages to be there: what brings one in touches it, too. */
    good = c->mechanism->loops.pairs(c, 1) || leader_fails(leader, c->failed);
    for (enum toucher who = BY_PROGRAM; good && who < TOUCHERS; who++)
        good = are_seen(leader, who) && count_bytes(leader, c->out[0], who, TAKEN, &copies->taken[who]) &&
               count_bytes(leader, c->in[1], who, PUT, &copies->put[who]);
    channel_end(c);
    return good;
}
