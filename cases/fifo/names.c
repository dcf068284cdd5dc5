/* The name and the open ends go separate ways: unlink, rename, link. */
#include "cases/fifo/pair.h"

/* One word from the writer to the reader. */
static void expect_passage(struct pair *pair, const char *word)
{
    char text[16] = "";
    long long length = (long long)strlen(word);

    expect_returns(do_write(pair->writer, pair->out, word, (size_t)length), length);
    expect_returns(do_read(pair->reader, pair->in, text, sizeof text), length);
    expect_match(text, word, (size_t)length, "what was read");
}

CASE(unlinked_fifo_carries_data_until_it_is_closed, PROVES("fifo.unlink.open-continues"))
{
    struct pair pair = pair_open();
    struct stat st;
    char text[4];

    must_return(do_write(pair.writer, pair.out, "a", 1), 1);
    must_return(do_unlink(pair.reader, pair.name), 0);
    expect_fails(do_stat(pair.writer, pair.name, &st), ENOENT);
    expect_returns(do_read(pair.reader, pair.in, text, sizeof text), 1);
    expect_passage(&pair, "after");
    must_return(do_close(pair.writer, pair.out), 0);
    expect_returns(do_read(pair.reader, pair.in, text, sizeof text), 0);
}

CASE(name_stays_until_unlink_though_all_have_closed, PROVES("fifo.life.explicit-delete"))
{
    struct pair pair = pair_open();
    struct stat st;

    must_return(do_close(pair.writer, pair.out), 0);
    must_return(do_close(pair.reader, pair.in), 0);
    expect_returns(do_stat(pair.reader, pair.name, &st), 0);
    must_return(do_unlink(pair.reader, pair.name), 0);
    expect_fails(do_stat(pair.reader, pair.name, &st), ENOENT);
    expect_fails(do_open(pair.reader, pair.name, O_RDONLY | O_NONBLOCK, 0), ENOENT);
}

CASE(new_fifo_of_the_same_name_is_another_channel, PROVES("fifo.life.explicit-delete"))
{
    struct pair old = pair_open();
    struct pair young;

    must_return(do_unlink(old.writer, old.name), 0);
    young = pair_open();
    must_return(do_write(old.writer, old.out, "old", 3), 3);
    expect_passage(&young, "young");
    char text[8] = "";
    expect_returns(do_read(old.reader, old.in, text, sizeof text), 3);
    expect_match(text, "old", 3, "what the old pair's reader gets");
}

CASE(open_ends_do_not_notice_that_the_name_changes, PROVES("fifo.mkfifo.vs-link-rename-unlink"),
     VARIANTS("rename", "link and unlink"))
{
    struct pair pair = pair_open();
    struct actor *third = actor_new("third");
    struct stat st;
    int fd;

    if (variant == 0) {
        must_return(do_rename(third, pair.name, "moved"), 0);
    } else {
        must_return(do_link(third, pair.name, "moved"), 0);
        must_return(do_unlink(third, pair.name), 0);
    }
    expect_passage(&pair, "still");
    expect_fails(do_stat(third, pair.name, &st), ENOENT);
    /* The new name is the same channel: what a third one writes there reaches the reader. */
    fd = (int)expect_succeeds(do_open(third, "moved", O_WRONLY | O_NONBLOCK, 0));
    expect_returns(do_write(third, fd, "new", 3), 3);
    char text[8] = "";
    expect_returns(do_read(pair.reader, pair.in, text, sizeof text), 3);
    expect_match(text, "new", 3, "what was written by the new name");
    must_return(do_unlink(third, "moved"), 0);
}

CASE(two_names_of_one_fifo_are_one_channel, PROVES("fifo.mkfifo.vs-link-rename-unlink"))
{
    struct pair pair = pair_new();
    struct call *opened;
    char text[8] = "";

    must_return(do_link(pair.writer, pair.name, "second"), 0);
    opened = begin_open(pair.reader, "second", O_RDONLY, 0);
    must_block(opened);
    pair.out = (int)expect_succeeds(do_open(pair.writer, pair.name, O_WRONLY, 0));
    pair.in = (int)expect_succeeds(opened);
    must_return(do_write(pair.writer, pair.out, "one", 3), 3);
    expect_returns(do_read(pair.reader, pair.in, text, sizeof text), 3);
    expect_match(text, "one", 3, "what was read by the second name");
    must_return(do_unlink(pair.writer, "second"), 0);
}
