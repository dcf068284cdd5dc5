#include "cases/fifo/pair.h"

struct pair pair_new(void)
{
    struct pair pair = {.writer = actor_new("writer"), .reader = actor_new("reader"), .out = -1, .in = -1};

    pair.name = fifo_new(pair.writer, "fifo");
    return pair;
}

void pair_join(struct pair *pair)
{
    struct call *opened = begin_open(pair->reader, pair->name, O_RDONLY, 0);

    pair->out = (int)must_succeed(do_open(pair->writer, pair->name, O_WRONLY, 0));
    pair->in = (int)must_succeed(opened);
}

struct pair pair_open(void)
{
    struct pair pair = pair_new();

    pair_join(&pair);
    return pair;
}

long write_line(void *arg)
{
    const struct line *line = arg;
    int fd = subject.open(line->path, O_WRONLY, 0);
    ssize_t written;

    if (fd < 0)
        return -1;
    written = subject.write(fd, line->text, strlen(line->text));
    return subject.close(fd) == 0 ? (long)written : -1;
}

struct line *line_new(const char *path, const char *text)
{
    struct line *line = scratch_zeroed(sizeof *line);

    snprintf(line->path, sizeof line->path, "%s", path);
    snprintf(line->text, sizeof line->text, "%s", text);
    return line;
}
