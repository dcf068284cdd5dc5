/* Processes that are not related: what they must share to share a semaphore. */
#include "cases/posix_sem/semaphore.h"

static void expect_hand_off(struct actor *taker, sem_t *takers, struct actor *giver, sem_t *givers)
{
    struct call *taking = begin_sem_wait(taker, takers);

    expect_blocked(taking);
    expect_returns(do_sem_post(giver, givers), 0);
    expect_returns(finish(taking), 0);
    expect_fails(do_sem_trywait(giver, givers), EAGAIN);
}

static void hand_off_by_name(void)
{
    struct actor *maker = actor_new("maker");
    struct actor *finder = actor_new("finder");
    const char *name = scratch_name("kin");
    sem_t *makers = named_new(maker, name, 0);
    struct call *found = do_sem_open(finder, name, 0, 0, 0);

    expect_succeeds(found);
    expect_hand_off(maker, makers, finder, address_of(found));
    expect_hand_off(finder, address_of(found), maker, makers);
}

static void hand_off_by_key(void)
{
    struct actor *maker = actor_new("maker");
    struct actor *finder = actor_new("finder");
    struct sembuf minus = {0, -1, 0};
    struct sembuf plus = {0, 1, 0};
    key_t key = scratch_key();
    int set = (int)must_succeed(tidy(do_semget(maker, key, 1, IPC_CREAT | IPC_EXCL | 0600)));
    int found = (int)expect_succeeds(do_semget(finder, key, 1, 0600));

    must_return(do_semctl_value(maker, set, 0, SETVAL, 0), 0);
    struct call *taking = begin_semop(finder, found, &minus, 1);
    expect_blocked(taking);
    expect_returns(do_semop(maker, set, &plus, 1), 0);
    expect_returns(finish(taking), 0);
}

CASE(strangers_hand_over_by_a_semaphore, PROVES("sem.kin.unrelated"), VARIANTS("system-v key", "name"))
{
    if (variant == 0)
        hand_off_by_key();
    else
        hand_off_by_name();
}

CASE(named_semaphore_synchronises_strangers, PROVES("psem.open.unrelated-process"))
{
    hand_off_by_name();
}

/* The object is mapped by each at an address of its own: the semaphore is where the bytes are. */
static sem_t *map(struct actor *actor, const char *name)
{
    int fd = (int)must_succeed(do_shm_open(actor, name, O_RDWR, 0));
    struct call *mapped = do_mmap(actor, NULL, sizeof(sem_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    must_succeed(mapped);
    return address_of(mapped);
}

CASE(unnamed_semaphore_works_in_memory_that_strangers_map, PROVES("psem.init.pshared-across-exec"))
{
    struct actor *maker = actor_new("maker");
    struct actor *other = actor_new("other");
    const char *name = scratch_name("memory");
    int fd = (int)must_succeed(tidy(do_shm_open(maker, name, O_RDWR | O_CREAT | O_EXCL, 0600)));

    must_return(do_ftruncate(maker, fd, sizeof(sem_t)), 0);
    sem_t *makers = map(maker, name);
    sem_t *others = map(other, name);
    if (others == makers)
        others = map(other, name);
    must_return(do_sem_init(maker, makers, 1, 0), 0);
    expect_hand_off(other, others, maker, makers);
    expect_hand_off(maker, makers, other, others);
}

CASE(unnamed_semaphore_works_between_parent_and_child, PROVES("psem.init.pshared-across-fork"))
{
    struct actor *parent = actor_new("parent");
    struct call *mapped =
        do_mmap(parent, NULL, sizeof(sem_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    must_succeed(mapped);
    sem_t *sem = address_of(mapped);
    must_return(do_sem_init(parent, sem, 1, 0), 0);
    struct actor *child = actor_fork(parent, "child");
    expect_hand_off(child, sem, parent, sem);
    expect_hand_off(parent, sem, child, sem);
}

CASE(private_copy_of_a_semaphore_is_another_semaphore, PROVES("psem.init.private-not-shared"))
{
    struct actor *parent = actor_new("parent");
    struct call *mapped =
        do_mmap(parent, NULL, sizeof(sem_t), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int value = -1;

    must_succeed(mapped);
    sem_t *sem = address_of(mapped);
    must_return(do_sem_init(parent, sem, 0, 0), 0);
    struct actor *child = actor_fork(parent, "child");
    must_return(do_sem_post(child, sem), 0);
    expect_returns(do_sem_getvalue(parent, sem, &value), 0);
    expect_equal(value, 0, "the parent's value");
    expect_fails(do_sem_trywait(parent, sem), EAGAIN);
}
