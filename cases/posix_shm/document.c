/* What the document says of shared memory: no kinship, both ways, no copy, no call, no synchronisation of its own. */
#include "cases/shm_sync/racers.h"
#include "fixtures/platform/platform.h"

CASE(stranger_finds_the_object_by_its_name, PROVES("shm.kin.unrelated"), VARIANTS("sysv key", "shm_open name"))
{
    struct actor *maker = actor_new("maker");
    struct actor *stranger = actor_new("stranger");
    const char *name = scratch_name("o");
    key_t key = scratch_key();
    struct call *here, *there;

    if (variant == 0) {
        int id = (int)must_succeed(tidy(do_shmget(maker, key, sizeof(long), IPC_CREAT | IPC_EXCL | 0600)));

        here = do_shmat(maker, id, NULL, 0);
        there = do_shmat(stranger, (int)expect_succeeds(do_shmget(stranger, key, 0, 0)), NULL, 0);
    } else {
        int fd = (int)must_succeed(tidy(do_shm_open(maker, name, O_RDWR | O_CREAT | O_EXCL, 0600)));

        must_return(do_ftruncate(maker, fd, sizeof(long)), 0);
        here = do_mmap(maker, NULL, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        fd = (int)expect_succeeds(do_shm_open(stranger, name, O_RDWR, 0));
        there = do_mmap(stranger, NULL, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    }
    must_succeed(here);
    expect_succeeds(there);
    must_succeed(do_store(maker, address_of(here), 42));
    expect_returns(do_load(stranger, address_of(there)), 42);
}

CASE(eight_processes_use_one_region, PROVES("shm.def.same-region"), SHARED_VARIANTS)
{
    struct sharer s[SHARERS_MOST];

    share(s, SHARERS_MOST, variant, SHARERS_MOST * sizeof(long));
    for (size_t i = 0; i < SHARERS_MOST; i++)
        put(&s[i], i, 100 + (long)i);
    for (size_t reader = 0; reader < SHARERS_MOST; reader++)
        for (size_t i = 0; i < SHARERS_MOST; i++)
            expect_equal(look(&s[reader], i), 100 + (long)i, "the word of one process as another sees it");
}

enum { EXCHANGES = 24 };

/* One side of a conversation: it says its number in one word and waits for the other's in the other word. */
struct talker {
    _Atomic long *mine;
    _Atomic long *theirs;
};

static long talk(void *arg)
{
    const struct talker *talker = arg;

    for (long n = 1; n <= EXCHANGES; n++) {
        atomic_store(talker->mine, n);
        while (atomic_load(talker->theirs) < n)
            step_aside();
    }
    return EXCHANGES;
}

CASE(both_processes_write_and_read_at_the_same_time, PROVES("shm.dir.bidirectional"), SHARED_VARIANTS)
{
    struct sharer s[2];
    struct talker *talkers = scratch(2 * sizeof *talkers);
    struct call *calls[2];

    share(s, 2, variant, 2 * sizeof(long));
    for (int i = 0; i < 2; i++) {
        _Atomic long *words = (_Atomic long *)(void *)s[i].at;

        talkers[i] = (struct talker){&words[i], &words[1 - i]};
        calls[i] = begin_scene(s[i].actor, talk, &talkers[i]);
    }
    for (int i = 0; i < 2; i++)
        expect_returns(finish(calls[i]), EXCHANGES);
}

enum { HANDOVERS = 4 };

/* As talk(), but it can do nothing to let the other process run. */
static long hand_over(void *arg)
{
    const struct talker *talker = arg;

    for (long n = 1; n <= HANDOVERS; n++) {
        atomic_store(talker->mine, n);
        while (atomic_load(talker->theirs) < n)
            continue;
    }
    return 0;
}

static long make_a_call(void *arg)
{
    (void)arg;
    step_aside();
    return 0;
}

static long call_in_confinement(void *arg)
{
    return platform_run_without_calls(make_a_call, arg);
}

static long hand_over_in_confinement(void *arg)
{
    return platform_run_without_calls(hand_over, arg);
}

CASE(two_processes_that_can_make_no_call_exchange_words, PROVES("shm.sys.no-syscall-per-transfer"), SHARED_VARIANTS)
{
    struct sharer s[2];
    struct talker *talkers = scratch(2 * sizeof *talkers);
    struct call *confined;
    struct call *calls[2];

    share(s, 2, variant, 2 * sizeof(long));
    confined = do_scene(s[0].actor, call_in_confinement, NULL);
    if (result_of(confined) == -ENOSYS)
        skip("no-confinement", "this system has no mode in which a process can make no system call");
    must_return(confined, 128 + SIGKILL);
    for (int i = 0; i < 2; i++) {
        _Atomic long *words = (_Atomic long *)(void *)s[i].at;

        talkers[i] = (struct talker){&words[i], &words[1 - i]};
        calls[i] = begin_scene(s[i].actor, hand_over_in_confinement, &talkers[i]);
    }
    for (int i = 0; i < 2; i++) {
        struct call *done = calls[finish_first(calls, 2)];

        must(result_of(done) >= 0, "no process could be made: %s", strerror((int)-result_of(done)));
        expect_returns(done, 0);
    }
}

CASE(reader_is_not_made_to_wait_for_a_writer, PROVES("shm.sync.none-builtin"), SHARED_VARIANTS)
{
    struct sharer s[2];

    share(s, 2, variant, sizeof(long));
    put(&s[0], 0, 1);
    for (int i = 0; i < 3; i++)
        expect_returns(do_load(s[1].actor, s[1].at), 1);
    put(&s[0], 0, 2);
    put(&s[0], 0, 3);
    expect_returns(do_load(s[1].actor, s[1].at), 3);
}

/* Two virtual addresses of one page: what a program has is a translation, and not the physical memory. */
CASE(one_page_is_reached_by_two_addresses_and_refused_by_protection, REFUTES("shm.access.physical-directly"))
{
    size_t size = (size_t)sysconf(_SC_PAGESIZE);
    struct actor *actor = actor_new("process");
    const char *name = scratch_name("o");
    int fd = (int)must_succeed(tidy(do_shm_open(actor, name, O_RDWR | O_CREAT | O_EXCL, 0600)));
    struct call *first, *second;

    must_return(do_ftruncate(actor, fd, (off_t)size), 0);
    first = do_mmap(actor, NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    second = do_mmap(actor, NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    must_succeed(first);
    must_succeed(second);
    expect(address_of(first) != address_of(second), "the addresses are %p and %p", address_of(first),
           address_of(second));
    must_succeed(do_store(actor, address_of(first), 42));
    expect_returns(do_load(actor, address_of(second)), 42);
    must_return(do_mprotect(actor, address_of(first), size, PROT_NONE), 0);
    expect_returns(do_load(actor, address_of(second)), 42);
    begin_load(actor, address_of(first));
    expect_dies_of(actor, SIGSEGV);
}

static long make_structure(void *arg)
{
    long **where = arg;

    *where = malloc(sizeof **where);
    if (!*where)
        return -1;
    **where = 0;
    return 0;
}

/* The document's sample shares a structure of the program's own memory between two goroutines of one process. */
CASE(structure_of_a_program_is_not_shared_with_its_child, REFUTES("shm.code.go-struct-is-shared-memory"))
{
    struct actor *parent = actor_new("parent");
    long **where = scratch_zeroed(sizeof *where);
    struct actor *child;

    must_return(do_scene(parent, make_structure, where), 0);
    child = actor_fork(parent, "child");
    must_succeed(do_store(child, *where, 1));
    expect_returns(do_load(child, *where), 1);
    expect_returns(do_load(parent, *where), 0);
}
