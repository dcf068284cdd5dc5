/* The cases of this binary, sorted by id, and the words for their parts. */
#ifndef IPCLAIM_REGISTRY_H
#define IPCLAIM_REGISTRY_H

#include <stddef.h>

#include "fixtures/case.h"

/*
 * Sorts the cases; to be called once, before the others. Returns NULL, or what is wrong with them in words (two cases
 * of one id, a claim that the catalogue does not have).
 */
const char *registry_open(void);

/* The first case; the others follow by ->next, sorted by claim and name. */
const struct case_def *registry_first(void);

/* How many runs a case stands for: its variants, or 1. */
size_t case_runs(const struct case_def *def);

/* The name of a variant, NULL for a case that has none. */
const char *case_variant(const struct case_def *def, size_t variant);

/* "claim/name[variant]". */
void case_id(const struct case_def *def, size_t variant, char *text, size_t room);

/* The folder and the file's stem of "cases/pipe/full.c": pipe, full. */
void case_mechanism(const struct case_def *def, char *text, size_t room);
void case_topic(const struct case_def *def, char *text, size_t room);

#endif
