/* How much a pipe or FIFO holds, measured in several ways. */
#ifndef IPCLAIM_CASES_PIPE_CAPACITY_H
#define IPCLAIM_CASES_PIPE_CAPACITY_H

#include "cases/pipe/ends.h"

/* Bytes that a new one takes by O_NONBLOCK writes of SIZE bytes, until the first that fails or goes in in part only. */
size_t capacity_by(int by, size_t size);

#endif
