/* shm_unlink and exit: how long an object lives. */
#include "cases/posix_shm/objects.h"

CASE(unlinked_object_works_until_it_is_unmapped_and_its_name_is_gone, PROVES("pshm.unlink.object-lives"))
{
    struct actor *maker = actor_new("maker");
    struct actor *other = actor_new("other");
    const char *name = scratch_name("o");
    size_t size = page_size();
    int fd = object_new(maker, name, size);
    long *at = map_shared(maker, fd, size);
    int second = (int)must_succeed(do_shm_open(other, name, O_RDWR, 0));
    long *there;

    expect_returns(do_shm_unlink(maker, name), 0);
    expect_fails(do_shm_open(other, name, O_RDWR, 0), ENOENT);
    store(maker, at, 42);
    there = map_shared(other, second, size);
    expect_equal(load(other, there), 42, "the word through a descriptor from before");
    must_return(do_munmap(maker, at, size), 0);
    must_return(do_close(maker, fd), 0);
    expect_equal(load(other, there), 42, "the word when the maker has let go");
}

CASE(unlinking_twice_is_enoent, PROVES("pshm.unlink.enoent"))
{
    struct actor *maker = actor_new("maker");
    const char *name = scratch_name("o");

    object_new(maker, name, 0);
    must_return(do_shm_unlink(maker, name), 0);
    expect_fails(do_shm_unlink(maker, name), ENOENT);
}

CASE(new_object_of_an_old_name_is_another_one, PROVES("pshm.unlink.recreate-distinct"))
{
    struct actor *maker = actor_new("maker");
    const char *name = scratch_name("o");
    size_t size = page_size();
    long *old = map_shared(maker, object_new(maker, name, size), size);
    long *new;

    must_return(do_shm_unlink(maker, name), 0);
    store(maker, old, 1);
    new = map_shared(maker, object_new(maker, name, size), size);
    expect_equal(load(maker, new), 0, "the new object's word");
    store(maker, new, 2);
    expect_equal(load(maker, old), 1, "the old object's word");
}

CASE(object_and_content_outlive_the_process_that_made_them, PROVES("pshm.persist.until-unlink"),
     VARIANTS("exited", "killed"))
{
    struct actor *maker = actor_new("maker");
    struct actor *later = actor_new("later");
    const char *name = scratch_name("o");
    size_t size = page_size();
    int fd = object_new(maker, name, size);

    store(maker, map_shared(maker, fd, size), 42);
    if (variant == 0)
        actor_exit(maker, 0);
    else
        actor_kill(maker);
    fd = (int)expect_succeeds(do_shm_open(later, name, O_RDWR, 0));
    expect_equal(size_of(later, fd), (long long)size, "the size that is left");
    expect_equal(load(later, map_shared(later, fd, size)), 42, "the word that is left");
}
