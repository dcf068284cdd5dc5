#include "runner/base.h"
#include "fixtures/platform/platform.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int lock_file(int folder, const char *path, bool wait)
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

/* Somebody else could have made it first, to trap us. */
int base_open(const char *given, char *base, size_t size, char *why, size_t room)
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

static int take_lock(const char *base)
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

int base_lock(const char *base, char *why, size_t room)
{
    int lock = take_lock(base);

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

void base_unlock(const char *base, int lock)
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
