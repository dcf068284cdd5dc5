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

#endif
