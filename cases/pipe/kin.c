/* Who can share a pipe: whoever holds a descriptor of it. */
#include "cases/pipe/ends.h"

/* A byte goes from one to the other. */
static void expect_byte(struct actor *from, int out, struct actor *to, int in)
{
    char byte = 0;

    expect_returns(do_write(from, out, "n", 1), 1);
    expect_returns(do_read(to, in, &byte, 1), 1);
    expect_equal(byte, 'n', "the byte that arrived");
}

CASE(parent_and_child_share_a_pipe, PROVES("pipe.kin.parent-child"), VARIANTS("parent writes", "child writes"))
{
    struct actor *parent = actor_new("parent");
    struct actor *child, *from, *to;
    int fd[2];

    must_return(do_pipe(parent, fd), 0);
    child = actor_fork(parent, "child");
    from = variant == 0 ? parent : child;
    to = variant == 0 ? child : parent;
    must_return(do_close(from, fd[0]), 0);
    must_return(do_close(to, fd[1]), 0);
    expect_byte(from, fd[1], to, fd[0]);
    must_return(do_close(from, fd[1]), 0);
    expect_returns(do_read(to, fd[0], &(char){0}, 1), 0);
}

CASE(siblings_share_a_pipe, PROVES("pipe.kin.siblings"))
{
    struct actor *parent = actor_new("parent");
    struct actor *sister, *brother;
    int fd[2];

    must_return(do_pipe(parent, fd), 0);
    sister = actor_fork(parent, "sister");
    brother = actor_fork(parent, "brother");
    must_return(do_close(parent, fd[0]), 0);
    must_return(do_close(parent, fd[1]), 0);
    must_return(do_close(brother, fd[1]), 0);
    expect_byte(sister, fd[1], brother, fd[0]);
    actor_exit(sister, 0);
    expect_returns(do_read(brother, fd[0], &(char){0}, 1), 0);
}

CASE(both_ends_are_inherited_by_fork, PROVES("pipe.fork.inherit"))
{
    struct actor *parent = actor_new("parent");
    struct actor *child;
    int fd[2];

    must_return(do_pipe(parent, fd), 0);
    child = actor_fork(parent, "child");
    expect_byte(parent, fd[1], child, fd[0]);
    expect_byte(child, fd[1], parent, fd[0]);
}

CASE(grandchild_writes_to_its_grandparent, REFUTES("pipe.kin.only-parent-child-or-sibling"))
{
    struct actor *grandparent = actor_new("grandparent");
    struct actor *child, *grandchild;
    int fd[2];

    must_return(do_pipe(grandparent, fd), 0);
    child = actor_fork(grandparent, "child");
    grandchild = actor_fork(child, "grandchild");
    must_return(do_close(child, fd[0]), 0);
    must_return(do_close(child, fd[1]), 0);
    expect_byte(grandchild, fd[1], grandparent, fd[0]);
}

CASE(uncle_and_nephew_share_a_pipe, REFUTES("pipe.kin.only-parent-child-or-sibling"))
{
    struct actor *grandparent = actor_new("grandparent");
    struct actor *uncle, *father, *nephew;
    int fd[2];

    must_return(do_pipe(grandparent, fd), 0);
    uncle = actor_fork(grandparent, "uncle");
    father = actor_fork(grandparent, "father");
    nephew = actor_fork(father, "nephew");
    expect_byte(uncle, fd[1], nephew, fd[0]);
}

/* /proc shows another process's descriptors on Linux; elsewhere the open fails, and nothing was decided. */
static int open_of(struct actor *stranger, const struct actor *holder, int fd, int oflag)
{
    char path[64];
    struct call *opened;

    snprintf(path, sizeof path, "/proc/%ld/fd/%d", (long)holder->pid, fd);
    opened = do_open(stranger, path, oflag, 0);
    if (call_failed(opened) && error_of(opened) == ENOENT)
        unsupported("/proc/PID/fd is not there");
    return (int)must_succeed(opened);
}

CASE(stranger_opens_the_pipe_of_a_process, REFUTES("pipe.kin.related-only"))
{
    struct actor *holder = actor_new("holder");
    struct actor *stranger = actor_new("stranger");
    int fd[2];

    must_return(do_pipe(holder, fd), 0);
    expect_byte(holder, fd[1], stranger, open_of(stranger, holder, fd[0], O_RDONLY));
}

CASE(read_end_is_opened_again_for_writing, PROVES("pipe.linux.proc-reopen"), VARIANTS("fd[0]", "fd[1]"))
{
    struct actor *holder = actor_new("holder");
    struct actor *stranger = actor_new("stranger");
    int fd[2];

    must_return(do_pipe(holder, fd), 0);
    if (variant == 0)
        expect_byte(stranger, open_of(stranger, holder, fd[0], O_WRONLY), holder, fd[0]);
    else
        expect_byte(holder, fd[1], stranger, open_of(stranger, holder, fd[1], O_RDONLY));
}
