/* Writes for which no reader is left. */
#ifndef IPCLAIM_CASES_PIPE_BROKEN_H
#define IPCLAIM_CASES_PIPE_BROKEN_H

#include "cases/pipe/ends.h"

/* What the writer does about SIGPIPE. */
enum { SIGPIPE_DEFAULT, SIGPIPE_IGNORED, SIGPIPE_CAUGHT };
#define SIGPIPE_VARIANTS VARIANTS("default", "ignored", "caught")

void dispose_of_sigpipe(struct actor *writer, int disposition);

/* The call has failed for want of a reader, as the disposition makes it: death, or EPIPE, the handler run once. */
void expect_broken(struct call *call, int disposition);

/* A write after the last reader has closed. */
void write_without_reader_breaks(int by, int disposition);

/* A write that is blocked, nothing of it transferred, when the last reader closes. */
void blocked_write_breaks(int by, int disposition);

#endif
