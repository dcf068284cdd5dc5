/* What pipe() makes. */
#include "cases/pipe/ends.h"

#include <sys/resource.h>

struct made {
    struct actor *maker;
    int fd[2];
};

static struct made made_new(void)
{
    struct made made = {.maker = actor_new("maker")};

    must_return(do_pipe(made.maker, made.fd), 0);
    return made;
}

CASE(pipe_makes_two_descriptors, PROVES("pipe.create.pipe-syscall"))
{
    struct actor *maker = actor_new("maker");
    int fd[2] = {-1, -1};

    expect_returns(do_pipe(maker, fd), 0);
    expect(fd[0] >= 0 && fd[1] >= 0 && fd[0] != fd[1], "the descriptors are %d and %d", fd[0], fd[1]);
    expect_returns(do_write(maker, fd[1], "x", 1), 1);
    expect_returns(do_read(maker, fd[0], &(char){0}, 1), 1);
}

CASE(descriptors_are_the_two_lowest, PROVES("pipe.create.two-lowest-fds"))
{
    struct actor *maker = actor_new("maker");
    int taken[4], fd[2];

    for (int i = 0; i < 4; i++)
        taken[i] = (int)must_succeed(do_dup(maker, 0));
    must_return(do_close(maker, taken[2]), 0);
    must_return(do_close(maker, taken[0]), 0);
    expect_returns(do_pipe(maker, fd), 0);
    expect_equal(fd[0] < fd[1] ? fd[0] : fd[1], taken[0], "the lower descriptor");
    expect_equal(fd[0] < fd[1] ? fd[1] : fd[0], taken[2], "the higher descriptor");
}

/* With room for one descriptor only; nothing of the failed pipe stays, so that dup() still has the one. */
static long pipe_without_room(void *arg)
{
    int first = subject.dup(0);
    struct rlimit limit;
    int fd[2];

    (void)arg;
    if (first < 0 || getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return -1;
    limit.rlim_cur = (rlim_t)first + 2;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        return -1;
    if (subject.pipe(fd) == 0)
        return 0;
    return errno == EMFILE && subject.dup(0) == first + 1 ? EMFILE : -errno;
}

CASE(pipe_without_room_for_two_descriptors_fails, PROVES("pipe.create.emfile"))
{
    struct actor *maker = actor_new("maker");

    must_have_pipes(maker);
    expect_returns(do_scene(maker, pipe_without_room, NULL), EMFILE);
}

CASE(flags_are_clear, PROVES("pipe.create.flags-clear"), VARIANTS("fd[0]", "fd[1]"))
{
    struct made made = made_new();

    expect_returns(do_fcntl(made.maker, made.fd[variant], F_GETFD, 0), 0);
    expect_equal(must_succeed(do_fcntl(made.maker, made.fd[variant], F_GETFL, 0)) & O_NONBLOCK, 0, "O_NONBLOCK");
}

CASE(both_ends_are_fifos, PROVES("pipe.create.fifo-type"), VARIANTS("fd[0]", "fd[1]"))
{
    struct made made = made_new();
    struct stat st;

    expect_returns(do_fstat(made.maker, made.fd[variant], &st), 0);
    expect(S_ISFIFO(st.st_mode), "the mode is 0%lo", (unsigned long)st.st_mode);
}

CASE(size_of_a_pipe_with_data, PROVES("pipe.create.st-size-unread"))
{
    struct made made = made_new();
    struct stat st;

    must_return(do_write(made.maker, made.fd[1], "abc", 3), 3);
    must_return(do_fstat(made.maker, made.fd[0], &st), 0);
    observe("pipe.st-size-with-3-bytes", (double)st.st_size, "bytes");
}

CASE(flags_of_pipe2_are_set_on_both_ends, PROVES("pipe.pipe2.cloexec"))
{
    struct actor *maker = actor_new("maker");
    int fd[2];

    expect_returns(do_pipe2(maker, fd, O_CLOEXEC), 0);
    for (int i = 0; i < 2; i++)
        expect_returns(do_fcntl(maker, fd[i], F_GETFD, 0), FD_CLOEXEC);
}

CASE(pipe2_makes_both_ends_nonblocking, PROVES("pipe.pipe2.nonblock"))
{
    struct actor *maker = actor_new("maker");
    int fd[2];

    expect_returns(do_pipe2(maker, fd, O_NONBLOCK), 0);
    expect_fails(do_read(maker, fd[0], &(char){0}, 1), EAGAIN);
    fill(maker, fd[1]);
    expect_fails(do_write(maker, fd[1], "x", 1), EAGAIN);
}

CASE(pipe2_refuses_unknown_flags, PROVES("pipe.pipe2.einval"))
{
    struct actor *maker = actor_new("maker");
    int fd[2];

    expect_fails(do_pipe2(maker, fd, O_CREAT), EINVAL);
}

CASE(packets_keep_their_boundaries, PROVES("pipe.linux.packet-mode"))
{
    struct actor *both = actor_new("both");
    struct call *made;
    char bytes[8];
    int fd[2];

    made = do_pipe2(both, fd, O_DIRECT);
    if (call_failed(made) && error_of(made) == EINVAL)
        unsupported("pipe2(O_DIRECT) fails with EINVAL");
    must_return(made, 0);
    must_return(do_write(both, fd[1], "abc", 3), 3);
    must_return(do_write(both, fd[1], "defg", 4), 4);
    expect_returns(do_read(both, fd[0], bytes, sizeof bytes), 3);
    expect_match(bytes, "abc", 3, "the first packet");
    must_return(do_write(both, fd[1], "hi", 2), 2);
    expect_returns(do_read(both, fd[0], bytes, 1), 1);
    expect_returns(do_read(both, fd[0], bytes, sizeof bytes), 2);
    expect_match(bytes, "hi", 2, "the packet after one that was read in part");
}
