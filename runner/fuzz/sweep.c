/*
 * The sweep: a folder of a dead run, with whatever is in it. Nothing outside of that folder is touched, no name removed
 * that is not the run's own, no process killed and no System V object removed but those that were surely noted.
 */
#include "fixtures/platform/platform.h"
#include "runner/fuzz/fuzz.h"
#include "runner/rundir.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#define RUN "f0220000"

/* What lies where the run's folder, its ledger and its lock should be. */
enum thing { NOTHING, FILE_OR_FOLDER, LINK, FIFO, OTHER_KIND, HUGE, THINGS };

/* Of the System V objects that the system has here: none is the runner's unless the ledger says exactly this. */
enum { CREATOR = 4242, CHANGED = 1000 };

static char base[64];
static char outside[80];
static struct ledger_entry noted[600];
static size_t noted_count;
static int64_t now_ns;

static const struct ledger_entry *entry_with(int kind, int id)
{
    for (size_t i = 0; i < noted_count; i++)
        if (noted[i].kind == kind && noted[i].id == id)
            return &noted[i];
    return NULL;
}

int __wrap_kill(pid_t pid, int sig);
int __wrap_kill(pid_t pid, int sig)
{
    const struct ledger_entry *entry = entry_with(LEDGER_PROCESS, pid);

    must_hold(sig == SIGKILL && pid > 1 && pid != getpid(), "kill(%d, %d)", (int)pid, sig);
    must_hold(entry && entry->birth == platform_start_time(pid), "kill(%d) of a process that is not noted", (int)pid);
    return 0;
}

/* Waiting costs the clock only. */
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout)
{
    (void)fds;
    (void)count;
    now_ns += timeout * INT64_C(100000000);
    return 0;
}

int64_t __wrap_clock_ns(void);
int64_t __wrap_clock_ns(void)
{
    return now_ns++;
}

/* The number of an object is its key here. */
static bool is_for(const struct ledger_entry *entry, int id)
{
    return entry->id == -1 ? (key_t)strtol(entry->name, NULL, 10) == id : entry->id == id;
}

int __wrap_msgget(key_t key, int flags);
int __wrap_msgget(key_t key, int flags)
{
    (void)flags;
    return key;
}

int __wrap_semget(key_t key, int count, int flags);
int __wrap_semget(key_t key, int count, int flags)
{
    (void)count;
    (void)flags;
    return key;
}

int __wrap_shmget(key_t key, size_t size, int flags);
int __wrap_shmget(key_t key, size_t size, int flags)
{
    (void)size;
    (void)flags;
    return key;
}

static void check_removed(int kind, int id)
{
    bool found = false;

    for (size_t i = 0; i < noted_count; i++)
        found |= noted[i].kind == kind && is_for(&noted[i], id) && !noted[i].is_private && !noted[i].foreign &&
                 noted[i].owner == CREATOR && noted[i].birth <= CHANGED + 2 && noted[i].birth + 60 >= CHANGED;
    must_hold(found, "object %d of kind %d was removed and is somebody else's", id, kind);
}

int __wrap_msgctl(int id, int cmd, struct msqid_ds *ds);
int __wrap_msgctl(int id, int cmd, struct msqid_ds *ds)
{
    if (cmd == IPC_RMID) {
        check_removed(LEDGER_MSG, id);
        return 0;
    }
    memset(ds, 0, sizeof *ds);
    ds->msg_perm.cuid = CREATOR;
    ds->msg_ctime = CHANGED;
    return 0;
}

int __wrap_semctl(int id, int number, int cmd, ...);
int __wrap_semctl(int id, int number, int cmd, ...)
{
    union {
        int value;
        struct semid_ds *buf;
    } argument;
    va_list arguments;

    (void)number;
    if (cmd == IPC_RMID) {
        check_removed(LEDGER_SEM, id);
        return 0;
    }
    va_start(arguments, cmd);
    argument.buf = va_arg(arguments, struct semid_ds *);
    va_end(arguments);
    memset(argument.buf, 0, sizeof *argument.buf);
    argument.buf->sem_perm.cuid = CREATOR;
    argument.buf->sem_ctime = CHANGED;
    return 0;
}

