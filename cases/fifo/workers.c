/* A FIFO as a queue of tasks: several workers, each of which takes one record a call. */
#include <sched.h>
#include <stdatomic.h>

#include "cases/pipe/ends.h"

enum { WORKERS = 4, TASKS = 4000, TASK_WORDS = 16 };

/* Of one worker; in memory that actors share. */
struct worker {
    int fd;
    _Atomic long *start;
    atomic_uint *taken; /* of each task, how often; a word, for not every processor adds to a byte by itself */
    long tasks;
    long torn;
    long bytes;
};

static long take_tasks(void *arg)
{
    struct worker *worker = arg;
    uint32_t task[TASK_WORDS];
    ssize_t n;

    atomic_fetch_add(worker->start, 1);
    while ((n = subject.read(worker->fd, task, sizeof task)) > 0) {
        bool whole = n == (ssize_t)sizeof task && task[0] < TASKS;

        worker->bytes += n;
        for (int i = 1; whole && i < TASK_WORDS; i++)
            whole = task[i] == task[0];
        if (!whole) {
            worker->torn++;
            continue;
        }
        atomic_fetch_add(&worker->taken[task[0]], 1);
        worker->tasks++;
    }
    return n;
}

static long give_tasks(void *arg)
{
    const struct worker *giver = arg;
    uint32_t task[TASK_WORDS];

    while (atomic_load(giver->start) < WORKERS)
        sched_yield();
    for (uint32_t number = 0; number < TASKS; number++) {
        for (int i = 0; i < TASK_WORDS; i++)
            task[i] = number;
        if (subject.write(giver->fd, task, sizeof task) != (ssize_t)sizeof task)
            return -1;
    }
    subject.close(giver->fd);
    return 0;
}

static struct worker *worker_new(int fd, const struct worker *like)
{
    struct worker *worker = scratch(sizeof *worker);

    *worker = *like;
    worker->fd = fd;
    return worker;
}

/*
 * No byte is lost or doubled, whoever takes it. That one read takes one record POSIX promises only to a single reader;
 * where it is so for several, each task is done once.
 */
CASE(each_task_is_taken_by_one_worker, PROVES("fifo.use.worker-queue"))
{
    struct ends ends = ends_open(BY_FIFO);
    struct worker model = {.start = scratch_zeroed(sizeof(_Atomic long)),
                           .taken = scratch_zeroed(TASKS * sizeof(atomic_uint))};
    struct worker *workers[WORKERS];
    struct call *taking[WORKERS];
    struct call *giving = begin_scene(ends.writer, give_tasks, worker_new(ends.out, &model));
    long bytes = 0, torn = 0, busy = 0, once = 0;

    for (int i = 0; i < WORKERS; i++) {
        struct actor *actor = i == 0 ? ends.reader : actor_new("worker");
        int fd = i == 0 ? ends.in : (int)must_succeed(do_open(actor, "fifo", O_RDONLY, 0));

        workers[i] = worker_new(fd, &model);
        taking[i] = begin_scene(actor, take_tasks, workers[i]);
    }
    must_return(finish(giving), 0);
    for (int i = 0; i < WORKERS; i++) {
        expect_returns(finish(taking[i]), 0);
        bytes += workers[i]->bytes;
        torn += workers[i]->torn;
        busy += workers[i]->tasks > 0;
    }
    expect_equal(bytes, TASKS * TASK_WORDS * (long)sizeof(uint32_t), "bytes that the workers have taken");
    observe_share("fifo.workers.torn", torn, TASKS);
    observe_share("fifo.workers.busy", busy, WORKERS);
    for (int i = 0; i < TASKS; i++)
        once += atomic_load(&model.taken[i]) == 1;
    if (torn == 0)
        expect_equal(once, TASKS, "tasks that were taken just once");
}
