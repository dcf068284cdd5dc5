/* Removes what dead runs have left, by their ledgers. */
#include "fixtures/arena.h"
#include "fixtures/platform/platform.h"
#include "runner/base.h"
#include "runner/judge.h"
#include "runner/rundir.h"

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
    int held;
    int error = base_open(given, base, sizeof base, why, room);

    memset(swept, 0, sizeof *swept);
    if (error)
        return error;
    held = base_lock(base, why, room);
    if (held < 0)
        return held;
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
    base_unlock(base, held);
    return error;
}
