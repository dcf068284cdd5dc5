/* The reader is gone: SIGPIPE, and EPIPE for those who outlive it. */
#include "cases/pipe/broken.h"

#include <pthread.h>

void dispose_of_sigpipe(struct actor *writer, int disposition)
{
    if (disposition == SIGPIPE_IGNORED)
        must_return(do_ignore(writer, SIGPIPE), 0);
    else if (disposition == SIGPIPE_CAUGHT)
        must_return(do_catch(writer, SIGPIPE, 0), 0);
}

void expect_broken(struct call *call, int disposition)
{
    if (disposition == SIGPIPE_DEFAULT) {
        expect_dies_of(call->actor, SIGPIPE);
        return;
    }
    expect_fails(finish(call), EPIPE);
    expect_equal(signals_caught(call->actor, SIGPIPE), disposition == SIGPIPE_CAUGHT, "runs of the handler");
}

void write_without_reader_breaks(int by, int disposition)
{
    struct ends ends = ends_open(by);

    dispose_of_sigpipe(ends.writer, disposition);
    must_return(do_close(ends.reader, ends.in), 0);
    expect_broken(begin_write(ends.writer, ends.out, "x", 1), disposition);
}

void blocked_write_breaks(int by, int disposition)
{
    struct ends ends = ends_open(by);
    struct call *blocked;

    dispose_of_sigpipe(ends.writer, disposition);
    fill(ends.writer, ends.out);
    blocked = begin_write(ends.writer, ends.out, "x", 1);
    must_block(blocked);
    must_return(do_close(ends.reader, ends.in), 0);
    expect_broken(blocked, disposition);
}

CASE(write_without_reader_raises_sigpipe, PROVES("pipe.write.sigpipe-epipe"), SIGPIPE_VARIANTS)
{
    write_without_reader_breaks(BY_PIPE, variant);
}

CASE(writer_with_its_own_read_end_open_has_a_reader, PROVES("pipe.write.sigpipe-epipe"))
{
    struct actor *both = actor_new("both");
    int fd[2];

    must_return(do_pipe(both, fd), 0);
    must_return(do_ignore(both, SIGPIPE), 0);
    expect_returns(do_write(both, fd[1], "x", 1), 1);
    must_return(do_close(both, fd[0]), 0);
    expect_fails(do_write(both, fd[1], "x", 1), EPIPE);
}

CASE(blocked_writer_breaks_when_the_last_reader_closes, PROVES("pipe.write.blocked-gets-epipe"), SIGPIPE_VARIANTS)
{
    blocked_write_breaks(BY_PIPE, variant);
}

CASE(blocked_writer_breaks_when_the_reader_is_killed, PROVES("pipe.write.blocked-gets-epipe"))
{
    struct ends ends = ends_open(BY_PIPE);
    struct call *blocked;

    dispose_of_sigpipe(ends.writer, SIGPIPE_CAUGHT);
    fill(ends.writer, ends.out);
    blocked = begin_write(ends.writer, ends.out, "x", 1);
    must_block(blocked);
    actor_kill(ends.reader);
    expect_broken(blocked, SIGPIPE_CAUGHT);
}

/* POSIX says neither what the broken write returns when a part was transferred, nor that SIGPIPE comes then. */
CASE(partly_done_write_returns_its_count_or_breaks, PROVES("pipe.write.blocked-gets-epipe"))
{
    struct ends ends = ends_open(BY_PIPE);
    size_t size = 4 * leave_room(&ends, 0);
    struct call *blocked;

    dispose_of_sigpipe(ends.writer, SIGPIPE_CAUGHT);
    must(drain(&ends, scratch(size), size) > 0, "nothing was drained");
    blocked = begin_write(ends.writer, ends.out, pattern_new(size), size);
    must_block(blocked);
    must_return(do_close(ends.reader, ends.in), 0);
    observe("pipe.broken-large-write-result", (double)result_of(finish(blocked)), "bytes");
    observe("pipe.broken-large-write-sigpipes", signals_caught(ends.writer, SIGPIPE), "");
}

CASE(write_of_nothing_without_reader, PROVES("pipe.write.zero-length-no-reader"))
{
    struct ends ends = ends_open(BY_PIPE);
    struct call *nothing;

    dispose_of_sigpipe(ends.writer, SIGPIPE_CAUGHT);
    must_return(do_close(ends.reader, ends.in), 0);
    nothing = do_write(ends.writer, ends.out, "", 0);
    observe("pipe.write-of-nothing-without-reader", (double)result_of(nothing), "");
    observe("pipe.write-of-nothing-without-reader-sigpipes", signals_caught(ends.writer, SIGPIPE), "");
}

static pthread_t broken_thread;
static volatile sig_atomic_t broken_times;

static void note_thread(int sig)
{
    (void)sig;
    broken_thread = pthread_self();
    broken_times++;
}

static void *break_pipe(void *fd)
{
    char byte = 'x';

    return (void *)(intptr_t)(subject.write(*(int *)fd, &byte, 1) == -1 ? errno : 0);
}

/* The main thread waits for the other one, and is as ready for the signal. 1: the writer's handler ran, and once. */
static long break_in_thread(void *fd)
{
    struct sigaction action;
    pthread_t thread;
    void *error;

    memset(&action, 0, sizeof action);
    action.sa_handler = note_thread;
    if (sigaction(SIGPIPE, &action, NULL) != 0 || pthread_create(&thread, NULL, break_pipe, fd) != 0)
        return -1;
    if (pthread_join(thread, &error) != 0 || (intptr_t)error != EPIPE)
        return -2;
    return broken_times == 1 && pthread_equal(broken_thread, thread);
}

CASE(sigpipe_comes_to_the_thread_that_wrote, PROVES("pipe.write.sigpipe-thread"))
{
    struct ends ends = ends_open(BY_PIPE);
    int *fd = scratch(sizeof *fd);
    struct call *broken;

    must_return(do_close(ends.reader, ends.in), 0);
    *fd = ends.out;
    broken = do_scene(ends.writer, break_in_thread, fd);
    must(result_of(broken) != -1, "no thread could be made");
    expect_returns(broken, 1);
}
