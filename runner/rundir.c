#include "runner/rundir.h"
#include "fixtures/arena.h"
#include "fixtures/lack.h"
#include "fixtures/platform/platform.h"
#include "runner/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

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
    int held;
    int error = base_open(given, base, sizeof base, why, room);

    memset(dir, 0, sizeof *dir);
    dir->lock = -1;
    if (error)
        return error;
    held = base_lock(base, why, room);
    if (held < 0)
        return held;
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
        base_unlock(base, held);
        return error;
    }
    snprintf(dir->base, sizeof dir->base, "%s", base);
    close(held);
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
    char why[200];
    int held;

    if (dir->ledger)
        munmap(dir->ledger, dir->ledger_size);
    dir->ledger = NULL;
    held = base_lock(dir->base, why, sizeof why);
    remove_tree(dir->path);
    if (dir->lock >= 0)
        close(dir->lock);
    if (held >= 0)
        base_unlock(dir->base, held);
}
