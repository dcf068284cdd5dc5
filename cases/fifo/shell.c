/* The document's own example: strangers that know nothing but the name, each a shell. */
#include "cases/fifo/pair.h"

enum { STANDARD_OUTPUT = 1 };

/* The actor's standard output becomes this file of the scratch directory. */
static void send_output_to(struct actor *actor, const char *file)
{
    int fd = (int)must_succeed(tidy(do_open(actor, file, O_WRONLY | O_CREAT | O_APPEND, 0600)));

    must_return(do_dup2(actor, fd, STANDARD_OUTPUT), STANDARD_OUTPUT);
    must_return(do_close(actor, fd), 0);
}

static void expect_content(const char *file, const char *text)
{
    struct actor *witness = actor_new("witness");
    char content[64] = "";
    int fd = (int)must_succeed(do_open(witness, file, O_RDONLY, 0));

    expect_returns(do_read(witness, fd, content, sizeof content), (long long)strlen(text));
    expect_match(content, text, strlen(text), "what cat has printed");
}

CASE(echo_and_cat_wait_for_each_other, PROVES("fifo.code.echo-blocks-until-cat"), VARIANTS("echo first", "cat first"))
{
    static const char *const command[] = {"echo \"Hello FIFO\" > fifo", "exec cat fifo"};
    struct actor *actor[] = {actor_new("echo"), actor_new("cat")};
    int first = variant;
    struct call *waiting;

    fifo_new(actor[0], "fifo");
    send_output_to(actor[1], "printed");
    waiting = begin_shell(actor[first], command[first]);
    expect_blocked(waiting);
    begin_shell(actor[!first], command[!first]);
    expect_exits(actor[0], 0);
    expect_exits(actor[1], 0);
    expect_content("printed", "Hello FIFO\n");
}

CASE(second_cat_waits_for_a_second_echo, REFUTES("fifo.persist.data"))
{
    struct actor *first[] = {actor_new("echo"), actor_new("cat")};
    struct actor *second[] = {actor_new("second echo"), actor_new("second cat")};
    struct call *waiting;

    fifo_new(first[0], "fifo");
    send_output_to(first[1], "printed");
    send_output_to(second[1], "printed");
    begin_shell(first[0], "echo first > fifo");
    begin_shell(first[1], "exec cat fifo");
    must_exit(first[0], 0);
    must_exit(first[1], 0);
    /* In a file the text would still be there; here it has been read, and is gone. */
    waiting = begin_shell(second[1], "exec cat fifo");
    expect_blocked(waiting);
    begin_shell(second[0], "echo second > fifo");
    expect_exits(second[1], 0);
    expect_exits(second[0], 0);
    expect_content("printed", "first\nsecond\n");
}

CASE(strangers_talk_through_a_name, PROVES("fifo.kin.unrelated"), VARIANTS("processes", "shells"))
{
    struct actor *left = actor_new("left");
    struct actor *right = actor_new("right");
    const char *name = fifo_new(left, "fifo");
    char nonce[16];
    char text[32] = "";

    snprintf(nonce, sizeof nonce, "%08x\n", (unsigned)scratch_random());
    if (variant == 0) {
        struct line *line = line_new(name, nonce);
        struct call *writing = begin_scene(left, write_line, line);
        int fd = (int)expect_succeeds(do_open(right, name, O_RDONLY, 0));

        expect_returns(do_read(right, fd, text, sizeof text), 9);
        expect_match(text, nonce, 9, "the nonce");
        expect_returns(finish(writing), 9);
    } else {
        snprintf(text, sizeof text, "echo %.8s > fifo", nonce);
        send_output_to(right, "printed");
        begin_shell(left, text);
        begin_shell(right, "exec cat fifo");
        expect_exits(left, 0);
        expect_exits(right, 0);
        expect_content("printed", nonce);
    }
}

/* From here on a shell's exit status is its own: sh(1) and exec(1), EXIT STATUS. */
enum { CANNOT_BE_RUN = 126 };

CASE(mkfifo_command_makes_a_fifo, PROVES("fifo.code.mkfifo-command"))
{
    struct actor *first = actor_new("first");
    struct actor *second = actor_new("second");
    struct actor *witness = actor_new("witness");
    struct stat st;
    int status;

    must_return(do_unlink(first, fifo_new(first, "first")), 0);
    begin_shell(first, "exec mkfifo myfifo");
    expect_exits(first, 0);
    expect_returns(do_stat(witness, "myfifo", &st), 0);
    expect(S_ISFIFO(st.st_mode), "st_mode is 0%o", (unsigned)st.st_mode);
    expect_equal(st.st_mode & 07777, 0644, "mode: a=rw without the umask 022");
    /*
     * What it says of the existing name is for people. The shell becomes the command, for what one that cannot fork
     * says would be hidden as well.
     */
    begin_shell(second, "exec mkfifo myfifo 2>/dev/null");
    status = actor_wait(second);
    expect(WIFEXITED(status) && WEXITSTATUS(status) > 0 && WEXITSTATUS(status) < CANNOT_BE_RUN,
           "mkfifo of the existing name ended with 0x%x", (unsigned)status);
    must_return(do_unlink(witness, "myfifo"), 0);
}

CASE(fifo_cannot_be_executed, PROVES("fifo.exec.not-executable"))
{
    struct actor *maker = actor_new("maker");
    struct actor *shell = actor_new("shell");
    const char *name = fifo_new(maker, "fifo");

    must_return(do_chmod(maker, name, 0755), 0);
    begin_shell(shell, "exec ./fifo 2>/dev/null");
    expect_exits(shell, CANNOT_BE_RUN);
}
