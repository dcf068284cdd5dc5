/* Making a FIFO: what it is like when it is new, and what is refused. */
#include "cases/fifo/pair.h"

static const struct masked {
    const char *name;
    mode_t umask, mode, made;
} masked[] = {{"0666 under 022", 0022, 0666, 0644},
              {"0666 under 027", 0027, 0666, 0640},
              {"0777 under 077", 0077, 0777, 0700},
              {"0606 under 000", 0000, 0606, 0606}};

CASE(umask_takes_bits_from_the_mode, PROVES("fifo.mkfifo.mode-umask"), VARIANT_TABLE(masked))
{
    struct actor *actor = actor_new("creator");
    struct stat st;

    do_umask(actor, masked[variant].umask);
    must_return(tidy(do_mkfifo(actor, "fifo", masked[variant].mode)), 0);
    must_return(do_stat(actor, "fifo", &st), 0);
    expect_equal(st.st_mode & 07777, masked[variant].made, "mode of the FIFO");
}

CASE(new_fifo_has_one_link_no_size_and_the_time, PROVES("fifo.mkfifo.nlink-and-times"))
{
    struct actor *actor = actor_new("creator");
    /* The kernel's clock of files may tick more coarsely than time(). */
    time_t before = time(NULL) - 2;
    struct stat st;

    fifo_new(actor, "fifo");
    must_return(do_stat(actor, "fifo", &st), 0);
    expect_equal(st.st_nlink, 1, "st_nlink");
    expect_equal(st.st_size, 0, "st_size");
    expect(st.st_atime >= before, "st_atime is %lld s before", (long long)(before - st.st_atime));
    expect(st.st_mtime >= before, "st_mtime is %lld s before", (long long)(before - st.st_mtime));
    expect(st.st_ctime >= before, "st_ctime is %lld s before", (long long)(before - st.st_ctime));
}

CASE(existing_name_is_refused, PROVES("fifo.mkfifo.eexist"), VARIANTS("FIFO", "file", "dangling symbolic link"))
{
    struct actor *actor = actor_new("creator");

    if (variant == 0)
        fifo_new(actor, "name");
    else if (variant == 1)
        must_succeed(tidy(do_open(actor, "name", O_WRONLY | O_CREAT, 0600)));
    else
        must_return(do_symlink(actor, "nowhere", "name"), 0);
    expect_fails(do_mkfifo(actor, "name", 0600), EEXIST);
    must_return(do_unlink(actor, "name"), 0);
}

static const struct lost {
    const char *name;
    const char *path;
    int error;
} lost[] = {{"no such directory", "missing/fifo", ENOENT},
            {"a FIFO for a directory", "plain/fifo", ENOTDIR},
            {"empty", "", ENOENT}};

CASE(path_must_lead_somewhere, PROVES("fifo.mkfifo.enoent-enotdir"), VARIANT_TABLE(lost))
{
    struct actor *actor = actor_new("creator");

    fifo_new(actor, "plain");
    expect_fails(do_mkfifo(actor, lost[variant].path, 0600), lost[variant].error);
}

CASE(name_that_is_too_long_is_refused, PROVES("fifo.mkfifo.enametoolong"))
{
    struct actor *actor = actor_new("creator");
    long longest = (long)must_succeed(do_pathconf(actor, ".", _PC_NAME_MAX));
    char *name = scratch((size_t)longest + 2);

    memset(name, 'n', (size_t)longest + 1);
    name[longest + 1] = '\0';
    expect_fails(do_mkfifo(actor, name, 0600), ENAMETOOLONG);
    name[longest] = '\0';
    expect_returns(do_mkfifo(actor, name, 0600), 0);
    must_return(do_unlink(actor, name), 0);
}
