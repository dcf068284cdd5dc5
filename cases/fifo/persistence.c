/* What of a FIFO persists: the name, until somebody removes it; not the data. */
#include "cases/fifo/pair.h"

#include <dirent.h>

CASE(name_outlives_the_process_that_made_it, PROVES("fifo.persist.name"), VARIANTS("exit", "SIGKILL"))
{
    struct actor *creator = actor_new("creator");
    struct actor *stranger = actor_new("stranger");
    const char *name = fifo_new(creator, "fifo");
    struct stat st;

    if (variant == 0)
        actor_exit(creator, 0);
    else
        actor_kill(creator);
    expect_returns(do_stat(stranger, name, &st), 0);
    expect(S_ISFIFO(st.st_mode), "st_mode is 0%o", (unsigned)st.st_mode);
    expect_succeeds(do_open(stranger, name, O_RDONLY | O_NONBLOCK, 0));
    must_return(do_unlink(stranger, name), 0);
    expect_fails(do_stat(stranger, name, &st), ENOENT);
}

/* Three bytes go in, and both ends are closed without anybody having read them. */
static struct pair pair_left_with_data(bool reader_first)
{
    struct pair pair = pair_open();

    must_return(do_write(pair.writer, pair.out, "old", 3), 3);
    if (reader_first)
        must_return(do_close(pair.reader, pair.in), 0);
    must_return(do_close(pair.writer, pair.out), 0);
    if (!reader_first)
        must_return(do_close(pair.reader, pair.in), 0);
    return pair;
}

CASE(data_does_not_outlive_the_last_close, REFUTES("fifo.persist.data"),
     VARIANTS("writer closes last", "reader closes last"))
{
    struct pair pair = pair_left_with_data(variant == 0);
    struct actor *later = actor_new("later");
    char text[8];
    int fd = (int)must_succeed(do_open(later, pair.name, O_RDONLY | O_NONBLOCK, 0));

    expect_returns(do_read(later, fd, text, sizeof text), 0);
}

CASE(new_pair_gets_nothing_of_what_the_last_pair_left, PROVES("fifo.data.lost-on-last-close"),
     VARIANTS("writer closes last", "reader closes last"))
{
    struct pair pair = pair_left_with_data(variant == 0);
    char text[8] = "";

    pair_join(&pair);
    must_return(do_write(pair.writer, pair.out, "new", 3), 3);
    expect_returns(do_read(pair.reader, pair.in, text, sizeof text), 3);
    expect_match(text, "new", 3, "what the new pair reads");
}

CASE(data_waits_for_the_next_reader_while_the_writer_stays, PROVES("fifo.data.lost-on-last-close"))
{
    struct pair pair = pair_open();
    struct actor *next = actor_new("next reader");
    char text[8];
    struct call *got;
    int fd;

    must_return(do_write(pair.writer, pair.out, "abc", 3), 3);
    must_return(do_close(pair.reader, pair.in), 0);
    fd = (int)must_succeed(do_open(next, pair.name, O_RDONLY | O_NONBLOCK, 0));
    /* Some descriptor is still open, so POSIX does not have the data discarded; nor does it say that it is kept. */
    got = do_read(next, fd, text, sizeof text);
    observe("fifo.data.kept-without-reader", call_failed(got) ? 0 : (double)result_of(got), "bytes");
}

CASE(full_fifo_has_size_zero_and_takes_no_blocks, REFUTES("fifo.store.in-filesystem"))
{
    struct pair pair = pair_open();
    struct stat before, after;
    size_t room;

    must_return(do_stat(pair.writer, pair.name, &before), 0);
    room = fill(pair.writer, pair.out);
    observe("fifo.capacity", (double)room, "bytes");
    must_return(do_stat(pair.writer, pair.name, &after), 0);
    expect_equal(after.st_size, 0, "st_size of the full FIFO");
    expect_equal(after.st_blocks, before.st_blocks, "st_blocks of the full FIFO");
}

/* Whether the working directory lists the name. */
static long list_directory(void *arg)
{
    DIR *dir = opendir(".");
    const struct dirent *entry;
    long found = 0;

    while (dir && (entry = readdir(dir)))
        if (strcmp(entry->d_name, arg) == 0)
            found = 1;
    if (dir)
        closedir(dir);
    return found;
}

CASE(directory_lists_the_fifo_and_stat_knows_it, PROVES("fifo.fs.named-entry"))
{
    struct actor *creator = actor_new("creator");
    struct actor *stranger = actor_new("stranger");
    char *name = scratch(8);
    struct stat st;

    snprintf(name, 8, "%s", fifo_new(creator, "fifo"));
    expect_returns(do_scene(stranger, list_directory, name), 1);
    expect_returns(do_stat(stranger, name, &st), 0);
    expect(S_ISFIFO(st.st_mode), "st_mode is 0%o", (unsigned)st.st_mode);
    expect_equal(st.st_size, 0, "st_size");
    expect_returns(do_chmod(creator, name, 0640), 0);
    expect_returns(do_stat(stranger, name, &st), 0);
    expect_equal(st.st_mode & 07777, 0640, "mode after chmod");
}
