/* What is not shared: private memory, before and after fork. */
#include "cases/isolation/pages.h"

static long in_data = 1;

/* The address of a word of the actor's, by where it lies. */
enum where { IN_DATA, ON_HEAP, IN_MAPPING };

static long find_word(void *arg)
{
    long **word = arg;

    word[IN_DATA] = &in_data;
    word[ON_HEAP] = malloc(sizeof(long));
    if (!word[ON_HEAP])
        return -1;
    *word[ON_HEAP] = 1;
    return 0;
}

CASE(store_to_private_memory_is_seen_by_no_other_process, PROVES("iso.as.private-writes"),
     VARIANTS("data", "heap", "private mapping", "shared mapping"))
{
    struct actor *parent = actor_new("parent");
    long **word = scratch_zeroed((IN_MAPPING + 1) * sizeof *word);
    struct actor *child;
    long *at;

    must_return(do_scene(parent, find_word, word), 0);
    word[IN_MAPPING] = map_page(parent, READ_WRITE, variant == IN_MAPPING ? MAP_PRIVATE : MAP_SHARED);
    at = word[variant < IN_MAPPING ? variant : IN_MAPPING];
    store(parent, at, 1);
    child = actor_fork(parent, "child");
    store(child, at, 42);
    expect_equal(load(child, at), 42, "the word as the child sees it");
    /* The shared mapping is the contrast: without it, a load that always tells the old value would do. */
    expect_equal(load(parent, at), variant > IN_MAPPING ? 42 : 1, "the word as the parent sees it");
}

static const unsigned long pattern_step = 2654435761UL;

static long fill_pattern(void *arg)
{
    long *words = *(long **)arg;

    for (long i = 0; i < (1L << 20) / (long)sizeof(long); i++)
        words[i] = (long)((unsigned long)i * pattern_step);
    return 0;
}

static long count_differences(void *arg)
{
    const long *words = *(long **)arg;
    long different = 0;

    for (long i = 0; i < (1L << 20) / (long)sizeof(long); i++)
        different += words[i] != (long)((unsigned long)i * pattern_step);
    return different;
}

CASE(child_begins_with_a_copy_of_its_parents_memory, PROVES("iso.fork.copy-of-memory"))
{
    struct actor *parent = actor_new("parent");
    struct call *mapped = do_mmap(parent, NULL, 1 << 20, READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    long **at = scratch(sizeof *at);

    must_succeed(mapped);
    *at = address_of(mapped);
    must_return(do_scene(parent, fill_pattern, at), 0);
    expect_returns(do_scene(actor_fork(parent, "child"), count_differences, at), 0);
}

CASE(parents_later_stores_are_not_the_childs, PROVES("iso.fork.cow-independent-both-ways"))
{
    struct actor *parent = actor_new("parent");
    long *at = map_page(parent, READ_WRITE, MAP_PRIVATE);
    struct actor *child, *grandchild;

    store(parent, at, 1);
    child = actor_fork(parent, "child");
    grandchild = actor_fork(child, "grandchild");
    store(parent, at, 2);
    expect_equal(load(child, at), 1, "the word as the child sees it");
    store(child, at, 3);
    expect_equal(load(grandchild, at), 1, "the word as the grandchild sees it");
    expect_equal(load(parent, at), 2, "the word as the parent sees it");
}

CASE(shared_mappings_stay_shared_after_fork_and_private_ones_do_not, PROVES("iso.fork.map-shared-stays-shared"))
{
    struct actor *parent = actor_new("parent");
    long *shared = map_page(parent, READ_WRITE, MAP_SHARED);
    long *private = map_page(parent, READ_WRITE, MAP_PRIVATE);
    struct actor *child = actor_fork(parent, "child");

    store(child, shared, 1);
    store(child, private, 1);
    expect_equal(load(parent, shared), 1, "the word in the shared mapping");
    expect_equal(load(parent, private), 0, "the word in the private mapping");
}

CASE(address_of_another_process_means_nothing_here, PROVES("iso.as.cannot-write-other"))
{
    struct actor *owner = actor_new("owner");
    struct actor *stranger = actor_new("stranger");
    long *at = map_page(owner, READ_WRITE, MAP_PRIVATE);
    struct call *taken;

    store(owner, at, 1);
    /* The stranger has memory at the same address, but it is its own; without it, the store would end it. */
    taken = do_mmap(stranger, at, page_size(), READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    must_succeed(taken);
    must(address_of(taken) == at, "the stranger got %p instead of %p", address_of(taken), (void *)at);
    store(stranger, at, 42);
    expect_equal(load(owner, at), 1, "the word as its owner sees it");
    must_return(do_munmap(stranger, at, page_size()), 0);
    begin_store(stranger, at, 43);
    expect_dies_of(stranger, SIGSEGV);
    expect_equal(load(owner, at), 1, "the word as its owner sees it");
}

CASE(memory_ends_with_its_process_and_shared_objects_do_not, PROVES("iso.exit.memory-freed-shm-kept"))
{
    struct actor *maker = actor_new("maker");
    struct actor *later = actor_new("later");
    const char *name = scratch_name("o");
    int id = segment_new(maker, sizeof(long));
    int fd = (int)must_succeed(tidy(do_shm_open(maker, name, O_RDWR | O_CREAT | O_EXCL, 0600)));
    struct shmid_ds ds = {0};

    must_return(do_ftruncate(maker, fd, 100), 0);
    must_succeed(do_shmat(maker, id, NULL, 0));
    actor_kill(maker);
    expect_returns(do_shmctl(later, id, IPC_STAT, &ds), 0);
    expect_equal(ds.shm_nattch, 0, "shm_nattch");
    expect_succeeds(do_shm_open(later, name, O_RDWR, 0));
}

CASE(child_shares_the_file_offset, PROVES("iso.fork.file-offset-shared"))
{
    struct actor *parent = actor_new("parent");
    int fd = (int)must_succeed(tidy(do_open(parent, "file", O_RDWR | O_CREAT | O_EXCL, 0600)));
    struct actor *child = actor_fork(parent, "child");

    must_return(do_write(parent, fd, "abcdef", 6), 6);
    expect_returns(do_lseek(child, fd, 0, SEEK_CUR), 6);
    must_return(do_lseek(child, fd, 2, SEEK_SET), 2);
    expect_returns(do_lseek(parent, fd, 0, SEEK_CUR), 2);
}
