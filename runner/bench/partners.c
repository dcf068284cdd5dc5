/* The partners of a leader: forked when the channel is open, and ended by the one way out. */
#include "fixtures/platform/bench.h"
#include "fixtures/platform/platform.h"
#include "runner/bench/leader.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

bool leader_fails(struct leader *leader, const char *call)
{
    leader->report->error = errno;
    snprintf(leader->report->failed, sizeof leader->report->failed, "%s", call ? call : "the subject");
    return false;
}

static void leave(int sig)
{
    (void)sig;
    child_exit(0);
}

/* They go by the one way out, that a build which measures coverage sees what they did. */
void leader_readies_partners(void)
{
    sigset_t end;

    signal(SIGUSR1, leave);
    sigemptyset(&end);
    sigaddset(&end, SIGUSR1);
    sigprocmask(SIG_UNBLOCK, &end, NULL);
}

static _Noreturn void partner_lives(struct leader *leader, pid_t leader_pid, int cpu,
                                    void (*play)(struct leader *leader))
{
    struct report *report = leader->report;

    platform_die_with_parent(leader_pid, SIGKILL);
    leader->channel.pid[1] = getpid();
    if (cpu >= 0)
        platform_pin(cpu);
    play(leader);
    if (leader->channel.failed) {
        report->partner_error = errno;
        snprintf(report->partner_failed, sizeof report->partner_failed, "%s", leader->channel.failed);
    }
    child_exit(0);
}

bool leader_forks(struct leader *leader, int cpu, void (*play)(struct leader *leader))
{
    pid_t self = getpid();
    pid_t pid = leader->partner_count < PARTNERS_MOST ? fork() : -1;

    if (pid < 0)
        return leader_fails(leader, "fork");
    if (pid == 0)
        partner_lives(leader, self, cpu, play);
    leader->partners[leader->partner_count++] = pid;
    leader->channel.pid[1] = pid;
    return true;
}

void leader_ends_partners(struct leader *leader)
{
    for (unsigned i = 0; i < leader->partner_count; i++) {
        kill(leader->partners[i], SIGUSR1);
        while (waitpid(leader->partners[i], NULL, 0) < 0 && errno == EINTR)
            ;
    }
    leader->partner_count = 0;
}
