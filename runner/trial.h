/* A first opening of a subject, before any case relies on it. */
#ifndef IPCLAIM_TRIAL_H
#define IPCLAIM_TRIAL_H

#include <stddef.h>

/*
 * Opens the shared library at PATH in a process of its own, since its code runs already then and may do anything.
 * Returns 0, or -1 with what went wrong and what to do in WHY. A library that takes longer than ten seconds times SCALE
 * is taken to hang.
 */
int trial_open(const char *path, double scale, char *why, size_t room);

#endif
