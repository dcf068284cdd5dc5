/* What of the file operations a FIFO takes, and what it refuses. */
#include "cases/fifo/pair.h"

CASE(stream_operations_work, PROVES("fifo.if.file-operations"), CONDITION("stream-operations"))
{
    struct pair pair = pair_open();
    struct pollfd readable = {.events = POLLIN};
    struct stat st;
    char text[4];

    expect_returns(do_fstat(pair.reader, pair.in, &st), 0);
    expect(S_ISFIFO(st.st_mode), "st_mode is 0%o", (unsigned)st.st_mode);
    expect_returns(do_write(pair.writer, pair.out, "ab", 2), 2);
    readable.fd = (int)expect_succeeds(do_dup(pair.reader, pair.in));
    expect_returns(do_poll(pair.reader, &readable, 1, -1), 1);
    expect_returns(do_read(pair.reader, pair.in, text, 1), 1);
    expect_returns(do_read(pair.reader, readable.fd, text, sizeof text), 1);
    expect_returns(do_chmod(pair.writer, pair.name, 0660), 0);
    expect_returns(do_close(pair.reader, readable.fd), 0);
    expect_returns(do_close(pair.reader, pair.in), 0);
}

CASE(position_is_refused, REFUTES("fifo.if.file-operations"), CONDITION("positions-and-mappings"),
     VARIANTS("reader", "writer"))
{
    struct pair pair = pair_open();
    struct actor *actor = variant == 0 ? pair.reader : pair.writer;
    int fd = variant == 0 ? pair.in : pair.out;

    expect_fails(do_lseek(actor, fd, 0, SEEK_CUR), ESPIPE);
    expect_fails(do_lseek(actor, fd, 0, SEEK_END), ESPIPE);
}

CASE(mapping_is_refused, REFUTES("fifo.if.file-operations"), CONDITION("positions-and-mappings"))
{
    struct pair pair = pair_open();
    struct call *mapped = do_mmap(pair.reader, NULL, 4096, PROT_READ, MAP_SHARED, pair.in, 0);

    expect(call_failed(mapped), "mmap of a FIFO returns an address or fails with errno %d", error_of(mapped));
    observe("fifo.mmap.errno", error_of(mapped), "");
}

CASE(truncation_is_refused, REFUTES("fifo.if.file-operations"), CONDITION("positions-and-mappings"))
{
    struct pair pair = pair_open();
    struct call *cut = do_ftruncate(pair.writer, pair.out, 0);

    /* POSIX leaves the effect on anything but files and shared memory open. */
    observe_text("fifo.ftruncate",
                 call_failed(cut) ? error_of(cut) == EINVAL ? "EINVAL" : "another error" : "succeeds");
}

CASE(pipe_buf_of_a_fifo_is_at_least_512, PROVES("fifo.pathconf.pipe-buf"),
     VARIANTS("FIFO", "its directory", "descriptor"))
{
    struct pair pair = pair_open();
    struct call *asked = variant == 2 ? do_fpathconf(pair.writer, pair.out, _PC_PIPE_BUF)
                                      : do_pathconf(pair.writer, variant == 0 ? pair.name : ".", _PC_PIPE_BUF);

    expect(result_of(asked) >= _POSIX_PIPE_BUF, "PIPE_BUF is %lld", result_of(asked));
    observe("fifo.pipe-buf", (double)result_of(asked), "bytes");
}

CASE(mkfifoat_starts_from_the_directory, PROVES("fifo.mkfifoat.dirfd"),
     VARIANTS("directory", "AT_FDCWD", "closed descriptor", "not a directory"))
{
    struct actor *actor = actor_new("creator");
    int fd = AT_FDCWD;

    if (variant == 0 || variant == 2)
        fd = (int)must_succeed(do_open(actor, ".", O_RDONLY | O_DIRECTORY, 0));
    if (variant == 2)
        must_return(do_close(actor, fd), 0);
    if (variant == 3)
        fd = (int)must_succeed(do_open(actor, fifo_new(actor, "other"), O_RDONLY | O_NONBLOCK, 0));
    if (variant >= 2) {
        expect_fails(do_mkfifoat(actor, fd, "fifo", 0600), variant == 2 ? EBADF : ENOTDIR);
        return;
    }
    struct stat st;
    expect_returns(do_mkfifoat(actor, fd, "fifo", 0600), 0);
    expect_returns(do_stat(actor, "fifo", &st), 0);
    expect(S_ISFIFO(st.st_mode), "st_mode is 0%o", (unsigned)st.st_mode);
    must_return(do_unlink(actor, "fifo"), 0);
}
