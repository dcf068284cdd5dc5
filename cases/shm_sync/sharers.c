#include "cases/shm_sync/sharers.h"

static const char *const names[SHARERS_MOST] = {"A", "B", "C", "D", "E", "F", "G", "H"};

static void attach_segment(struct sharer *sharers, int count, size_t size)
{
    struct call *attached;
    int id = 0;

    for (int i = 0; i < count; i++) {
        sharers[i].actor = actor_new(names[i]);
        if (i == 0)
            id = segment_new(sharers[0].actor, size);
        attached = do_shmat(sharers[i].actor, id, NULL, 0);
        must_succeed(attached);
        sharers[i].at = address_of(attached);
    }
}

static void map_object(struct sharer *sharers, int count, size_t size)
{
    const char *name = scratch_name("shared");
    const int how = PROT_READ | PROT_WRITE;

    for (int i = 0; i < count; i++) {
        struct call *mapped;
        int fd;

        sharers[i].actor = actor_new(names[i]);
        fd = (int)must_succeed(do_shm_open(sharers[i].actor, name, i ? O_RDWR : O_RDWR | O_CREAT | O_EXCL, 0600));
        if (i == 0)
            must_return(do_ftruncate(sharers[0].actor, fd, (off_t)size), 0);
        mapped = do_mmap(sharers[i].actor, NULL, size, how, MAP_SHARED, fd, 0);
        must_succeed(mapped);
        sharers[i].at = address_of(mapped);
        must_return(do_close(sharers[i].actor, fd), 0);
    }
    must_return(do_shm_unlink(sharers[0].actor, name), 0);
}

static void map_anonymous(struct sharer *sharers, int count, size_t size)
{
    struct call *mapped;

    sharers[0].actor = actor_new(names[0]);
    mapped = do_mmap(sharers[0].actor, NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    must_succeed(mapped);
    sharers[0].at = address_of(mapped);
    for (int i = 1; i < count; i++) {
        sharers[i].actor = actor_fork(sharers[0].actor, names[i]);
        sharers[i].at = sharers[0].at;
    }
}

void share(struct sharer *sharers, int count, int by, size_t size)
{
    if (by == BY_SYSV)
        attach_segment(sharers, count, size);
    else if (by == BY_SHM_OPEN)
        map_object(sharers, count, size);
    else
        map_anonymous(sharers, count, size);
}

long look(const struct sharer *sharer, size_t index)
{
    return load(sharer->actor, sharer->at + index);
}

void put(const struct sharer *sharer, size_t index, long value)
{
    store(sharer->actor, sharer->at + index, value);
}
