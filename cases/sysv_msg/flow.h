/*
 * Senders and receivers that run free. No order is directed; what must be true of every order is checked: the second
 * way to claims that other files show call by call.
 */
#ifndef IPCLAIM_CASES_SYSV_MSG_FLOW_H
#define IPCLAIM_CASES_SYSV_MSG_FLOW_H

#include <stdatomic.h>

#include "cases/sysv_msg/queue.h"

enum { TYPES = 9, SENDERS = 3, RECEIVERS = 3, MOST = 4096 };

/* The type is the message's own text, too, so that a receiver can tell a message that lies about it. */
struct parcel {
    long type;
    struct {
        int sender;
        int number; /* counts the sender's messages of this type, or all of them */
        long type;
    } text;
};

struct flow {
    int queue;
    int types;    /* 1 … types are sent */
    int messages; /* of each sender */
    atomic_long sent[TYPES + 1];
    atomic_uint seen[MOST];
    long choices;     /* receptions that had several types to choose from */
    long passed_over; /* a lower type was there before the call, and was not taken */
};

struct part {
    struct flow *flow;
    int index;
};

/* A queue of the actor's for MESSAGES from each sender, of the types 1 … TYPES; nothing is counted yet. */
struct flow *msg_flow_new(struct actor *owner, int types, int messages);

/* What one sender or receiver is told. */
struct part *msg_part_new(struct flow *flow, int index);

/* Whether msgrcv() returned SIZE, and the text says the type that was received. */
bool parcel_is_whole(const struct parcel *parcel, ssize_t size);

/* Scenes have returned, or will, and say 0. */
void expect_all_well(struct call *const scenes[], int count);

#endif
