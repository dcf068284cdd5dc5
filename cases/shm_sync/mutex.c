/* Process-shared mutexes: whom they keep out, for how long, and what is left when their owner dies. */
#include "cases/shm_sync/sharers.h"

static pthread_mutex_t *mutex_in(const struct sharer *sharer)
{
    return (pthread_mutex_t *)(void *)sharer->at;
}

/* Two processes with a process-shared mutex in common. */
static void share_mutex(struct sharer *sharers, int by, bool robust)
{
    share(sharers, 2, by, sizeof(pthread_mutex_t));
    must_return(do_mutex_make(sharers[0].actor, mutex_in(&sharers[0]), robust), 0);
}

static struct call *lock(const struct sharer *sharer)
{
    return do_mutex_lock(sharer->actor, mutex_in(sharer));
}

static struct call *unlock(const struct sharer *sharer)
{
    return do_mutex_unlock(sharer->actor, mutex_in(sharer));
}

static struct call *try(const struct sharer *sharer)
{
    return do_mutex_trylock(sharer->actor, mutex_in(sharer));
}

CASE(second_locker_sleeps_until_the_owner_unlocks, PROVES("shmsync.mutex.pshared-exclusion"), SHARED_VARIANTS)
{
    struct sharer s[2];
    struct call *second;

    share_mutex(s, variant, false);
    must_return(lock(&s[0]), 0);
    second = begin_mutex_lock(s[1].actor, mutex_in(&s[1]));
    expect_blocked(second);
    must_return(unlock(&s[0]), 0);
    expect_returns(finish(second), 0);
    must_return(unlock(&s[1]), 0);
}

CASE(trylock_of_a_mutex_that_another_process_holds_is_ebusy, PROVES("shmsync.mutex.trylock-ebusy"), SHARED_VARIANTS)
{
    struct sharer s[2];

    share_mutex(s, variant, false);
    must_return(lock(&s[0]), 0);
    expect_fails(try(&s[1]), EBUSY);
    must_return(unlock(&s[0]), 0);
    expect_returns(try(&s[1]), 0);
}

CASE(timed_lock_gives_up_at_its_deadline_and_not_before, PROVES("shmsync.mutex.timedlock"))
{
    enum { AHEAD_MS = 20 };
    struct sharer s[2];
    struct timespec until;
    struct call *timed;
    int64_t early;

    share_mutex(s, BY_SYSV, false);
    must_return(lock(&s[0]), 0);
    until = realtime_in(AHEAD_MS);
    timed = do_mutex_timedlock(s[1].actor, mutex_in(&s[1]), &until);
    expect_fails(timed, ETIMEDOUT);
    early = early_ns(timed, &until);
    expect(early == 0, "it gave up %lld ns before its deadline", (long long)early);
    expect_fails(try(&s[1]), EBUSY);
    must_return(unlock(&s[0]), 0);
}

/*
 * On Linux a mutex has the number of its owner in a word that the kernel wakes waiters by. Where the kernel takes a bit
 * of the number for a flag of its own, as gVisor did for FUTEX_PRIVATE_FLAG, whether it wakes depends on the number.
 */
enum { FLAG_AS_BIT = 128 };

static const struct death {
    const char *name;
    bool kills;
    bool waits; /* the next owner is asleep in pthread_mutex_lock when the owner dies */
    pid_t bit;  /* what the owner's number has of FLAG_AS_BIT; only where somebody waits */
} deaths[] = {
    {"killed, next locker", true, false, 0},
    {"killed, waiting locker, pid without bit 7", true, true, 0},
    {"killed, waiting locker, pid with bit 7", true, true, FLAG_AS_BIT},
    {"exited, next locker", false, false, 0},
    {"exited, waiting locker, pid without bit 7", false, true, 0},
    {"exited, waiting locker, pid with bit 7", false, true, FLAG_AS_BIT},
};

/* Uses numbers up, until one has of FLAG_AS_BIT what ARG has: where numbers count up, the next is likely to be so too.
 */
static long use_numbers_up(void *arg)
{
    const pid_t *bit = arg;
    pid_t pid;

    do {
        pid = fork();
        if (pid == 0)
            _exit(0);
        if (pid < 0 || waitpid(pid, NULL, 0) != pid)
            return -1;
    } while ((pid & FLAG_AS_BIT) != *bit);
    return pid;
}

/* A child whose number has of FLAG_AS_BIT what the death asks for. Others take numbers at the same time: tries again.
 */
static struct actor *fork_numbered(struct actor *parent, const struct death *death)
{
    enum { TRIES = 32 };

    for (int tries = 0; tries < TRIES; tries++) {
        struct actor *child = actor_fork(parent, "owner");

        if ((child->pid & FLAG_AS_BIT) == death->bit)
            return child;
        actor_exit(child, 0);
        must_succeed(do_scene(parent, use_numbers_up, (void *)&death->bit));
    }
    unresolved("making the owner", "no child had such a number");
}

CASE(locker_is_told_that_the_owner_of_a_robust_mutex_died, PROVES("shmsync.robust.eownerdead"), VARIANT_TABLE(deaths))
{
    const struct death *death = &deaths[variant];
    struct sharer s[2];
    struct sharer owner;
    struct call *next = NULL;

    share_mutex(s, BY_SHM_OPEN, true);
    owner = s[0];
    if (death->waits)
        owner.actor = fork_numbered(s[0].actor, death);
    must_return(lock(&owner), 0);
    if (death->waits) {
        next = begin_mutex_lock(s[1].actor, mutex_in(&s[1]));
        must_block(next);
    }
    if (death->kills)
        actor_kill(owner.actor);
    else
        actor_exit(owner.actor, 0);
    expect_fails(next ? finish(next) : lock(&s[1]), EOWNERDEAD);
    must_return(do_mutex_consistent(s[1].actor, mutex_in(&s[1])), 0);
    must_return(unlock(&s[1]), 0);
}

