/* The two ends of a pipe or of a FIFO, each in the hands of an actor: most cases hold for both. */
#ifndef IPCLAIM_CASES_PIPE_ENDS_H
#define IPCLAIM_CASES_PIPE_ENDS_H

#include "fixtures/case.h"

enum { BY_PIPE, BY_FIFO };

/* The writer forks the reader (a pipe) or both open the name (a FIFO); both ends are open in blocking mode. */
struct ends {
    struct actor *writer;
    struct actor *reader;
    int out; /* of the writer */
    int in;  /* of the reader */
};

/* Each actor holds its own end only. */
struct ends ends_open(int by);

/* One more process that can write, and its descriptor: the writer's child (a pipe), or a stranger (a FIFO). */
struct hand {
    struct actor *actor;
    int out;
};

struct hand ends_join(const struct ends *ends, int by, const char *name);

/* {PIPE_BUF} of the actor's descriptor. */
size_t pipe_buf(struct actor *actor, int fd);

/*
 * Makes room for exactly ROOM bytes and no more: measures the capacity, empties, and writes in blocks of PIPE_BUF what
 * must stay in. Returns the bytes that are in. The writer's O_NONBLOCK is clear afterwards.
 */
size_t leave_room(const struct ends *ends, size_t room);

/* The reader takes what there is, up to MOST bytes; returns how many. */
size_t drain(const struct ends *ends, void *into, size_t most);

/* The reader takes exactly COUNT bytes in reads of at most CHUNK bytes each, and waits for them. */
void take(const struct ends *ends, void *into, size_t count, size_t chunk);

/* SIZE bytes of scratch memory with a pattern in which every place is told from its neighbours. */
unsigned char *pattern_new(size_t size);

#endif
