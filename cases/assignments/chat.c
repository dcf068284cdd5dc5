/* How the two sides of a chat come together. */
#include "cases/assignments/chat.h"

#include <sched.h>

static const char *const side_names[] = {"host", "guest"};
static const char *const side_arguments[] = {"host .", "guest ."};

struct program chat_program(int side)
{
    return program_start(side_names[side], side_arguments[side]);
}

void chat_make_fifos(struct actor *maker)
{
    fifo_new(maker, TO_HOST);
    fifo_new(maker, TO_GUEST);
}

void chat_join(struct chat *chat, int side)
{
    if (side == HOST) {
        chat->hears = (int)must_succeed(do_open(chat->peer, TO_GUEST, O_RDONLY, 0));
        chat->says = (int)must_succeed(do_open(chat->peer, TO_HOST, O_WRONLY, 0));
    } else {
        chat->says = (int)must_succeed(do_open(chat->peer, TO_GUEST, O_WRONLY, 0));
        chat->hears = (int)must_succeed(do_open(chat->peer, TO_HOST, O_RDONLY, 0));
    }
}

struct chat chat_open(int side)
{
    struct chat chat = {.peer = actor_new("peer"), .peer_name = side_names[!side]};

    chat_make_fifos(chat.peer);
    must_return(do_ignore(chat.peer, SIGPIPE), 0);
    chat.program = chat_program(side);
    chat_join(&chat, side);
    return chat;
}

/* The program is to find what comes after this by another read. */
static long await_taken(void *arg)
{
    struct pollfd end = {.fd = *(const int *)arg};
    int unread;

    for (;;) {
        /* Asked first: what is unread when nobody listens any more stays so. */
        bool deaf = subject.poll(&end, 1, 0) != 0;

        if (subject.ioctl_int(end.fd, FIONREAD, &unread) != 0)
            return -1;
        if (unread == 0 || deaf)
            return unread;
        sched_yield();
    }
}

void peer_says(const struct chat *chat, const char *text)
{
    int *fd = scratch(sizeof *fd);

    expect_returns(do_write(chat->peer, chat->says, text, strlen(text)), (long long)strlen(text));
    *fd = chat->says;
    expect_returns(do_scene(chat->peer, await_taken, fd), 0);
}

void expect_heard(const struct chat *chat, const char *text, size_t size)
{
    expect_stream(chat->peer, chat->hears, text, size, "the peer has heard");
}

void expect_shows(const struct chat *chat, const char *line)
{
    char text[256];

    snprintf(text, sizeof text, "%s: %s\n", chat->peer_name, line);
    expect_prints(&chat->program, text, strlen(text));
}

void chat_leave(const struct chat *chat)
{
    actor_kill(chat->program.actor);
}

static bool is_fifo(const char *name)
{
    struct stat st;
    struct call *asked = do_stat(actor_new("witness"), name, &st);

    if (call_failed(asked))
        must_fail(asked, ENOENT);
    return !call_failed(asked) && S_ISFIFO(st.st_mode);
}

void expect_fifo(const char *name)
{
    bool there = is_fifo(name);

    check_true(EXPECT("it to be there"), there, "the FIFO %s is %s", name, there ? "there" : "not there");
}

void expect_no_fifo(const char *name)
{
    bool there = is_fifo(name);

    check_true(EXPECT("it to be removed by who has made it"), !there, "the FIFO %s is %s", name,
               there ? "left behind" : "not there");
}

CASE(sides_open_their_ends_and_meet, PROVES("assignment.fifo-chat.opens"), SIDES)
{
    struct chat chat = {.peer = actor_new("peer")};

    chat_make_fifos(chat.peer);
    chat.program = chat_program(variant);
    if (variant == HOST) {
        expect_succeeds(do_open(chat.peer, TO_GUEST, O_RDONLY, 0));
        expect_succeeds(do_open(chat.peer, TO_HOST, O_WRONLY, 0));
    } else {
        expect_succeeds(do_open(chat.peer, TO_GUEST, O_WRONLY, 0));
        expect_succeeds(do_open(chat.peer, TO_HOST, O_RDONLY, 0));
    }
    chat_leave(&chat);
}

CASE(two_programs_talk, PROVES("assignment.fifo-chat.opens"), VARIANTS("host first", "guest first"))
{
    struct program side[2];

    chat_make_fifos(actor_new("maker"));
    side[variant] = chat_program(variant);
    must_block(side[variant].running);
    side[!variant] = chat_program(!variant);
    program_type(&side[HOST], "is anybody there?\n");
    expect_prints(&side[GUEST], "host: is anybody there?\n", 24);
    program_type(&side[GUEST], "nobody\n");
    expect_prints(&side[HOST], "guest: nobody\n", 14);
    actor_kill(side[HOST].actor);
    actor_kill(side[GUEST].actor);
}

CASE(idle_chat_sleeps, PROVES("assignment.fifo-chat.sleeps"), SIDES)
{
    struct chat chat = chat_open(variant);

    expect_blocked(chat.program.running);
    chat_leave(&chat);
}
