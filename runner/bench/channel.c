#include "runner/bench/channel.h"
#include "fixtures/platform/platform.h"
#include "runner/bench/mechanisms.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

char channel_names[24];

#define ITS_ADDRESS(name) &mechanism_##name,
const struct mechanism *const mechanisms[] = {EACH_MECHANISM(ITS_ADDRESS)};
const size_t mechanism_count = sizeof mechanisms / sizeof mechanisms[0];

const struct mechanism *mechanism_named(const char *name)
{
    for (size_t i = 0; i < mechanism_count; i++)
        if (strcmp(mechanisms[i]->name, name) == 0)
            return mechanisms[i];
    return NULL;
}

int channel_fails(struct channel *channel, const char *call)
{
    channel->failed = call;
    return errno ? -errno : -EIO;
}

bool channel_stops(struct channel *channel, const char *call)
{
    channel->failed = call;
    return false;
}

/*
 * Where in a page a buffer begins: at a cache line, and each at another. Whether a short message lies in one line or in
 * two, and whether two buffers are alike in their last bits, changes the time of a copy by a third; malloc() would
 * leave it to what a run happens to have allocated before, and so make it alike in all blocks of one run, and not of
 * the next.
 */
static size_t offset_of(unsigned number)
{
    enum { APART = 5 };

    return CACHE_LINE * (1 + APART * (size_t)number);
}

/* A buffer of SIZE bytes whose pages are there; NULL when there is no memory. */
static unsigned char *buffer(unsigned number, size_t size)
{
    enum { PAGE = 4096 };
    const size_t offset = offset_of(number);
    const long type = 1;
    void *page;
    unsigned char *bytes;

    if (posix_memalign(&page, PAGE, offset + size + 1) != 0)
        return NULL;
    memset(page, 1, offset + size + 1);
    bytes = (unsigned char *)page + offset;
    memcpy(bytes - sizeof type, &type, sizeof type);
    return bytes;
}

static void forget(unsigned number, unsigned char *bytes)
{
    if (bytes)
        free(bytes - offset_of(number));
}

/* Nothing is open. */
static void clear(struct channel *channel)
{
    for (int i = 0; i < 2; i++) {
        channel->fd_out[i] = channel->fd_in[i] = channel->file[i] = channel->id[i] = -1;
        channel->queue[i] = (mqd_t)-1;
        channel->named[i] = SEM_FAILED;
        channel->place[i] = NULL;
    }
}

int channel_make(struct channel *channel, const struct mechanism *mechanism, size_t size)
{
    int error;

    memset(channel, 0, sizeof *channel);
    channel->mechanism = mechanism;
    channel->size = size;
    clear(channel);
    for (unsigned i = 0; i < 2; i++) {
        channel->pid[i] = getpid();
        channel->out[i] = buffer(2 * i, size);
        channel->in[i] = buffer(2 * i + 1, size);
        if (!channel->out[i] || !channel->in[i]) {
            channel->failed = "posix_memalign";
            channel_end(channel);
            return -ENOMEM;
        }
    }
    errno = 0;
    error = mechanism->open(channel);
    if (error)
        channel_end(channel);
    return error;
}

void channel_shut(struct channel *channel)
{
    channel->mechanism->close(channel);
    clear(channel);
}

void channel_end(struct channel *channel)
{
    channel_shut(channel);
    for (unsigned i = 0; i < 2; i++) {
        forget(2 * i, channel->out[i]);
        forget(2 * i + 1, channel->in[i]);
        channel->out[i] = channel->in[i] = NULL;
    }
}
