/* What the shell makes of its bar. */
#include "cases/pipe/ends.h"

/* XCU lets a shell take something else; so this asks the one that is here. */
CASE(shells_bar_is_a_pipe_on_both_sides, PROVES("pipe.use.shell-bar"), VARIANTS("left", "right", "middle"))
{
    static const char *const command[] = {
        "{ test -p /dev/fd/1 && echo pipe; } | { read -r kind && test \"$kind\" = pipe; }",
        "echo x | test -p /dev/fd/0",
        "echo x | { test -p /dev/fd/0 && test -p /dev/fd/1 && echo pipe; } | { read -r kind && test $kind = pipe; }"};
    struct actor *shell = actor_new("shell");
    int status;

    begin_shell(shell, "test -e /dev/fd/0");
    status = actor_wait(shell);
    if (WEXITSTATUS(status) != 0)
        skip("no-dev-fd", "the shell cannot be asked for its descriptors where there is no /dev/fd");
    must_exit(shell, 0);
    shell = actor_new("shell with bars");
    must_have_pipes(shell);
    begin_shell(shell, command[variant]);
    expect_exits(shell, 0);
}
