/* Where a pipe keeps what is in it: one row of bytes, and no file. */
#include <sys/stat.h>

#include "cases/pipe/ends.h"

enum { WORDS = 1 << 17, WORDS_A_CALL = 256 };

static long write_counters(void *arg)
{
    const int *fd = arg;
    uint32_t words[WORDS_A_CALL];

    for (uint32_t next = 0; next < WORDS;) {
        for (int i = 0; i < WORDS_A_CALL; i++)
            words[i] = next++;
        if (subject.write(*fd, words, sizeof words) != (ssize_t)sizeof words)
            return -1;
    }
    return 0;
}

/* Returns the number of words that came in order, to the first that did not. */
static long read_counters(void *arg)
{
    const int *fd = arg;
    uint32_t words[WORDS_A_CALL];
    size_t held = 0;
    long seen = 0;
    ssize_t n;

    while (seen < WORDS && (n = subject.read(*fd, (char *)words + held, sizeof words - held)) > 0) {
        size_t whole = (held + (size_t)n) / sizeof words[0];

        held += (size_t)n;
        for (size_t i = 0; i < whole; i++)
            if (words[i] != (uint32_t)seen++)
                return seen - 1;
        held -= whole * sizeof words[0];
        memmove(words, words + whole, held);
    }
    return seen;
}

CASE(words_come_out_as_they_went_in, PROVES("pipe.impl.single-fifo-buffer"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    int *fd = scratch(2 * sizeof *fd);
    struct call *writing;

    fd[0] = ends.in;
    fd[1] = ends.out;
    writing = begin_scene(ends.writer, write_counters, &fd[1]);
    expect_returns(do_scene(ends.reader, read_counters, &fd[0]), WORDS);
    expect_returns(finish(writing), 0);
}

/* Whoever holds an end has the one row: what one has taken nobody else finds, and all writers' bytes stand in it. */
CASE(every_holder_has_the_same_row_of_bytes, PROVES("pipe.impl.single-fifo-buffer"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    struct hand other = ends_join(&ends, variant, "other writer");
    struct actor *second = actor_fork(ends.reader, "second reader");
    char text[4] = "";

    must_return(do_write(ends.writer, ends.out, "ab", 2), 2);
    must_return(do_write(other.actor, other.out, "cd", 2), 2);
    must_return(do_write(ends.writer, ends.out, "e", 1), 1);
    expect_returns(do_read(second, ends.in, text, 1), 1);
    expect_match(text, "a", 1, "what the second reader took first");
    expect_returns(do_read(ends.reader, ends.in, text, 2), 2);
    expect_match(text, "bc", 2, "what the reader took then");
    expect_returns(do_read(second, ends.in, text, 4), 2);
    expect_match(text, "de", 2, "what was left to the second reader");
}

/* A directory that is gone takes no new file; as root the process sees nothing but it. */
static long go_where_no_file_can_be(void *arg)
{
    (void)arg;
    if (mkdir("nowhere", 0700) != 0 || chdir("nowhere") != 0 || (geteuid() == 0 && chroot(".") != 0))
        return -1;
    return 0;
}

CASE(pipe_works_where_no_file_can_be_made, PROVES("pipe.fs.not-needed"))
{
    struct actor *writer = actor_new("writer");
    struct actor *witness = actor_new("witness");
    struct actor *reader;
    struct call *made;
    struct stat st;
    char text[8];
    int fd[2];

    must_return(do_scene(writer, go_where_no_file_can_be, NULL), 0);
    must(rmdir("nowhere") == 0, "rmdir: %s", strerror(errno));
    made = do_open(writer, "file", O_WRONLY | O_CREAT, 0600);
    if (!call_failed(made))
        skip("no-such-place", "this system makes files even in a directory that was removed");
    must_fail(made, ENOENT);
    must_fail(do_mkfifo(writer, "fifo", 0600), ENOENT);
    expect_returns(do_pipe(writer, fd), 0);
    reader = actor_fork(writer, "reader");
    expect_returns(do_write(writer, fd[1], "no file", 7), 7);
    expect_returns(do_read(reader, fd[0], text, sizeof text), 7);
    expect_match(text, "no file", 7, "what was read");
    must_fail(do_stat(witness, "nowhere", &st), ENOENT);
}
