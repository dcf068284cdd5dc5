/* The table of XSH write() for O_NONBLOCK on pipes and FIFOs, row by row. */
#ifndef IPCLAIM_CASES_PIPE_NONBLOCK_H
#define IPCLAIM_CASES_PIPE_NONBLOCK_H

#include "cases/pipe/ends.h"

/* A size is so many times PIPE_BUF, and a few bytes more or less. */
struct measure {
    int pipe_bufs;
    int bytes;
};

/* A write of SIZE bytes, at most PIPE_BUF, where there is ROOM. */
struct small_write {
    const char *name;
    struct measure size;
    struct measure room;
};

enum { SMALL_WRITES = 9 };
extern const struct small_write small_writes[SMALL_WRITES];

/* It goes in whole, or it fails with EAGAIN and leaves nothing. */
void small_write_is_all_or_nothing(int by, const struct small_write *row);

/* More than PIPE_BUF bytes where some, but not all have room: the count of those that went in, and they are there. */
void large_write_transfers_what_fits(int by, struct measure size, struct measure room);

/* More than PIPE_BUF bytes where there is room for none: EAGAIN. */
void large_write_fails_when_full(int by);

/* More than PIPE_BUF bytes where nothing is unread: at least PIPE_BUF go in. DRAINED: after all that was in was read.
 */
void large_write_into_empty(int by, bool drained);

#endif