/* A third process joins, for the second one's own lock would not show who may have the mutex afterwards. */
static void lose_the_owner(struct sharer *s)
{
    share(s, 3, BY_SHM_OPEN, sizeof(pthread_mutex_t));
    must_return(do_mutex_make(s[0].actor, mutex_in(&s[0]), 1), 0);
    must_return(lock(&s[0]), 0);
    actor_kill(s[0].actor);
    must_fail(lock(&s[1]), EOWNERDEAD);
}

CASE(mutex_made_consistent_works_again, PROVES("shmsync.robust.consistent-recovers"))
{
    struct sharer s[3];

    lose_the_owner(s);
    expect_fails(try(&s[2]), EBUSY);
    expect_returns(do_mutex_consistent(s[1].actor, mutex_in(&s[1])), 0);
    expect_returns(unlock(&s[1]), 0);
    expect_returns(try(&s[2]), 0);
    expect_returns(unlock(&s[2]), 0);
    expect_returns(lock(&s[1]), 0);
    expect_returns(unlock(&s[1]), 0);
}

CASE(mutex_unlocked_while_inconsistent_is_lost_for_ever, PROVES("shmsync.robust.enotrecoverable"))
{
    struct sharer s[3];

    lose_the_owner(s);
    expect_returns(unlock(&s[1]), 0);
    expect_fails(lock(&s[2]), ENOTRECOVERABLE);
    expect_fails(lock(&s[1]), ENOTRECOVERABLE);
    expect_fails(try(&s[2]), ENOTRECOVERABLE);
}

CASE(mutex_that_is_not_robust_stays_locked_when_its_owner_dies, PROVES("shmsync.mutex.owner-death-nonrobust-blocks"))
{
    struct sharer s[2];
    struct call *next;

    share_mutex(s, BY_SHM_OPEN, false);
    must_return(lock(&s[0]), 0);
    actor_kill(s[0].actor);
    expect_fails(try(&s[1]), EBUSY);
    next = begin_mutex_lock(s[1].actor, mutex_in(&s[1]));
    expect_blocked(next);
    abandon(next);
}

static long make_checking_mutex(void *arg)
{
    pthread_mutexattr_t attributes;
    int error = pthread_mutexattr_init(&attributes);

    if (!error)
        error = pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    if (!error)
        error = pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
    if (!error)
        error = pthread_mutex_init(arg, &attributes);
    return error;
}

CASE(process_that_is_not_the_owner_cannot_unlock, PROVES("shmsync.mutex.unlock-by-other-eperm"))
{
    struct sharer s[2];

    share(s, 2, BY_SYSV, sizeof(pthread_mutex_t));
    must_return(do_scene(s[0].actor, make_checking_mutex, mutex_in(&s[0])), 0);
    must_return(lock(&s[0]), 0);
    expect_fails(unlock(&s[1]), EPERM);
    expect_fails(try(&s[1]), EBUSY);
    expect_returns(unlock(&s[0]), 0);
}

static long default_sharing(void *arg)
{
    pthread_mutexattr_t attributes;
    int shared = -1;

    (void)arg;
    if (pthread_mutexattr_init(&attributes) != 0 || pthread_mutexattr_getpshared(&attributes, &shared) != 0)
        return -1;
    return shared;
}

CASE(mutex_attributes_are_private_by_default, PROVES("shmsync.mutex.default-private"))
{
    struct actor *actor = actor_new("process");

    expect_returns(do_scene(actor, default_sharing, NULL), PTHREAD_PROCESS_PRIVATE);
}

static long make_plain_mutex(void *arg)
{
    return pthread_mutex_init(arg, NULL);
}

/* The document's mutex is part of a structure in ordinary memory: parent and child have one each. */
CASE(parent_and_child_both_lock_a_mutex_in_private_memory, REFUTES("shm.code.default-mutex-not-pshared"))
{
    struct sharer s[2] = {{actor_new("parent"), NULL}};
    struct call *mapped =
        do_mmap(s[0].actor, NULL, sizeof(pthread_mutex_t), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    must_succeed(mapped);
    s[0].at = s[1].at = address_of(mapped);
    must_return(do_scene(s[0].actor, make_plain_mutex, mutex_in(&s[0])), 0);
    s[1].actor = actor_fork(s[0].actor, "child");
    expect_returns(try(&s[0]), 0);
    expect_returns(try(&s[1]), 0);
}

/* The document's reader and writer take turns by sleeping; the mutex alone leaves the order open. */
CASE(mutex_lets_the_reader_miss_one_value_and_see_another_twice, REFUTES("shm.code.reader-sees-each-write"),
     SHARED_VARIANTS)
{
    const size_t value = sizeof(pthread_mutex_t) / sizeof(long);
    struct sharer s[2];
    long seen[2];

    share(s, 2, variant, (value + 1) * sizeof(long));
    must_return(do_mutex_make(s[0].actor, mutex_in(&s[0]), 0), 0);
    for (long written = 1; written <= 2; written++) {
        expect_returns(lock(&s[0]), 0);
        put(&s[0], value, written);
        must_return(unlock(&s[0]), 0);
    }
    for (int i = 0; i < 2; i++) {
        expect_returns(lock(&s[1]), 0);
        seen[i] = look(&s[1], value);
        must_return(unlock(&s[1]), 0);
    }
    expect_equal(seen[0], 2, "the first value that was read");
    expect_equal(seen[1], 2, "the second value that was read");
}
