/* What a channel costs before its first byte: there is none without a system call, and shared memory is no exception.
 */
#include "cases/cross/calls.h"
#include "cases/posix_mq/queue.h"
#include "fixtures/ledger.h"
#include "fixtures/platform/platform.h"

/* What a scene makes, and what the case has to remove. */
struct setup {
    enum channel_kind kind;
    char name[32];
    key_t key;
    int id;
    char names[256];
};

static bool is_mapped(const void *address)
{
    return address != MAP_FAILED;
}

static bool open_object(const char *name)
{
    int fd = subject.shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);

    return fd >= 0 && subject.ftruncate(fd, CHANNEL_BYTES) == 0 &&
           is_mapped(subject.mmap(NULL, CHANNEL_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
}

/* The least that makes a channel of the kind for this process and its children. */
static bool make_channel(struct setup *setup)
{
    struct mq_attr attributes = mq_attributes(1);
    int fd[2];

    switch (setup->kind) {
    case BY_A_PIPE:
        return subject.pipe(fd) == 0;
    case BY_A_FIFO:
        return subject.mkfifo("fifo", 0600) == 0 && subject.open("fifo", O_RDONLY | O_NONBLOCK, 0) >= 0;
    case BY_MSGSND:
        return (setup->id = subject.msgget(setup->key, IPC_CREAT | IPC_EXCL | 0600)) >= 0;
    case BY_MQ_SEND:
        return subject.mq_open(setup->name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes) != (mqd_t)-1;
    case BY_STREAM:
    case BY_SEQPACKET:
        return subject.socketpair(AF_UNIX, setup->kind == BY_STREAM ? SOCK_STREAM : SOCK_SEQPACKET, 0, fd) == 0;
    case BY_DGRAM:
        return subject.socketpair(AF_UNIX, SOCK_DGRAM, 0, fd) == 0;
    case BY_TCP:
        return (fd[0] = subject.socket(AF_INET, SOCK_STREAM, 0)) >= 0 && subject.listen(fd[0], 1) == 0;
    case BY_UDP:
        return subject.socket(AF_INET, SOCK_DGRAM, 0) >= 0;
    case BY_SHMAT:
        setup->id = subject.shmget(setup->key, CHANNEL_BYTES, IPC_CREAT | IPC_EXCL | 0600);
        return setup->id >= 0 && is_mapped(subject.shmat(setup->id, NULL, 0));
    case BY_SHM_OPEN:
        return open_object(setup->name);
    case BY_ANONYMOUS_MAPPING:
        return is_mapped(subject.mmap(NULL, CHANNEL_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    }
    return false;
}

static long make_it(void *setup)
{
    return make_channel(setup) ? 0 : -1;
}

static long count_making(void *arg)
{
    struct setup *setup = arg;
    int calls = platform_count_calls(make_it, setup, setup->names, sizeof setup->names);

    /* A name that was made outlives a count that failed, and no ledger knows it. */
    if (calls < 0 && setup->kind == BY_SHM_OPEN)
        subject.shm_unlink(setup->name);
    if (calls < 0 && setup->kind == BY_MQ_SEND)
        subject.mq_unlink(setup->name);
    return calls;
}

static void remove_what_was_made(struct actor *actor, const struct setup *setup)
{
    struct msqid_ds queue;
    struct shmid_ds segment;

    if (setup->kind == BY_A_FIFO)
        must_return(do_unlink(actor, "fifo"), 0);
    else if (setup->kind == BY_MSGSND)
        must_return(do_msgctl(actor, setup->id, IPC_RMID, &queue), 0);
    else if (setup->kind == BY_MQ_SEND)
        must_return(do_mq_unlink(actor, setup->name), 0);
    else if (setup->kind == BY_SHMAT)
        must_return(do_shmctl(actor, setup->id, IPC_RMID, &segment), 0);
    else if (setup->kind == BY_SHM_OPEN)
        must_return(do_shm_unlink(actor, setup->name), 0);
}

/* A process that is killed in the scene cannot remove what it has made there. */
static void foresee(const struct setup *setup)
{
    if (setup->kind == BY_MSGSND)
        ledger_foresee_key(LEDGER_MSG, setup->key);
    else if (setup->kind == BY_SHMAT)
        ledger_foresee_key(LEDGER_SHM, setup->key);
    else if (setup->kind == BY_MQ_SEND)
        ledger_foresee_name(LEDGER_MQ, setup->name);
    else if (setup->kind == BY_SHM_OPEN)
        ledger_foresee_name(LEDGER_SHM_NAME, setup->name);
}

static long calls_to_make(enum channel_kind kind)
{
    struct actor *actor = actor_new("maker");
    struct setup *setup = scratch_zeroed(sizeof *setup);
    long calls;

    setup->kind = kind;
    setup->key = scratch_key();
    snprintf(setup->name, sizeof setup->name, "%s", scratch_name("s"));
    foresee(setup);
    calls = counted(do_scene(actor, count_making, setup));
    remove_what_was_made(actor, setup);
    observe("calls.setup", (double)calls, "system calls");
    observe_text("calls.setup.names", setup->names);
    return calls;
}

CASE(no_channel_is_made_without_a_system_call, PROVES("iso.os.channel-setup-needs-syscall"),
     VARIANT_TABLE(all_channels))
{
    long calls = calls_to_make(all_channels[variant].kind);

    expect(calls >= 1, "%ld system calls were made", calls);
}

/* One call is enough where the processes are kin: a mapping that a child inherits. */
CASE(mapping_for_a_child_is_made_by_one_call, PROVES("perf.syscalls.shm-one"), CONDITION("anonymous-mapping"))
{
    expect_equal(calls_to_make(BY_ANONYMOUS_MAPPING), 1, "calls to make it");
}

CASE(memory_for_strangers_takes_more_than_one_call, REFUTES("perf.syscalls.shm-one"), CONDITION("system-v"))
{
    expect_equal(calls_to_make(BY_SHMAT), 2, "calls to make it: shmget and shmat");
}

CASE(named_memory_takes_three_calls, REFUTES("perf.syscalls.shm-one"), CONDITION("named-object"))
{
    long calls = calls_to_make(BY_SHM_OPEN);

    /* shm_open may itself make more than one. */
    expect(calls >= 3, "%ld system calls were made", calls);
}
