#include "cases/posix_shm/objects.h"

size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

int object_new(struct actor *actor, const char *name, size_t size)
{
    int fd = (int)must_succeed(tidy(do_shm_open(actor, name, O_RDWR | O_CREAT | O_EXCL, 0600)));

    if (size > 0)
        must_return(do_ftruncate(actor, fd, (off_t)size), 0);
    return fd;
}

long *map_shared(struct actor *actor, int fd, size_t size)
{
    struct call *mapped = do_mmap(actor, NULL, size, READ_WRITE, MAP_SHARED, fd, 0);

    must_succeed(mapped);
    return address_of(mapped);
}

long long size_of(struct actor *actor, int fd)
{
    struct stat st;

    must_return(do_fstat(actor, fd, &st), 0);
    return st.st_size;
}
