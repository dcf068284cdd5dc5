#include "runner/rundir.h"
#include "fixtures/arena.h"
#include "fixtures/lack.h"
#include "fixtures/platform/platform.h"
#include "runner/judge.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Takes a record lock on a file; such a lock goes when its process does, however it does. WAIT: until it is free.
 * FOLDER is where a relative PATH begins, as in openat(2).
 */
static int lock_file(int folder, const char *path, bool wait)
{
    struct flock lock;
    int fd = openat(folder, path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int error;

    if (fd < 0)
        return -errno;
    memset(&lock, 0, sizeof lock);
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    if (fcntl(fd, wait ? F_SETLKW : F_SETLK, &lock) == 0)
        return fd;
    error = -errno;
    close(fd);
    return error;
}

static bool is_in_memory(const char *path)
{
    const char *type = platform_filesystem(path);

    return type && strcmp(type, "tmpfs") == 0 && access(path, W_OK | X_OK) == 0;
}

/*
 * Where scratch directories go. Files there live for milliseconds, and a file system on a disk that makes and removes
 * thousands of them a second gets slower with each (ext4 looks for inodes that were not deleted recently).
 */
static const char *scratch_parent(void)
{
    const char *chosen = getenv("TMPDIR");

    if (chosen && *chosen)
        return chosen;
    return !is_in_memory("/tmp") && is_in_memory("/dev/shm") ? "/dev/shm" : "/tmp";
}

/* The directory in which all runs of this user have theirs. Somebody else could have made it first, to trap us. */
static int open_base(const char *given, char *base, size_t size, char *why, size_t room)
{
    struct stat st;
    int length = given ? snprintf(base, size, "%s", given)
                       : snprintf(base, size, "%s/ipclaim-%ld", scratch_parent(), (long)geteuid());

    if (length < 0 || length > 80) {
        snprintf(why, room,
                 "%.140s: the path is too long for the addresses of Unix sockets; set TMPDIR to a shorter one",
                 given ? given : scratch_parent());
        return -ENAMETOOLONG;
    }
    if (mkdir(base, 0711) != 0 && errno != EEXIST) {
        snprintf(why, room, "%s: %s; set TMPDIR to a directory that you can write to", base, strerror(errno));
        return -errno;
    }
    if (lstat(base, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 022)) {
        snprintf(why, room, "%s: not a directory that only you can write to; remove it, or set TMPDIR", base);
        return -EPERM;
    }
    chmod(base, 0711); /* cases with another user id must be able to pass through, whatever the umask */
    return 0;
}

/* One run at a time makes, sweeps or removes directories below BASE. The last one to leave removes the lock itself. */
static int lock_base(const char *base)
{
    char path[128];

    snprintf(path, sizeof path, "%s/lock", base);
    for (;;) {
        struct stat held, named;
        int fd = lock_file(AT_FDCWD, path, true);

        if (fd == -ENOENT && (mkdir(base, 0711) == 0 || errno == EEXIST)) {
            chmod(base, 0711);
            continue;
        }
        if (fd < 0)
            return fd;
        if (fstat(fd, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino)
            return fd;
        close(fd); /* removed while we waited for it; whoever comes now locks another file */
    }
}

/* The same; where it fails, WHY has the words, and no empty directory stays. */
static int lock_base_or_say(const char *base, char *why, size_t room)
{
    int lock = lock_base(base);

    if (lock < 0) {
        snprintf(why, room, "%s/lock: %s; set TMPDIR to a directory with room", base, strerror(-lock));
        rmdir(base);
    }
    return lock;
}

static bool holds_only_the_lock(const char *base)
{
    DIR *dir = opendir(base);
    const struct dirent *entry;
    unsigned others = dir == NULL;

    while (dir && (entry = readdir(dir)))
        others +=
            strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && strcmp(entry->d_name, "lock") != 0;
    if (dir)
        closedir(dir);
    return others == 0;
}

static void unlock_base(const char *base, int lock)
{
    char path[128];

    /* Directories of runs come and go under the lock, so what is seen here stays true until it is given up. */
    if (holds_only_the_lock(base)) {
        snprintf(path, sizeof path, "%s/lock", base);
        unlink(path);
        rmdir(base);
    }
    close(lock);
}

/* A file with holes could not be filled on a full disk, and the process would get SIGBUS. */
static int fill_with_zeroes(int fd, size_t size)
{
    static const char zeroes[4096];

    while (size > 0) {
        ssize_t n = write(fd, zeroes, size < sizeof zeroes ? size : sizeof zeroes);

        if (n < 0)
            return -errno;
        size -= (size_t)n;
    }
    return 0;
}

static int make_ledger(const char *path, size_t size, struct ledger **ledger)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int error = 0;

    if (fd < 0)
        return -errno;
    if ((error = fill_with_zeroes(fd, size)) != 0) {
        close(fd);
        return error;
    }
    *ledger = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (*ledger == MAP_FAILED)
        error = -errno;
    close(fd);
    return error;
}

int rundir_open(struct rundir *dir, const char *given, unsigned slots, char *why, size_t room)
{
    char base[100];
    char path[128];
    int base_lock;
    int error = open_base(given, base, sizeof base, why, room);

    memset(dir, 0, sizeof *dir);
    dir->lock = -1;
    if (error)
        return error;
    base_lock = lock_base_or_say(base, why, room);
    if (base_lock < 0)
        return base_lock;
    do {
        snprintf(dir->id, sizeof dir->id, "%08x",
                 (unsigned)((uint64_t)clock_ns() * 2654435761u ^ (unsigned)getpid() << 16));
        snprintf(dir->path, sizeof dir->path, "%s/%s", base, dir->id);
        error = mkdir(dir->path, 0711) == 0 ? 0 : -errno;
    } while (error == -EEXIST);
    if (!error) {
        chmod(dir->path, 0711);
        snprintf(path, sizeof path, "%s/lock", dir->path);
        dir->lock = lock_file(AT_FDCWD, path, false);
        error = dir->lock < 0 ? dir->lock : 0;
    }
    if (!error) {
        dir->ledger_size = sizeof *dir->ledger + (size_t)slots * LEDGER_ENTRIES * sizeof dir->ledger->entries[0];
        snprintf(path, sizeof path, "%s/ledger", dir->path);
        error = make_ledger(path, dir->ledger_size, &dir->ledger);
    }
    if (error) {
        snprintf(why, room, "%s: %s; %s", dir->path, strerror(-error),
                 error == -EMFILE || error == -ENOMEM ? lack_remedy(-error) : "set TMPDIR to a directory with room");
        if (dir->lock >= 0)
            close(dir->lock);
        remove_tree(dir->path);
        unlock_base(base, base_lock);
        return error;
    }
    snprintf(dir->base, sizeof dir->base, "%s", base);
    close(base_lock);
    dir->ledger->entry_size = sizeof dir->ledger->entries[0];
    dir->ledger->slots = slots;
    dir->ledger->runner = getpid();
    dir->ledger->runner_birth = platform_start_time(getpid());
    dir->ledger->boot = platform_boot();
    dir->ledger->magic = LEDGER_MAGIC; /* last: a ledger with it is complete */
    return 0;
}

void rundir_close(struct rundir *dir)
{
    int base_lock;

    if (dir->ledger)
        munmap(dir->ledger, dir->ledger_size);
    dir->ledger = NULL;
    base_lock = lock_base(dir->base);
    remove_tree(dir->path);
    if (dir->lock >= 0)
        close(dir->lock);
    if (base_lock >= 0)
        unlock_base(dir->base, base_lock);
}

/* --- sweeping --- */

struct sweep {
    struct swept *swept;
    void (*say)(const char *what);
    const char *id;
};

static void say_removed(const struct sweep *sweep, const char *what)
{
    if (sweep->say)
        sweep->say(what);
}

static void kill_worker(pid_t pid, void *context)
{
    const struct sweep *sweep = context;
    char text[64];

    if (kill(pid, SIGKILL) != 0)
        return;
    sweep->swept->processes++;
    snprintf(text, sizeof text, "process %ld", (long)pid);
    say_removed(sweep, text);
}

/* Whether a name of a POSIX object is the dead run's. A C library may have stripped the slash. */
static bool is_own_name(const struct sweep *sweep, const char *name)
{
    char prefix[16];

    snprintf(prefix, sizeof prefix, "ic.%.8s.", sweep->id);
    return strncmp(name + (*name == '/'), prefix, strlen(prefix)) == 0;
}

static void remove_name(const char *name, bool is_semaphore, void *context)
{
    const struct sweep *sweep = context;

    if (is_own_name(sweep, name) && (is_semaphore ? sem_unlink(name) : shm_unlink(name)) == 0) {
        sweep->swept->objects++;
        say_removed(sweep, name);
    }
}

static void sweep_entry(const struct sweep *sweep, struct ledger_entry *entry, bool processes)
{
    bool is_process = entry->kind == LEDGER_PROCESS;
    char text[128];

    if (!ledger_is_sound(entry) || entry->kind == LEDGER_FREE || is_process != processes)
        return;
    /* A private namespace went with its last process; its numbers name somebody else's objects here. */
    if (entry->is_private && entry->kind != LEDGER_PROCESS && entry->kind < LEDGER_NAMED_SEM)
        return;
    if (entry->kind >= LEDGER_MQ && !is_own_name(sweep, entry->name))
        return;
    ledger_describe(entry, text, sizeof text);
    if (!ledger_remove(entry))
        return;
    sweep->swept->processes += is_process;
    sweep->swept->objects += !is_process;
    say_removed(sweep, text);
}

static bool is_alive(const struct ledger_entry *entry)
{
    struct probe probe;

    return entry->kind == LEDGER_PROCESS && entry->birth && platform_start_time(entry->id) == entry->birth &&
           platform_probe(entry->id, &probe) == 0 && probe.state != SLEEP_GONE;
}

/* How many entries the file has room for; none where it is no file, or shorter than its head. */
static size_t count_entries(int file)
{
    const size_t most = (size_t)LEDGER_SLOTS * LEDGER_ENTRIES;
    struct stat st;
    size_t count;

    if (file < 0 || fstat(file, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < (off_t)sizeof(struct ledger))
        return 0;
    count = ((size_t)st.st_size - sizeof(struct ledger)) / sizeof(struct ledger_entry);
    return count < most ? count : most;
}

/*
 * The entries of a dead run's ledger, at most COUNT. They are read and not mapped: whoever cuts the file short
 * meanwhile would end us with SIGBUS. Returns how many there are, none in a file that is no ledger or not of this boot.
 */
static size_t read_entries(int file, struct ledger_entry *entries, size_t count)
{
    struct ledger head;
    ssize_t got = 0;

    if (pread(file, &head, sizeof head, 0) == (ssize_t)sizeof head && head.magic == LEDGER_MAGIC &&
        head.entry_size == sizeof *entries && head.boot == platform_boot())
        got = pread(file, entries, count * sizeof *entries, (off_t)sizeof head);
    return got > 0 ? (size_t)got / sizeof *entries : 0;
}

static bool is_any_alive(const struct ledger_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_alive(&entries[i]))
            return true;
    return false;
}

static void sweep_ledger(const struct sweep *sweep, int folder)
{
    int file = openat(folder, "ledger", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    size_t room = count_entries(file);
    struct ledger_entry *entries = room ? malloc(room * sizeof *entries) : NULL;
    int64_t until = clock_ns() + (int64_t)(JUDGE_ORPHAN_S + 1) * 1000000000;
    size_t count = 0;

    /* Judges whose runner is gone still note what their actors have made last, and leave; see on_orphaned in judge.c.
     */
    while (entries && (count = read_entries(file, entries, room)) && is_any_alive(entries, count) && clock_ns() < until)
        poll(NULL, 0, 1);
    for (int processes = 1; processes >= 0; processes--)
        for (size_t i = 0; i < count; i++)
            sweep_entry(sweep, &entries[i], processes);
    free(entries);
    if (file >= 0)
        close(file);
}

static void sweep_run(struct sweep *sweep, const char *base, const char *name)
{
    char path[128];
    int folder, lock;

    snprintf(path, sizeof path, "%s/%.8s", base, name);
    /* A link would lead us to something else of this user's, which no run has made. */
    folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0)
        return;
    lock = lock_file(folder, "lock", false);
    if (lock >= 0 || lock == -ELOOP || lock == -EISDIR) { /* nobody holds a lock that is no file */
        sweep->id = name;
        sweep->swept->runs++;
        sweep_ledger(sweep, folder);
        /* What the dead run's processes started themselves is in no ledger, but works in its directory. */
        platform_each_working_in(path, kill_worker, sweep);
        platform_each_posix_name(remove_name, sweep);
        remove_tree(path);
    }
    if (lock >= 0)
        close(lock);
    close(folder);
}

int rundir_sweep(const char *given, struct swept *swept, void (*say)(const char *what), char *why, size_t room)
{
    struct sweep sweep = {swept, say, NULL};
    char base[100];
    const struct dirent *entry;
    DIR *dir;
    int base_lock;
    int error = open_base(given, base, sizeof base, why, room);

    memset(swept, 0, sizeof *swept);
    if (error)
        return error;
    base_lock = lock_base_or_say(base, why, room);
    if (base_lock < 0)
        return base_lock;
    dir = opendir(base);
    if (!dir) {
        error = -errno;
        snprintf(why, room, "%s: %s", base, strerror(errno));
    } else {
        while ((entry = readdir(dir)))
            if (strlen(entry->d_name) == 8 && strspn(entry->d_name, "0123456789abcdef") == 8)
                sweep_run(&sweep, base, entry->d_name);
        closedir(dir);
    }
    unlock_base(base, base_lock);
    return error;
}
