/*
 * A subject whose write(2) does what the environment says: as many nanoseconds more (IPCLAIM_SLOWER, spent spinning, as
 * a slower call spends them), or bytes that are others (IPCLAIM_SCRAMBLES).
 */
#include "fixtures/subjects/native.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static ssize_t (*native_write)(int, const void *, size_t);
static int64_t slower_ns;
static int scrambles;

__attribute__((constructor)) static void begin(void)
{
    const char *slower = getenv("IPCLAIM_SLOWER");

    native_write = NATIVE(write);
    slower_ns = slower ? strtoll(slower, NULL, 10) : 0;
    scrambles = getenv("IPCLAIM_SCRAMBLES") != NULL;
}

static int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    static unsigned char others[65536];

    if (slower_ns)
        for (int64_t end = now() + slower_ns; now() < end;)
            ;
    if (!scrambles)
        return native_write(fd, bytes, size);
    size = size < sizeof others ? size : sizeof others;
    memcpy(others, bytes, size);
    others[size / 2] ^= 1;
    return native_write(fd, others, size);
}
