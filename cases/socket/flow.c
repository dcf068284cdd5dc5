#include "cases/socket/flow.h"

struct flow *flow_new(void)
{
    struct flow *flow = scratch_zeroed(sizeof *flow);

    flow->in = flow->out = -1;
    flow->chunk = 4096;
    return flow;
}

/* Marsaglia's xorshift: any nonzero state, one byte a step. */
static unsigned char next_byte(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return (unsigned char)(*state >> 24);
}

/* What is to be sent next lies in BLOCK from the first byte on, so that a short count can be gone on from. */
struct sender {
    unsigned char block[FLOW_CHUNK];
    size_t begin, end;
};

static void refill(struct flow *flow, struct sender *sender)
{
    size_t left = flow->to_send - flow->sent;

    if (sender->begin < sender->end)
        return;
    sender->begin = 0;
    sender->end = left < flow->chunk ? left : flow->chunk;
    for (size_t i = 0; i < sender->end; i++)
        sender->block[i] = next_byte(&flow->sending);
}

static bool would_block(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS;
}

/* 1: went on; 0: not now; -1: never again. */
static int send_some(struct flow *flow, struct sender *sender)
{
    ssize_t n;

    refill(flow, sender);
    n = subject.write(flow->out, sender->block + sender->begin, sender->end - sender->begin);
    if (n < 0 && would_block())
        return 0;
    if (n <= 0) {
        flow->error = n < 0 ? errno : 0;
        return -1;
    }
    sender->begin += (size_t)n;
    flow->sent += (size_t)n;
    return 1;
}

static int receive_some(struct flow *flow)
{
    unsigned char block[FLOW_CHUNK];
    ssize_t n = subject.read(flow->in, block, sizeof block);

    if (n < 0 && would_block())
        return 0;
    if (n <= 0) {
        flow->error = n < 0 ? errno : 0;
        return -1;
    }
    for (ssize_t i = 0; i < n; i++)
        flow->wrong += block[i] != next_byte(&flow->receiving);
    flow->received += (size_t)n;
    return 1;
}

long send_all(void *arg)
{
    struct flow *flow = arg;
    struct sender sender = {.begin = 0, .end = 0};

    while (flow->sent < flow->to_send)
        if (send_some(flow, &sender) <= 0)
            return -1;
    return 0;
}

long receive_all(void *arg)
{
    struct flow *flow = arg;

    while (flow->received < flow->to_receive)
        if (receive_some(flow) <= 0)
            return -1;
    return 0;
}

long exchange_all(void *arg)
{
    struct flow *flow = arg;
    struct sender sender = {.begin = 0, .end = 0};

    while (flow->sent < flow->to_send || flow->received < flow->to_receive) {
        struct pollfd ready[2] = {{.fd = flow->received < flow->to_receive ? flow->in : -1, .events = POLLIN},
                                  {.fd = flow->sent < flow->to_send ? flow->out : -1, .events = POLLOUT}};

        if (subject.poll(ready, 2, -1) < 0)
            return -1;
        if (ready[0].revents && receive_some(flow) < 0)
            return -1;
        if (ready[1].revents && send_some(flow, &sender) < 0)
            return -1;
    }
    return 0;
}
