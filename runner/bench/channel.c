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

/* A buffer of SIZE bytes whose pages are there; NULL when there is no memory. */
static unsigned char *buffer(size_t size)
{
    unsigned char *bytes = malloc(CHANNEL_HEAD + size + 1);
    long type = 1;

    if (!bytes)
        return NULL;
    memset(bytes, 1, CHANNEL_HEAD + size + 1);
    memcpy(bytes + CHANNEL_HEAD - sizeof type, &type, sizeof type);
    return bytes + CHANNEL_HEAD;
}

static void forget(unsigned char *bytes)
{
    if (bytes)
        free(bytes - CHANNEL_HEAD);
}

/* Nothing is open. */
static void clear(struct channel *channel)
{
    for (int i = 0; i < 2; i++) {
        channel->fd_out[i] = channel->fd_in[i] = channel->id[i] = -1;
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
    for (int i = 0; i < 2; i++) {
        channel->pid[i] = getpid();
        channel->out[i] = buffer(size);
        channel->in[i] = buffer(size);
        if (!channel->out[i] || !channel->in[i]) {
            channel->failed = "malloc";
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
    for (int i = 0; i < 2; i++) {
        forget(channel->out[i]);
        forget(channel->in[i]);
        channel->out[i] = channel->in[i] = NULL;
    }
}
