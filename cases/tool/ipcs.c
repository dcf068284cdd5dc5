/* What ipcs shows: the objects of System V, by their keys, and nothing of any other kind. */
#include "cases/tool/command.h"

enum { ODD_SIZE = 70000 }; /* bytes: no size of pages, so that a line that shows it shows this object */

static const char *as_ipcs_shows(key_t key)
{
    char *text = scratch(16);

    snprintf(text, 16, "0x%08lx", (unsigned long)(unsigned)key);
    return text;
}

/* A size that no other object on the machine has. */
static size_t own_size(char word[16])
{
    size_t size = ODD_SIZE + 1 + 2 * (scratch_random() % 100000);

    snprintf(word, 16, "%zu", size);
    return size;
}

CASE(ipcs_shows_what_system_v_made, PROVES("tool.ipcs.lists-ipc-resources"), CONDITION("system-v"),
     VARIANTS("queue", "semaphores", "segment"))
{
    struct actor *maker = actor_new("maker");
    key_t key = scratch_key();
    const char *shown = as_ipcs_shows(key);
    struct printed printed;

    need_program("ipcs");
    printed = printed_by("ipcs");
    must_equal(printed.status, 0, "exit status of ipcs");
    expect_equal(lines_with(printed.text, shown), 0, "lines with the key before the object is made");
    if (variant == 0)
        must_succeed(tidy(do_msgget(maker, key, IPC_CREAT | IPC_EXCL | 0640)));
    else if (variant == 1)
        must_succeed(tidy(do_semget(maker, key, 3, IPC_CREAT | IPC_EXCL | 0640)));
    else
        must_succeed(tidy(do_shmget(maker, key, ODD_SIZE, IPC_CREAT | IPC_EXCL | 0640)));
    printed = printed_by("ipcs");
    must_equal(printed.status, 0, "exit status of ipcs");
    expect_equal(lines_with(printed.text, shown), 1, "lines with the key of the object");
}

/* Makes one object of another kind, whose name or number would be in the list if the list knew its kind. */
static void make_other(struct actor *maker, int kind, const char *name)
{
    struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 8};
    int fd[2];

    if (kind == 0)
        must_return(do_pipe(maker, fd), 0);
    else if (kind == 1)
        fifo_new(maker, name + 1);
    else if (kind == 2)
        must_return(do_socketpair(maker, AF_UNIX, SOCK_STREAM, 0, fd), 0);
    else if (kind == 3)
        must_succeed(tidy(do_mq_open(maker, name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes)));
    else if (kind == 4)
        must_succeed(tidy(do_sem_open(maker, name, O_CREAT | O_EXCL, 0600, 1)));
    else
        must_succeed(tidy(do_shm_open(maker, name, O_RDWR | O_CREAT | O_EXCL, 0600)));
}

/*
 * A key shows that the list was made while the objects were there. Where the machine's other processes are in the list
 * too, one of theirs may come in between, but not every time.
 */
CASE(ipcs_does_not_know_other_kinds, REFUTES("tool.ipcs.lists-ipc-resources"), CONDITION("others"), EXCLUSIVE,
     VARIANTS("pipe", "FIFO", "socket", "POSIX queue", "POSIX semaphore", "POSIX shared memory"))
{
    enum { TRIES = 3 };
    static const char *const tags[TRIES] = {"a", "b", "c"};
    struct actor *maker = actor_new("maker");
    key_t key = scratch_key();
    struct printed before, after;
    int tried = 0;

    need_program("ipcs");
    must_succeed(tidy(do_msgget(maker, key, IPC_CREAT | IPC_EXCL | 0600)));
    do {
        const char *name = scratch_name(tags[tried]);

        before = printed_by("ipcs");
        make_other(maker, variant, name);
        after = printed_by("ipcs");
        must_equal(after.status, 0, "exit status of ipcs");
        expect_equal(lines_with(after.text, as_ipcs_shows(key)), 1, "lines with the key of a System V queue");
        expect(!strstr(after.text, name + 1), "the name is in the list");
    } while (strlen(after.text) != strlen(before.text) && ++tried < TRIES);
    expect_equal(strlen(after.text), strlen(before.text), "the length of the list");
}

CASE(ipcs_m_shows_segments_with_size_and_attachments, PROVES("tool.ipcs.m-shared-memory"), CONDITION("system-v"))
{
    struct actor *maker = actor_new("maker");
    key_t key = scratch_key();
    char size[16];
    struct printed printed;
    int id;

    need_program("ipcs");
    id = (int)must_succeed(tidy(do_shmget(maker, key, own_size(size), IPC_CREAT | IPC_EXCL | 0600)));
    must_succeed(do_shmat(maker, id, NULL, 0));
    printed = printed_by("ipcs -m");
    must_equal(printed.status, 0, "exit status of ipcs -m");
    expect_equal(lines_with(printed.text, as_ipcs_shows(key)), 1, "lines with the key");
    expect_equal(lines_with(printed.text, size), 1, "lines with the size");
}

CASE(ipcs_m_shows_no_other_shared_memory, REFUTES("tool.ipcs.m-shared-memory"), CONDITION("others"),
     VARIANTS("named object", "anonymous mapping"))
{
    struct actor *maker = actor_new("maker");
    key_t key = scratch_key();
    char witness[16], size[16];
    size_t length;
    struct call *mapped;
    struct printed printed;

    need_program("ipcs");
    must_succeed(tidy(do_shmget(maker, key, own_size(witness), IPC_CREAT | IPC_EXCL | 0600)));
    length = own_size(size);
    if (variant == 0) {
        int fd = (int)must_succeed(tidy(do_shm_open(maker, scratch_name("o"), O_RDWR | O_CREAT | O_EXCL, 0600)));

        must_return(do_ftruncate(maker, fd, (off_t)length), 0);
        mapped = do_mmap(maker, NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    } else {
        mapped = do_mmap(maker, NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    }
    must_succeed(mapped);
    printed = printed_by("ipcs -m");
    must_equal(printed.status, 0, "exit status of ipcs -m");
    if (lines_with(printed.text, witness) == 0)
        skip("no-tool", "ipcs shows no System V segment here");
    must_equal(lines_with(printed.text, witness), 1, "lines with the size of a System V segment");
    expect_equal(lines_with(printed.text, size), 0, "lines with the size of the memory");
}