int __wrap_shmctl(int id, int cmd, struct shmid_ds *ds);
int __wrap_shmctl(int id, int cmd, struct shmid_ds *ds)
{
    if (cmd == IPC_RMID) {
        check_removed(LEDGER_SHM, id);
        return 0;
    }
    memset(ds, 0, sizeof *ds);
    ds->shm_perm.cuid = CREATOR;
    ds->shm_ctime = CHANGED;
    return 0;
}

static int unlinked(const char *name)
{
    must_hold(strncmp(name, "/ic." RUN ".", 13) == 0 || strncmp(name, "ic." RUN ".", 12) == 0,
              "\"%s\" was removed and is not the run's", name);
    must_hold(strnlen(name, LEDGER_NAME) < LEDGER_NAME, "a name that does not end");
    errno = ENOENT;
    return -1;
}

int __wrap_mq_unlink(const char *name);
int __wrap_mq_unlink(const char *name)
{
    return unlinked(name);
}

int __wrap_sem_unlink(const char *name);
int __wrap_sem_unlink(const char *name)
{
    return unlinked(name);
}

int __wrap_shm_unlink(const char *name);
int __wrap_shm_unlink(const char *name)
{
    return unlinked(name);
}

/* The processes of the machine are not the input's. */
void __wrap_platform_each_working_in(const char *directory, void (*see)(pid_t pid, void *context), void *context);
void __wrap_platform_each_working_in(const char *directory, void (*see)(pid_t pid, void *context), void *context)
{
    must_hold(strncmp(directory, base, strlen(base)) == 0, "%s", directory);
    (void)see;
    (void)context;
}

/* All names of the input exist here, each twice, and as long as one in the ledger may be, which unlinked() checks. */
void __wrap_platform_each_posix_name(void (*see)(const char *name, bool is_semaphore, void *context), void *context);
void __wrap_platform_each_posix_name(void (*see)(const char *name, bool is_semaphore, void *context), void *context)
{
    for (size_t i = 0; i < noted_count; i++) {
        const char *rest = noted[i].name + (noted[i].name[0] == '/');
        char name[LEDGER_NAME];

        snprintf(name, sizeof name, "/%.*s", LEDGER_NAME - 2, rest);
        see(name, false, context);
        see(name, true, context);
    }
}

static void write_file(const char *path, const void *data, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    must_hold(fd >= 0 && write(fd, data, size) == (ssize_t)size, "%s: %s", path, strerror(errno));
    close(fd);
}

