/* A case's result made from an input: texts of every kind, in every place where a case or a subject can put one. */
#ifndef IPCLAIM_FUZZ_STORY_H
#define IPCLAIM_FUZZ_STORY_H

#include "runner/format.h"
#include "runner/fuzz/fuzz.h"

struct story {
    struct plan_item item;
    struct leftovers left;
    char output[2048];
    char subject[256];
    struct run_info run;
    struct run_end end;
    struct result result; /* of which the docket is the process's */
};

/* Takes the whole input. It is a sequence of a letter and what it needs, as story.c has them. */
void story_make(struct story *story, struct input *input);

#endif
