/* The document's Go blocks, as ci/embed-samples.py takes them out of it. */
#ifndef IPCLAIM_CASES_TOOL_SAMPLES_H
#define IPCLAIM_CASES_TOOL_SAMPLES_H

#include <stddef.h>

struct sample {
    int first; /* the number of the first line in the document */
    int count;
    const char *const *lines;
};

extern const struct sample samples[];
extern const size_t sample_count;

#endif
