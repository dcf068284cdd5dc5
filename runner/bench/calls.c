#include "runner/bench/calls.h"
#include "fixtures/platform/bench.h"
#include "fixtures/platform/platform.h"
#include "runner/bench/leader.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TRANSFERS = 100, TRIPS = 2000 };

const char *method_name(enum method method)
{
    static const char *const names[] = {"ptrace", "seccomp", "tracepoint"};

    return names[method];
}

size_t calls_plan(const struct variant *variant, struct calls out[2])
{
    bool spins = (variant->mechanism->traits & SPINS) != 0;
    bool in_memory = strcmp(variant->mechanism->family, "shm_sync") == 0 ||
                     strcmp(variant->mechanism->family, "posix_sem") == 0 || variant->mechanism->traits & PAIR_ONLY;
    size_t count = 0;

    for (int i = 0; i < 2; i++)
        out[i] = (struct calls){.variant = variant, .status = STATUS_FAILED, .per_transfer = NAN};
    if (variant->definition == DEFINED_PAIR) {
        out[count++].method = METHOD_PTRACE;
        if (in_memory)
            out[count++].method = METHOD_SECCOMP;
    } else if (variant->definition == DEFINED_CROSS_CPU && spins) {
        out[count++].method = METHOD_SECCOMP;
    } else if (variant->definition == DEFINED_SAME_CPU) {
        out[count++].method = METHOD_TRACEPOINT;
    }
    return count;
}

/* What platform_count_calls() runs. */
struct counted {
    struct channel *channel;
    unsigned transfers;
};

static long run_pairs(void *arg)
{
    const struct counted *counted = arg;

    return counted->channel->mechanism->loops.pairs(counted->channel, counted->transfers) ? 0 : -1;
}

static int count_pairs(struct leader *leader, unsigned transfers, char *names, size_t room)
{
    struct counted counted = {&leader->channel, transfers};

    return platform_count_calls(run_pairs, &counted, names, room);
}

static bool by_ptrace(struct leader *leader)
{
    struct calls *calls = &leader->report->calls;
    char names[CALLS_NAMES * 256];
    int one = count_pairs(leader, 1, calls->names, sizeof calls->names);
    int some = count_pairs(leader, TRANSFERS, names, sizeof names);
    int twice = count_pairs(leader, 2 * TRANSFERS, names, sizeof names);

    if (one < 0 || some < 0 || twice < 0) {
        errno = -(one < 0 ? one : some < 0 ? some : twice);
        return leader_fails(leader, "ptrace");
    }
    calls->per_transfer = (double)(twice - some) / TRANSFERS;
    return true;
}

static void answer_without_calls(struct leader *leader)
{
    struct channel *c = &leader->channel;

    if (platform_forbid_calls() != 0)
        return;
    while (c->mechanism->loops.pong(c, 1 << 20))
        ;
}

/* A process that may make no call does it; with a partner that may make none either, where it takes two. */
static bool by_seccomp(struct leader *leader)
{
    enum { NO_SUCH_MODE = 126 };
    struct channel *c = &leader->channel;
    const struct variant *variant = leader->variant;
    bool alone = variant->definition == DEFINED_PAIR;
    pid_t pid;
    int status;

    if (!alone && !leader_forks(leader, places_partner(&leader->setting->places, variant->definition, NULL),
                                answer_without_calls))
        return false;
    pid = fork();
    if (pid < 0)
        return leader_fails(leader, "fork");
    if (pid == 0) {
        if (platform_forbid_calls() != 0)
            _exit(NO_SUCH_MODE);
        _exit((alone ? c->mechanism->loops.pairs(c, TRIPS) : c->mechanism->loops.ping(c, TRIPS)) ? 0 : 1);
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    errno = WIFEXITED(status) && WEXITSTATUS(status) == NO_SUCH_MODE ? ENOSYS : EPERM;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return leader_fails(leader, errno == ENOSYS ? "seccomp" : "it makes system calls, and was killed");
    leader->report->calls.per_transfer = 0;
    return true;
}

/* Both processes are counted, and a round trip is two transfers. */
static bool by_tracepoint(struct leader *leader)
{
    struct channel *c = &leader->channel;
    int64_t before[2], after[2];
    int fd[2];

    if (!leader_forks(leader, places_partner(&leader->setting->places, leader->variant->definition, NULL),
                      leader_answers))
        return false;
    for (int i = 0; i < 2; i++) {
        fd[i] = platform_watch_calls(i ? leader->partners[0] : getpid());
        if (fd[i] < 0) {
            errno = -fd[i];
            return leader_fails(leader, "counting by a tracepoint needs tracefs and the rights to it");
        }
    }
    if (!c->mechanism->loops.ping(c, TRIPS))
        return leader_fails(leader, c->failed);
    for (int i = 0; i < 2; i++)
        before[i] = platform_watched(fd[i]);
    if (!c->mechanism->loops.ping(c, TRIPS))
        return leader_fails(leader, c->failed);
    for (int i = 0; i < 2; i++)
        after[i] = platform_watched(fd[i]);
    if (before[0] < 0 || before[1] < 0 || after[0] < 0 || after[1] < 0) {
        errno = EIO;
        return leader_fails(leader, "reading a tracepoint's counter");
    }
    /* The leader itself has read the counters twice in between. */
    leader->report->calls.per_transfer = (double)(after[0] - before[0] - 2 + after[1] - before[1]) / (2.0 * TRIPS);
    return true;
}

bool calls_count(struct leader *leader)
{
    switch (leader->report->calls.method) {
    case METHOD_PTRACE:
        return by_ptrace(leader);
    case METHOD_SECCOMP:
        return by_seccomp(leader);
    default:
        return by_tracepoint(leader);
    }
}
