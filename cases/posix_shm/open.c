/* shm_open and ftruncate: names, sizes and rights. */
#include "cases/posix_shm/objects.h"

CASE(new_object_has_size_zero, PROVES("pshm.open.size-zero"))
{
    struct actor *maker = actor_new("maker");

    expect_equal(size_of(maker, object_new(maker, scratch_name("o"), 0)), 0, "the size of the new object");
}

CASE(descriptor_of_an_object_is_closed_on_exec, PROVES("pshm.open.cloexec"))
{
    struct actor *maker = actor_new("maker");
    int fd = object_new(maker, scratch_name("o"), 0);

    expect_equal(must_succeed(do_fcntl(maker, fd, F_GETFD, 0)) & FD_CLOEXEC, FD_CLOEXEC, "the flag FD_CLOEXEC");
}

CASE(object_gets_the_lowest_free_descriptor, PROVES("pshm.open.lowest-fd"))
{
    struct actor *maker = actor_new("maker");
    int lowest = (int)must_succeed(do_dup(maker, STDERR_FILENO));

    must_return(do_close(maker, lowest), 0);
    expect_returns(tidy(do_shm_open(maker, scratch_name("o"), O_RDWR | O_CREAT | O_EXCL, 0600)), lowest);
}

CASE(exclusive_creation_of_an_object_that_exists_is_eexist, PROVES("pshm.open.excl-enoent"))
{
    struct actor *maker = actor_new("maker");
    struct actor *other = actor_new("other");
    const char *name = scratch_name("o");

    object_new(maker, name, 0);
    expect_fails(do_shm_open(other, name, O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
}

CASE(opening_a_name_that_no_object_has_is_enoent, PROVES("pshm.open.excl-enoent"))
{
    expect_fails(do_shm_open(actor_new("opener"), scratch_name("none"), O_RDWR, 0), ENOENT);
}

CASE(mode_of_a_new_object_is_masked, PROVES("pshm.open.mode-umask"))
{
    struct actor *maker = actor_new("maker");
    struct stat st;
    int fd;

    do_umask(maker, 027);
    fd = (int)must_succeed(tidy(do_shm_open(maker, scratch_name("o"), O_RDWR | O_CREAT | O_EXCL, 0666)));
    must_return(do_fstat(maker, fd, &st), 0);
    expect_equal(st.st_mode & 0777, 0640, "the mode of the new object");
}

CASE(truncation_at_opening_leaves_size_zero, PROVES("pshm.open.o-trunc"))
{
    struct actor *maker = actor_new("maker");
    struct actor *other = actor_new("other");
    const char *name = scratch_name("o");
    int fd = object_new(maker, name, 100);

    must_succeed(do_shm_open(other, name, O_RDWR | O_TRUNC, 0));
    expect_equal(size_of(maker, fd), 0, "the size after O_TRUNC");
}

CASE(ftruncate_sets_the_size_to_the_byte, PROVES("pshm.ftruncate.sets-size"))
{
    struct actor *maker = actor_new("maker");
    int fd = object_new(maker, scratch_name("o"), 0);

    expect_returns(do_ftruncate(maker, fd, 100), 0);
    expect_equal(size_of(maker, fd), 100, "the size after ftruncate");
}

CASE(size_can_be_changed_again_and_again, PROVES("pshm.ftruncate.repeat"))
{
    static const off_t sizes[] = {100, 4096, 10, 100000, 0, 1};
    struct actor *maker = actor_new("maker");
    int fd = object_new(maker, scratch_name("o"), 0);

    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        expect_returns(do_ftruncate(maker, fd, sizes[i]), 0);
        expect_equal(size_of(maker, fd), sizes[i], "the size after ftruncate");
    }
}

CASE(what_growth_adds_is_zero, PROVES("pshm.ftruncate.grow-zero"))
{
    struct actor *maker = actor_new("maker");
    size_t size = page_size();
    size_t words = size / sizeof(long);
    int fd = object_new(maker, scratch_name("o"), size);
    long *at = map_shared(maker, fd, size);

    store(maker, at, 1);
    store(maker, at + words - 1, 2);
    must_return(do_ftruncate(maker, fd, sizeof(long)), 0);
    must_return(do_ftruncate(maker, fd, (off_t)size), 0);
    expect_equal(load(maker, at), 1, "the word that stayed");
    expect_equal(load(maker, at + words - 1), 0, "the word that was cut off and came back");
}

CASE(descriptor_for_reading_cannot_set_the_size, PROVES("pshm.ftruncate.rdonly-einval"))
{
    struct actor *maker = actor_new("maker");
    const char *name = scratch_name("o");
    struct call *cut;
    int fd;

    object_new(maker, name, 100);
    fd = (int)must_succeed(do_shm_open(maker, name, O_RDONLY, 0));
    cut = do_ftruncate(maker, fd, 0);
    expect(call_failed(cut) && (error_of(cut) == EINVAL || error_of(cut) == EBADF), "ftruncate gave %lld, errno %d",
           result_of(cut), error_of(cut));
    expect_equal(size_of(maker, fd), 100, "the size afterwards");
}

CASE(names_that_are_left_open_are_accepted_or_not, PROVES("pshm.open.name-two-slashes"))
{
    struct actor *opener = actor_new("opener");
    char name[64];
    struct call *opened;

    snprintf(name, sizeof name, "%s/b", scratch_name("a"));
    opened = do_shm_open(opener, name, O_RDWR, 0);
    /* ENOENT is what a name that is allowed, and that nobody has, gives. */
    observe("shm_open.two-slashes.errno", call_failed(opened) ? error_of(opened) : 0, "");
}

CASE(another_user_is_let_in_by_the_mode_only, PROVES("pshm.open.other-uid"), VARIANTS("0666", "0600", "0644"))
{
    static const mode_t modes[] = {0666, 0600, 0644};
    struct actor *maker = actor_new("maker");
    struct actor *other = actor_new("other");
    const char *name = scratch_name("o");
    int fd;

    become_nobody(other);
    do_umask(maker, 0);
    fd = (int)must_succeed(tidy(do_shm_open(maker, name, O_RDWR | O_CREAT | O_EXCL, modes[variant])));
    must_return(do_ftruncate(maker, fd, 100), 0);
    if (variant == 0)
        expect_succeeds(do_shm_open(other, name, O_RDWR, 0));
    else
        expect_fails(do_shm_open(other, name, O_RDWR, 0), EACCES);
    if (variant == 1)
        expect_fails(do_shm_open(other, name, O_RDONLY, 0), EACCES);
    else
        expect_succeeds(do_shm_open(other, name, O_RDONLY, 0));
}
