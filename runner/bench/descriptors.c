#include "runner/bench/descriptors.h"

#include <fcntl.h>

void descriptors_close(struct channel *c)
{
    for (int side = 0; side < 2; side++) {
        if (c->fd_out[side] >= 0)
            subject.close(c->fd_out[side]);
        if (c->fd_in[side] >= 0 && c->fd_in[side] != c->fd_out[side])
            subject.close(c->fd_in[side]);
        c->fd_out[side] = c->fd_in[side] = -1;
    }
}

bool descriptors_fit(struct channel *c)
{
    int flags = subject.fcntl(c->fd_out[0], F_GETFL, 0);

    return flags >= 0 && subject.fcntl(c->fd_out[0], F_SETFL, flags | O_NONBLOCK) == 0 &&
           subject.write(c->fd_out[0], c->out[0], c->size) == (ssize_t)c->size;
}
