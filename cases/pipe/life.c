/* How long a pipe lasts: as long as its last descriptor. */
#include "cases/pipe/ends.h"

CASE(pipe_outlives_its_creator, REFUTES("pipe.life.dies-with-process"), CONDITION("other-holders"))
{
    struct actor *ancestor = actor_new("ancestor");
    struct actor *creator = actor_fork(ancestor, "creator");
    struct actor *writer, *reader;
    char bytes[2];
    int fd[2];

    must_return(do_pipe(creator, fd), 0);
    writer = actor_fork(creator, "writer");
    reader = actor_fork(creator, "reader");
    must_return(do_write(creator, fd[1], "a", 1), 1);
    actor_exit(creator, 0);
    expect_returns(do_write(writer, fd[1], "b", 1), 1);
    expect_returns(do_read(reader, fd[0], bytes, 2), 2);
    expect_match(bytes, "ab", 2, "what was read");
}

CASE(pipe_ends_with_its_last_holder, PROVES("pipe.life.dies-with-process"), CONDITION("last-holder"))
{
    struct ends ends = ends_open(BY_PIPE);

    must_return(do_catch(ends.writer, SIGPIPE, 0), 0);
    must_return(do_write(ends.writer, ends.out, "a", 1), 1);
    actor_exit(ends.reader, 0);
    expect_fails(do_write(ends.writer, ends.out, "b", 1), EPIPE);
}

CASE(second_close_fails, PROVES("pipe.code.double-close"), CONDITION("number-free"))
{
    struct actor *both = actor_new("both");
    int fd[2];

    must_return(do_pipe(both, fd), 0);
    must_return(do_close(both, fd[1]), 0);
    expect_fails(do_close(both, fd[1]), EBADF);
    expect_returns(do_read(both, fd[0], &(char){0}, 1), 0);
}

CASE(second_close_takes_the_next_owner_of_the_number, REFUTES("pipe.code.double-close"), CONDITION("number-taken"))
{
    struct actor *both = actor_new("both");
    int first[2], second[2];

    must_return(do_pipe(both, first), 0);
    must_return(do_close(both, first[1]), 0);
    must_return(do_pipe(both, second), 0);
    must_equal(second[0], first[1], "descriptor that was used again");
    expect_returns(do_close(both, first[1]), 0);
    expect_fails(do_read(both, second[0], &(char){0}, 1), EBADF);
}

CASE(shells_bar_connects_by_a_pipe, PROVES("pipe.use.shell-bar"))
{
    struct actor *shell = actor_new("shell");

    begin_shell(shell, "echo x | { test -p /dev/fd/0 || test -p /dev/stdin; }");
    /* POSIX lets a shell take what it likes; ksh93 takes a socket pair. */
    observe_text("pipe.shell-bar", actor_wait(shell) == 0 ? "pipe" : "something else");
}

CASE(bar_combines_programs, PROVES("pipe.phil.compose"))
{
    struct actor *shell = actor_new("shell");

    must_have_pipes(shell);
    begin_shell(shell, "test \"$(printf 'b\\na\\nb\\n' | sort | uniq | tr -d '\\n')\" = ab");
    expect_exits(shell, 0);
}

CASE(programs_find_the_pipe_at_their_standard_output, PROVES("pipe.dup2.stdio"))
{
    struct actor *program = actor_new("program");
    struct actor *reader;
    char bytes[8];
    int fd[2];

    must_return(do_pipe(program, fd), 0);
    reader = actor_fork(program, "reader");
    must_return(do_close(reader, fd[1]), 0);
    must_return(do_dup2(program, fd[1], 1), 1);
    must_return(do_close(program, fd[1]), 0);
    begin_shell(program, "echo made");
    expect_returns(do_read(reader, fd[0], bytes, sizeof bytes), 5);
    expect_match(bytes, "made\n", 5, "what the program wrote");
    expect_exits(program, 0);
    expect_returns(do_read(reader, fd[0], bytes, sizeof bytes), 0);
}

/* Whether a program that was begun by exec still has the descriptor, it says itself. */
CASE(descriptors_survive_exec_unless_told_not_to, PROVES("pipe.exec.inherit-and-cloexec"),
     VARIANTS("FD_CLOEXEC clear", "FD_CLOEXEC set"))
{
    struct actor *program = actor_new("program");
    char command[64];
    int fd[2];

    must_return(do_pipe(program, fd), 0);
    must_return(do_fcntl(program, fd[0], F_SETFD, variant ? FD_CLOEXEC : 0), 0);
    /* A shell's redirection takes single digits everywhere. */
    must(fd[0] < 10, "the descriptor is %d", fd[0]);
    snprintf(command, sizeof command, "(: <&%d) 2>/dev/null && exit 0; exit 1", fd[0]);
    begin_shell(program, command);
    expect_exits(program, variant ? 1 : 0);
}
