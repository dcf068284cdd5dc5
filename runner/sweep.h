/* What the runner does when a judge has ended: kills what is left of the case, removes what is left, and says so. */
#ifndef IPCLAIM_SWEEP_H
#define IPCLAIM_SWEEP_H

#include "runner/slot.h"

enum { LEFT_MOST = 16, LEFT_TEXT = 96 };

/* What a case left behind, in words; more than LEFT_MOST are counted only. */
struct leftovers {
    unsigned count;
    char text[LEFT_MOST][LEFT_TEXT];
};

/*
 * Before the first case: remembers what children this process has from before, which are nobody's leftovers, and has
 * the orphans of all later ones come to this process where the OS does that.
 */
void sweep_begin(void);

/*
 * To be called while the slot's judge is a zombie, so that its number still names it; returns with the judge and every
 * other process of the case gone. ALL are the COUNT slots of the run, of which others may have judges at work.
 */
void sweep_case(struct slot *slot, const struct slot *all, unsigned count, struct leftovers *left);

/* Kills every process of the slot's case at once; its judge becomes a zombie, for sweep_case. */
void sweep_kill(const struct slot *slot);

#endif
