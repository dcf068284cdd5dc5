/* What wakes the runner while cases run, and what stops it: SIGCHLD, and SIGINT, SIGTERM and SIGHUP. */
#ifndef IPCLAIM_BELL_H
#define IPCLAIM_BELL_H

#include <signal.h>
#include <stdint.h>

enum { BELL_SIGNALS = 4 };

/* How signals were treated before. */
struct bell {
    struct sigaction action[BELL_SIGNALS];
    sigset_t mask;
};

/* Catches the signals, of which those that stop are blocked by now; what is ignored stays so, but for SIGCHLD. */
void bell_hang(struct bell *before);
void bell_take_down(const struct bell *before);

/* Waits for a signal, or so many nanoseconds. */
void bell_wait(int64_t ns);

/* The last signal that asked the run to stop, 0: none did. */
int bell_stop(void);

/* Blocks those that stop, and gives the mask as it was: a child must not lose one before it has handlers of its own. */
void bell_hold(sigset_t *before);

#endif
