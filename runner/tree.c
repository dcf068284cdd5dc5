/* Removal of a directory with whatever a case has put there. */
#include "runner/rundir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct removal {
    dev_t device;
    int top;        /* the directory that is to go, while it is being emptied */
    unsigned depth; /* of the directory that is being emptied; the top one's is 1 */
    unsigned removed;
    unsigned moved; /* directories that lay too deep, and lie in the top one now */
};

static void empty(struct removal *removal, int directory);

/*
 * Each level takes a descriptor, and a case can make more levels than there are descriptors. What lies below the last
 * one is brought up for the next pass.
 */
static void bring_up(struct removal *removal, int parent, const char *name)
{
    char up[32];

    snprintf(up, sizeof up, "brought-up-%u", removal->moved);
    removal->moved += removal->depth > 1 && renameat(parent, name, removal->top, up) == 0;
}

/* Links are removed and not followed, and what is mounted there stays. */
static void remove_entry(struct removal *removal, int parent, const char *name)
{
    struct stat st;
    int fd;

    if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || st.st_dev != removal->device)
        return;
    if (!S_ISDIR(st.st_mode)) {
        removal->removed += unlinkat(parent, name, 0) == 0;
        return;
    }
    /* A directory that its owner may not read or write can still be given the rights by its owner. */
    if ((st.st_mode & 0700) != 0700)
        (void)!fchmodat(parent, name, 0700, 0);
    fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0)
        empty(removal, fd);
    else if (errno == EMFILE || errno == ENFILE)
        bring_up(removal, parent, name);
    removal->removed += unlinkat(parent, name, AT_REMOVEDIR) == 0;
}

/* Takes the descriptor over. */
static void empty(struct removal *removal, int directory)
{
    DIR *dir = fdopendir(directory);
    const struct dirent *entry;

    if (!dir) {
        close(directory);
        return;
    }
    if (removal->depth++ == 0)
        removal->top = directory;
    while ((entry = readdir(dir)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_entry(removal, dirfd(dir), entry->d_name);
    removal->depth--;
    closedir(dir);
}

unsigned remove_tree(const char *path)
{
    struct removal removal = {.depth = 0};
    struct stat st;
    unsigned before;

    if (lstat(path, &st) != 0)
        return 0;
    removal.device = st.st_dev;
    do {
        before = removal.moved;
        remove_entry(&removal, AT_FDCWD, path);
    } while (removal.moved > before);
    return removal.removed;
}
