/*
 * The assignment fifo_chat: the program of a student on one side, and on the other a peer that an actor plays, so that
 * it does what no program would: says half a line, dies, goes deaf. To the program it is as its own like would be.
 */
#ifndef IPCLAIM_CASES_ASSIGNMENTS_CHAT_H
#define IPCLAIM_CASES_ASSIGNMENTS_CHAT_H

#include "fixtures/case.h"
#include "fixtures/program.h"

/* Which side the program is. */
enum { HOST, GUEST };
#define SIDES VARIANTS("host", "guest")

#define TO_HOST "to_host"
#define TO_GUEST "to_guest"

struct chat {
    struct program program;
    struct actor *peer;
    const char *peer_name; /* "guest" or "host": what the program puts before what the peer says */
    int hears;             /* the peer's descriptors */
    int says;
};

/* Starts the program as that side. */
struct program chat_program(int side);

/* Both FIFOs, made by this actor, so that they are not the program's to remove. */
void chat_make_fifos(struct actor *maker);

/* The program and its peer, who are connected; the FIFOs were there before. */
struct chat chat_open(int side);

/* The peer opens its ends, in the order that makes the two meet. */
void chat_join(struct chat *chat, int side);

/* The peer says this, and the program has taken all of it. */
void peer_says(const struct chat *chat, const char *text);

/* What the peer hears next is exactly this. Waits for it. */
void expect_heard(const struct chat *chat, const char *text, size_t size);

/* The program prints this line as the peer's. */
void expect_shows(const struct chat *chat, const char *line);

/* The case is not about how the program ends. */
void chat_leave(const struct chat *chat);

/* Whether a FIFO of that name is there, as a witness sees it. */
void expect_fifo(const char *name);
void expect_no_fifo(const char *name);

#endif
