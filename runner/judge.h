/* The judge: the process that runs a case's function through Check, in CK_NOFORK mode, in the fork that the runner
 * made. */
#ifndef IPCLAIM_JUDGE_H
#define IPCLAIM_JUDGE_H

#include "runner/slot.h"

/* How long a judge whose runner is gone may take to stop its case. */
enum { JUDGE_ORPHAN_S = 5 };

/*
 * To be called in the child, with SIGHUP blocked. SIGHUP then asks the judge to stop its case in good order. What a
 * judge, and thus every actor, starts with: a session of its own; descriptors 0 (/dev/null), 1 and 2 (the slot's
 * output); all signals default and unblocked; umask 022; no core files; the scratch directory as working directory,
 * HOME, TMPDIR and TEMP; LC_ALL=C, TZ=UTC and PATH as the only other variables; a private IPC namespace where the slot
 * has one. Does not return.
 */
_Noreturn void judge_run(const struct slot *slot, pid_t runner, double time_scale);

#endif
