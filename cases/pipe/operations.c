/* What can be done with a pipe besides reading and writing, and what cannot. */
#include "cases/pipe/ends.h"

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

CASE(seek_fails, PROVES("pipe.lseek.espipe"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);

    expect_fails(do_lseek(ends.reader, ends.in, 0, SEEK_CUR), ESPIPE);
    expect_fails(do_lseek(ends.writer, ends.out, 0, SEEK_SET), ESPIPE);
}

CASE(mapping_fails, PROVES("pipe.mmap.enodev"))
{
    struct made made = made_new();
    struct call *mapped = do_mmap(made.maker, NULL, 4096, PROT_READ, MAP_SHARED, made.fd[0], 0);

    expect_fails(mapped, ENODEV);
}

CASE(send_fails, PROVES("pipe.shutdown.enotsock"), VARIANTS("shutdown", "send"))
{
    struct made made = made_new();

    if (variant == 0)
        expect_fails(do_shutdown(made.maker, made.fd[1], SHUT_WR), ENOTSOCK);
    else
        expect_fails(do_send(made.maker, made.fd[1], "x", 1, 0), ENOTSOCK);
}

CASE(fionread_counts_what_is_unread, PROVES("pipe.fionread"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    char bytes[8];
    int count = -1;

    expect_succeeds(do_ioctl_int(ends.reader, ends.in, FIONREAD, &count));
    expect_equal(count, 0, "unread bytes of an empty pipe");
    must_return(do_write(ends.writer, ends.out, "abcde", 5), 5);
    must_return(do_read(ends.reader, ends.in, bytes, 2), 2);
    expect_succeeds(do_ioctl_int(ends.reader, ends.in, FIONREAD, &count));
    expect_equal(count, 3, "unread bytes");
}