static void make_places(void)
{
    snprintf(base, sizeof base, "%s/icfuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    must_hold(mkdtemp(base), "%s: %s", base, strerror(errno));
    snprintf(outside, sizeof outside, "%s.outside", base);
    must_hold(mkdir(outside, 0700) == 0, "%s: %s", outside, strerror(errno));
}

static void remove_places(void)
{
    remove_tree(base);
    remove_tree(outside);
}

/* Something of that kind at PATH: a link leads outside, to a file of the same name. */
static void put(enum thing thing, const char *path, const char *name, const void *data, size_t size)
{
    char target[128];

    switch (thing) {
    case FILE_OR_FOLDER:
        write_file(path, data, size);
        break;
    case LINK:
        snprintf(target, sizeof target, "%s/%s", outside, name);
        (void)!symlink(target, path);
        break;
    case FIFO:
        (void)!mkfifo(path, 0600);
        break;
    case OTHER_KIND:
        (void)!mkdir(path, 0700);
        break;
    case HUGE:
        write_file(path, data, size);
        must_hold(truncate(path, INT64_C(1) << 36) == 0, "%s: %s", path, strerror(errno));
        break;
    default:
        break;
    }
}

static void make_run(enum thing folder, enum thing lock, enum thing ledger, const uint8_t *data, size_t size)
{
    char path[128], inside[160];

    snprintf(path, sizeof path, "%s/" RUN, base);
    if (folder == LINK)
        must_hold(symlink(outside, path) == 0, "%s: %s", path, strerror(errno));
    else if (folder == FIFO || folder == OTHER_KIND)
        put(folder == FIFO ? FIFO : FILE_OR_FOLDER, path, RUN, "", 0);
    else
        must_hold(mkdir(path, 0711) == 0, "%s: %s", path, strerror(errno));
    if (folder == LINK || folder == FIFO || folder == OTHER_KIND)
        return;
    snprintf(inside, sizeof inside, "%s/lock", path);
    put(lock == HUGE ? FILE_OR_FOLDER : lock, inside, "file", "", 0);
    snprintf(inside, sizeof inside, "%s/ledger", path);
    put(ledger, inside, "ledger", data, size);
    snprintf(inside, sizeof inside, "%s/link", path);
    put(LINK, inside, "precious", NULL, 0);
}

/* Mends what random bytes hardly ever hit, so that what comes after it is reached. */
static void mend(uint8_t *bytes, size_t size, uint8_t how)
{
    struct ledger header;
    struct ledger_entry entry;

    if (size < sizeof header)
        return;
    memcpy(&header, bytes, sizeof header);
    if (how & 1)
        header.magic = LEDGER_MAGIC;
    if (how & 2)
        header.entry_size = sizeof entry;
    if (how & 4)
        header.boot = platform_boot();
    if (how & 8)
        header.slots = 1;
    memcpy(bytes, &header, sizeof header);
    noted_count = 0;
    for (size_t at = sizeof header; at < size && noted_count < 600; at += sizeof entry) {
        /* A file that is made longer ends with zeroes, and the last entry may be whole by them. */
        size_t there = size - at < sizeof entry ? size - at : sizeof entry;

        memset(&entry, 0, sizeof entry);
        memcpy(&entry, bytes + at, there);
        if (how & 16)
            entry.kind &= 7;
        if (how & 32 && entry.kind == LEDGER_PROCESS) {
            static const char of_system[] = {1, 2};

            entry.id = entry.id & 1 ? getpid() : entry.id & 2 ? getppid() : of_system[entry.id >> 2 & 1];
            entry.birth = platform_start_time(entry.id);
        }
        memcpy(bytes + at, &entry, there);
        noted[noted_count++] = entry;
    }
}

/* What lies outside stays: the same files, with what was in them. */
static void check_outside(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"ledger", "precious", "file"};
    char path[128];
    struct stat st;

    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", outside, names[i]);
        must_hold(stat(path, &st) == 0, "%s is gone", path);
        must_hold(st.st_size == (i ? 0 : (off_t)size), "%s has changed", path);
        if (i == 0 && size) {
            uint8_t *now = malloc(size);
            int fd = open(path, O_RDONLY | O_CLOEXEC);

            must_hold(now && read(fd, now, size) == (ssize_t)size && memcmp(now, data, size) == 0, "%s has changed",
                      path);
            close(fd);
            free(now);
        }
    }
    snprintf(path, sizeof path, "%s/lock", outside);
    must_hold(stat(path, &st) != 0, "%s was made", path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    enum thing folder = take_byte(&input) % THINGS;
    enum thing lock = take_byte(&input) % THINGS;
    enum thing ledger = take_byte(&input) % THINGS;
    uint8_t how = take_byte(&input);
    uint8_t bytes[8192];
    size_t length = input.left < sizeof bytes ? input.left : sizeof bytes;
    char path[128], why[256];
    struct swept swept;
    struct stat st;

    if (!*base) {
        make_places();
        atexit(remove_places);
    }
    take_bytes(&input, bytes, length);
    noted_count = 0;
    mend(bytes, length, how);
    (void)!mkdir(base, 0711);
    snprintf(path, sizeof path, "%s/ledger", outside);
    write_file(path, bytes, length);
    snprintf(path, sizeof path, "%s/precious", outside);
    write_file(path, "", 0);
    snprintf(path, sizeof path, "%s/file", outside);
    write_file(path, "", 0);
    make_run(folder, lock, ledger, bytes, length);
    must_hold(rundir_sweep(base, &swept, NULL, why, sizeof why) == 0, "%s", why);
    check_outside(bytes, length);
    snprintf(path, sizeof path, "%s/" RUN, base);
    if (folder == LINK || folder == FIFO || folder == OTHER_KIND)
        unlink(path); /* no run of ours looks so, and it stays as it is */
    else
        must_hold(lstat(path, &st) != 0, "the dead run's folder stays, and every run sweeps it again");
    must_hold(swept.runs <= 1 && swept.objects <= noted_count, "%u runs, %u objects", swept.runs, swept.objects);
    return 0;
}
