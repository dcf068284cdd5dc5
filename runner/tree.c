/* Removal of a directory with whatever a case has put there. */
#include "runner/rundir.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned empty(int directory, dev_t device);

/* Links are removed and not followed, and what is mounted there stays. */
static unsigned remove_entry(int parent, const char *name, dev_t device)
{
    unsigned removed = 0;
    struct stat st;
    int fd;

    if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || st.st_dev != device)
        return 0;
    if (!S_ISDIR(st.st_mode))
        return unlinkat(parent, name, 0) == 0;
    /* A directory that its owner may not read or write can still be given the rights by its owner. */
    if ((st.st_mode & 0700) != 0700)
        (void)!fchmodat(parent, name, 0700, 0);
    fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0)
        removed = empty(fd, device);
    return removed + (unlinkat(parent, name, AT_REMOVEDIR) == 0);
}

/* Takes the descriptor over. */
static unsigned empty(int directory, dev_t device)
{
    DIR *dir = fdopendir(directory);
    const struct dirent *entry;
    unsigned removed = 0;

    if (!dir) {
        close(directory);
        return 0;
    }
    while ((entry = readdir(dir)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            removed += remove_entry(dirfd(dir), entry->d_name, device);
    closedir(dir);
    return removed;
}

unsigned remove_tree(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 ? remove_entry(AT_FDCWD, path, st.st_dev) : 0;
}
