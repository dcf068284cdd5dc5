/* Several writers and one reader of one pipe or FIFO: whose records arrive whole. */
#ifndef IPCLAIM_CASES_PIPE_CROWD_H
#define IPCLAIM_CASES_PIPE_CROWD_H

#include "cases/pipe/ends.h"

enum { CROWD = 4 };

/*
 * So many times PIPE_BUF and a few bytes more or less. MIXED: of all lengths from two bytes to that. GATHERED: by
 * writev() of three parts.
 */
struct record_size {
    const char *name;
    int pipe_bufs;
    int bytes;
    bool nonblocking;
    bool mixed;
    bool gathered;
};

enum { RECORD_SIZES = 16 };
extern const struct record_size record_sizes[RECORD_SIZES];

/* What the reader found in the stream. */
struct found {
    size_t size;  /* of a record, the longest */
    long written; /* writes that returned their whole size */
    long records;
    long torn;     /* in which a byte was another record's */
    long disorder; /* that did not follow their writer's one before */
};

/*
 * CROWD writers write records as fast as they can, starting together, and one reader takes the stream to its end. Every
 * record is one byte repeated, which names its writer and its place in his row; he ends early at a write
 * that did not go in whole.
 */
struct found crowd_runs(int by, const struct record_size *row);

/* Of records of at most PIPE_BUF bytes every one arrives whole, and after its writer's one before. */
void records_stay_whole(int by, const struct record_size *row);

/*
 * A write of so many bytes, at most PIPE_BUF, waits for the one byte of room that it lacks, while another's single
 * bytes stand in line, and the reader takes what was there. Returns how many of those lay inside the record.
 */
long foreign_bytes_inside(int by, const struct record_size *row);

#endif
