#include "runner/bench/faults.h"
#include "fixtures/platform/platform.h"
#include "runner/bench/leader.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

bool faults_plan(const struct variant *variant, const struct variant *last)
{
    return variant_is_first_pair(variant, last, CARRIES | PAIR_ONLY);
}

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* How many page faults of this process a store to each of the pages takes; negative where nobody counts them. */
static long touch(volatile unsigned char *at, size_t pages)
{
    struct rusage before, after;

    if (getrusage(RUSAGE_SELF, &before) != 0)
        return -1;
    for (size_t i = 0; i < pages; i++)
        at[i * page_size()] = 1;
    if (getrusage(RUSAGE_SELF, &after) != 0)
        return -1;
    return after.ru_minflt - before.ru_minflt;
}

static bool is_counted(struct leader *leader, long faults)
{
    return faults >= 0 || leader_fails(leader, "getrusage");
}

bool faults_count(struct leader *leader)
{
    struct faults *faults = &leader->report->faults;
    const struct mechanism *mechanism = leader->variant->mechanism;
    int error = channel_make(&leader->channel, mechanism, FAULTS_PAGES * page_size());
    pid_t pid;

    if (error) {
        errno = -error;
        return leader_fails(leader, leader->channel.failed);
    }
    faults->first = touch(leader->channel.place[0], FAULTS_PAGES);
    faults->again = touch(leader->channel.place[0], FAULTS_PAGES);
    faults->other = -1;
    pid = fork();
    if (pid < 0)
        return leader_fails(leader, "fork");
    if (pid == 0) {
        touch(leader->channel.place[0], 0); /* its own stack, which it shares with nobody any more */
        faults->other = touch(leader->channel.place[0], FAULTS_PAGES);
        child_exit(0);
    }
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
    channel_end(&leader->channel);
    return is_counted(leader, faults->first) && is_counted(leader, faults->again) && is_counted(leader, faults->other);
}
