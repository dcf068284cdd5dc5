/* Who may make a FIFO, whose it is, and who may open it. */
#include "cases/fifo/pair.h"

enum { NOBODY = 65534 };

/* Gives root's rights up for ever; for anybody else the case is skipped. */
static void become_nobody(struct actor *actor)
{
    if (geteuid() != 0)
        skip("need-second-uid", "only root can start a process with another user id");
    if (call_failed(do_setgid(actor, NOBODY)) || call_failed(do_setuid(actor, NOBODY)))
        skip("need-second-uid", "root may not change its user id here");
}

/* An actor without root's rights that may make files in the scratch directory. */
static struct actor *ordinary_new(const char *name)
{
    struct actor *actor = actor_new(name);

    if (geteuid() != 0)
        return actor;
    must_return(do_chmod(actor, ".", 0777), 0);
    become_nobody(actor);
    return actor;
}

CASE(fifo_belongs_to_who_made_it, PROVES("fifo.mkfifo.owner"), VARIANTS("own user", "another user"))
{
    struct actor *actor = variant == 0 ? actor_new("creator") : ordinary_new("creator");
    struct stat directory, st;

    if (variant == 1 && geteuid() != 0)
        become_nobody(actor);
    fifo_new(actor, "fifo");
    must_return(do_stat(actor, "fifo", &st), 0);
    must_return(do_stat(actor, ".", &directory), 0);
    expect_equal(st.st_uid, variant == 1 ? NOBODY : (int)geteuid(), "st_uid");
    expect(st.st_gid == (variant == 1 ? (gid_t)NOBODY : getegid()) || st.st_gid == directory.st_gid,
           "st_gid is %ld, the directory's %ld", (long)st.st_gid, (long)directory.st_gid);
}

CASE(directory_that_may_not_be_written_takes_no_fifo, PROVES("fifo.mkfifo.eacces"))
{
    struct actor *actor = ordinary_new("creator");
    /* The directory is its owner's, who alone may change it. */
    struct actor *owner = actor_new("owner");

    must_return(do_chmod(owner, ".", 0555), 0);
    expect_fails(do_mkfifo(actor, "fifo", 0600), EACCES);
    must_return(do_chmod(owner, ".", 0711), 0);
}

CASE(ordinary_user_makes_a_fifo, PROVES("fifo.create.mkfifo-or-mknod"), VARIANTS("mkfifo", "mknod"))
{
    struct actor *actor = ordinary_new("creator");
    struct call *made = variant == 0 ? do_mkfifo(actor, "fifo", 0600) : do_mknod(actor, "fifo", S_IFIFO | 0600, 0);
    struct stat st;

    expect_returns(tidy(made), 0);
    must_return(do_stat(actor, "fifo", &st), 0);
    expect(S_ISFIFO(st.st_mode), "st_mode is 0%o", (unsigned)st.st_mode);
}

CASE(fifo_made_by_mknod_works, PROVES("fifo.mknod.s-ififo"))
{
    struct actor *writer = ordinary_new("writer");
    struct actor *reader = actor_new("reader");
    struct call *opened;
    char text[4];
    int out, in;

    expect_returns(tidy(do_mknod(writer, "fifo", S_IFIFO | 0600, 0)), 0);
    opened = begin_open(reader, "fifo", O_RDONLY, 0);
    out = (int)expect_succeeds(do_open(writer, "fifo", O_WRONLY, 0));
    in = (int)expect_succeeds(opened);
    expect_returns(do_write(writer, out, "x", 1), 1);
    expect_returns(do_read(reader, in, text, sizeof text), 1);
}

static const struct asked {
    const char *name;
    mode_t mode;
    int flag;
    bool allowed;
} asked_of_owner[] = {{"0200 to read", 0200, O_RDONLY, false},
                      {"0400 to write", 0400, O_WRONLY, false},
                      {"0000 to read", 0000, O_RDONLY, false},
                      {"0077 to write", 0077, O_WRONLY, false}};
static const struct asked asked_of_others[] = {
    {"0600 to read", 0600, O_RDONLY, false}, {"0600 to write", 0600, O_WRONLY, false},
    {"0602 to read", 0602, O_RDONLY, false}, {"0604 to write", 0604, O_WRONLY, false},
    {"0604 to read", 0604, O_RDONLY, true},  {"0602 to write", 0602, O_WRONLY, true}};

static void expect_answer(struct actor *actor, const struct asked *asked)
{
    struct call *opened = do_open(actor, "fifo", asked->flag | O_NONBLOCK, 0);

    if (asked->allowed)
        expect_succeeds(opened);
    else
        expect_fails(opened, EACCES);
}

CASE(owner_is_held_to_the_owner_s_bits, PROVES("fifo.open.eacces"), VARIANT_TABLE(asked_of_owner))
{
    struct actor *owner = ordinary_new("owner");

    must_return(tidy(do_mkfifo(owner, "fifo", 0600)), 0);
    must_return(do_chmod(owner, "fifo", asked_of_owner[variant].mode), 0);
    expect_answer(owner, &asked_of_owner[variant]);
}

CASE(another_user_is_held_to_the_others_bits, PROVES("fifo.open.eacces"), VARIANT_TABLE(asked_of_others))
{
    struct actor *owner = actor_new("owner");
    struct actor *other = actor_new("other");

    become_nobody(other);
    fifo_new(owner, "fifo");
    must_return(do_chmod(owner, "fifo", asked_of_others[variant].mode), 0);
    /* A writer that does not wait needs a reader. */
    must_succeed(do_open(owner, "fifo", O_RDONLY | O_NONBLOCK, 0));
    expect_answer(other, &asked_of_others[variant]);
}
