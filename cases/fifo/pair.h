/* A FIFO and two strangers who have opened it, one end each. */
#ifndef IPCLAIM_CASES_FIFO_PAIR_H
#define IPCLAIM_CASES_FIFO_PAIR_H

#include "fixtures/case.h"

struct pair {
    struct actor *writer;
    struct actor *reader;
    const char *name;
    int out; /* of the writer */
    int in;  /* of the reader */
};

/* Two new strangers and a FIFO; nobody has opened it yet. */
struct pair pair_new(void);

/* Both actors open the name, blocking; the descriptors go into the pair. */
void pair_join(struct pair *pair);

/* Both in one. */
struct pair pair_open(void);

/* A scene that opens the path, writes to it and closes it: `arg` is a struct line. Returns the bytes written, or -1. */
struct line {
    char path[32];
    char text[32];
};
long write_line(void *arg);

/* A struct line in memory that actors share. */
struct line *line_new(const char *path, const char *text);

#endif
