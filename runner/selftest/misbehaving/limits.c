/* Too much of something. */
#include "fixtures/case.h"

#include <sys/resource.h>

static long print_a_mebibyte(void *arg)
{
    static char block[4096];
    long written = 0;

    (void)arg;
    memset(block, '!', sizeof block);
    for (int i = 0; i < 256; i++)
        written += write(2, block, sizeof block);
    return written;
}

CASE(a_mebibyte_is_printed, PROVES("self.limits"))
{
    expect_returns(do_scene(actor_new("printer"), print_a_mebibyte, NULL), 1 << 20);
}

CASE(judge_prints_what_is_no_text, PROVES("self.limits"))
{
    (void)!write(1, "\xff\xfe\x00\x1b[31m\r\n", 10);
    expect_succeeds(do_getpid(actor_new("bystander")));
}

static long close_everything(void *arg)
{
    (void)arg;
    for (int fd = 0; fd < 1024; fd++)
        close(fd);
    return write(2, "x", 1) == -1 && errno == EBADF;
}

CASE(actor_closes_every_descriptor, PROVES("self.limits"))
{
    struct actor *closer = actor_new("closer");
    struct call *reading;
    int fd[2];

    expect_returns(do_scene(closer, close_everything, NULL), 1);
    expect_returns(do_pipe(closer, fd), 0);
    expect_equal(fd[0], 0, "the first descriptor");
    reading = begin_read(actor_fork(closer, "child"), fd[0], scratch(1), 1);
    expect_blocked(reading);
    expect_returns(do_write(closer, fd[1], "x", 1), 1);
    expect_returns(finish(reading), 1);
}

CASE(judge_closes_every_descriptor, PROVES("self.limits"))
{
    for (int fd = 0; fd < 64; fd++)
        close(fd);
    expect_succeeds(do_getpid(actor_new("bystander")));
}

static long forbid_files(void *arg)
{
    const struct rlimit none = {0, 0};

    (void)arg;
    return setrlimit(RLIMIT_FSIZE, &none);
}

CASE(actor_may_write_no_file, PROVES("self.limits"))
{
    struct actor *writer = actor_new("writer");

    expect_returns(do_scene(writer, forbid_files, NULL), 0);
    begin_scene(writer, print_a_mebibyte, NULL);
    expect_dies_of(writer, SIGXFSZ);
}

CASE(judge_may_write_no_file, PROVES("self.limits"))
{
    signal(SIGXFSZ, SIG_IGN);
    expect_equal(forbid_files(NULL), 0, "setrlimit");
    expect_returns(do_close(actor_new("actor"), 999), 0);
}

CASE(events_do_not_fit, PROVES("self.limits"))
{
    struct actor *actor = actor_new("actor");

    for (int i = 0; i < 1000; i++)
        do_getpid(actor);
    expect_succeeds(do_getpid(actor));
}

CASE(notes_do_not_fit, PROVES("self.limits"))
{
    for (int i = 0; i < 900; i++)
        note("%0500d", i);
    expect_succeeds(do_getpid(actor_new("actor")));
}

CASE(observations_do_not_fit, PROVES("self.limits"))
{
    char name[32];

    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "number.%d", i);
        observe(name, i, "");
    }
}

CASE(actors_are_too_many, PROVES("self.limits"))
{
    for (int i = 0; i < ARENA_ACTORS + 1; i++)
        actor_new("one of many");
}

CASE(objects_are_too_many, PROVES("self.limits"))
{
    struct actor *maker = actor_new("maker");

    for (int i = 0; i < 300; i++)
        expect_succeeds(do_semget(maker, IPC_PRIVATE, 1, IPC_CREAT | 0600));
}

CASE(memory_is_too_much, PROVES("self.limits"))
{
    for (int i = 0; i < 100; i++)
        scratch(1 << 20);
}

CASE(memory_is_much, PROVES("self.limits"))
{
    memset(scratch(16 << 20), 1, 16 << 20);
    expect_succeeds(do_getpid(actor_new("bystander")));
}

CASE(memory_is_clean_again, PROVES("self.limits"))
{
    const unsigned char *poisoned = scratch(1 << 20);
    const unsigned char *zeroed = scratch_zeroed(1 << 20);
    unsigned wrong = 0;

    for (int i = 0; i < 1 << 20; i++)
        wrong += poisoned[i] != 0xA5 || zeroed[i] != 0;
    expect_equal(wrong, 0, "bytes that another case left");
}

CASE(standard_input_is_closed, PROVES("self.limits"))
{
    struct actor *reader = actor_new("reader");

    expect_returns(do_close(reader, 0), 0);
    expect_fails(do_read(reader, 0, scratch(1), 1), EBADF);
}

CASE(messages_are_long, PROVES("self.limits"))
{
    char *text = scratch(8192);

    memset(text, 'm', 8191);
    text[8191] = '\0';
    expect(false, "%s", text);
}
