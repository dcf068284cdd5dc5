/* When a reader sees the end: only after the last writer has closed. */
#ifndef IPCLAIM_CASES_PIPE_EOF_H
#define IPCLAIM_CASES_PIPE_EOF_H

#include "cases/pipe/ends.h"

/* Three writers close one after the other; the blocked reader gets 0 at the last. */
void end_comes_with_the_last_writer(int by);

#endif
