#include "cases/pipe/ends.h"

static struct ends open_pipe(void)
{
    struct ends ends = {.writer = actor_new("writer")};
    int fd[2];

    must_return(do_pipe(ends.writer, fd), 0);
    ends.reader = actor_fork(ends.writer, "reader");
    must_return(do_close(ends.writer, fd[0]), 0);
    must_return(do_close(ends.reader, fd[1]), 0);
    ends.in = fd[0];
    ends.out = fd[1];
    return ends;
}

static struct ends open_fifo(void)
{
    struct ends ends = {.writer = actor_new("writer"), .reader = actor_new("reader")};
    const char *name = fifo_new(ends.writer, "fifo");
    struct call *opened = begin_open(ends.reader, name, O_RDONLY, 0);

    ends.out = (int)must_succeed(do_open(ends.writer, name, O_WRONLY, 0));
    ends.in = (int)must_succeed(finish(opened));
    return ends;
}

struct ends ends_open(int by)
{
    return by == BY_FIFO ? open_fifo() : open_pipe();
}

struct hand ends_join(const struct ends *ends, int by, const char *name)
{
    struct hand hand;

    if (by == BY_FIFO) {
        hand.actor = actor_new(name);
        hand.out = (int)must_succeed(do_open(hand.actor, "fifo", O_WRONLY, 0));
    } else {
        hand.actor = actor_fork(ends->writer, name);
        hand.out = ends->out;
    }
    return hand;
}

size_t pipe_buf(struct actor *actor, int fd)
{
    return (size_t)must_succeed(do_fpathconf(actor, fd, _PC_PIPE_BUF));
}

/* A whole exchange of one actor: so many bytes, in pieces of at most CHUNK. */
struct passage {
    int fd;
    size_t count;
    size_t chunk;
    unsigned char *at;
};

static long put_blocks(void *arg)
{
    const struct passage *passage = arg;
    size_t done = 0;

    while (done < passage->count) {
        size_t left = passage->count - done;
        ssize_t n = subject.write(passage->fd, passage->at, left < passage->chunk ? left : passage->chunk);

        if (n <= 0)
            break;
        done += (size_t)n;
    }
    return (long)done;
}

static long take_blocks(void *arg)
{
    const struct passage *passage = arg;
    size_t done = 0;

    while (done < passage->count) {
        size_t left = passage->count - done;
        ssize_t n = subject.read(passage->fd, passage->at + done, left < passage->chunk ? left : passage->chunk);

        if (n <= 0)
            break;
        done += (size_t)n;
    }
    return (long)done;
}

static struct passage *passage_new(int fd, size_t count, size_t chunk, void *at)
{
    struct passage *passage = scratch(sizeof *passage);

    *passage = (struct passage){fd, count, chunk, at};
    return passage;
}

size_t leave_room(const struct ends *ends, size_t room)
{
    size_t capacity = fill(ends->writer, ends->out);
    size_t block = pipe_buf(ends->writer, ends->out);
    unsigned char *bytes = scratch(capacity);

    must_equal(drain(ends, bytes, capacity), capacity, "bytes drained of a full pipe");
    must(room <= capacity, "the pipe holds %zu bytes, and room for %zu is wanted", capacity, room);
    memset(bytes, '.', block < capacity ? block : capacity);
    must_return(do_scene(ends->writer, put_blocks, passage_new(ends->out, capacity - room, block, bytes)),
                (long long)(capacity - room));
    return capacity - room;
}

size_t drain(const struct ends *ends, void *into, size_t most)
{
    unsigned char *bytes = scratch(most);
    long long count;

    set_nonblocking(ends->reader, ends->in, true);
    count = result_of(do_scene(ends->reader, take_blocks, passage_new(ends->in, most, most, bytes)));
    set_nonblocking(ends->reader, ends->in, false);
    memcpy(into, bytes, (size_t)count);
    return (size_t)count;
}

void take(const struct ends *ends, void *into, size_t count, size_t chunk)
{
    unsigned char *bytes = scratch(count);

    must_return(do_scene(ends->reader, take_blocks, passage_new(ends->in, count, chunk, bytes)), (long long)count);
    memcpy(into, bytes, count);
}

unsigned char *pattern_new(size_t size)
{
    unsigned char *bytes = scratch(size);

    /* 251 is prime, so that no page or power of two looks like another. */
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(i % 251);
    return bytes;
}
