/* What the mechanisms share that work on descriptors. */
#ifndef IPCLAIM_BENCH_DESCRIPTORS_H
#define IPCLAIM_BENCH_DESCRIPTORS_H

#include "runner/bench/channel.h"

/* Writes one message whole, in as many calls as it takes. */
static inline bool descriptor_write(struct channel *c, int fd, const unsigned char *from)
{
    for (size_t done = 0; done < c->size;) {
        ssize_t n = subject.write(fd, from + done, c->size - done);

        if (n < 0)
            return channel_stops(c, "write");
        done += (size_t)n;
    }
    return true;
}

/* Reads one message whole; the end of the stream is a failure, with errno EPIPE. */
static inline bool descriptor_read(struct channel *c, int fd, unsigned char *to)
{
    for (size_t done = 0; done < c->size;) {
        ssize_t n = subject.read(fd, to + done, c->size - done);

        if (n <= 0)
            return channel_stops(c, n < 0 ? "read" : "read: end of the stream");
        done += (size_t)n;
    }
    return true;
}

/* For struct mechanism. */
void descriptors_close(struct channel *channel);
bool descriptors_fit(struct channel *channel);

#endif
