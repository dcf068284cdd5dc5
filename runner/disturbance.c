#include "runner/disturbance.h"
#include "fixtures/arena.h"
#include "fixtures/platform/platform.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/wait.h>

static int64_t kills_seen;

void disturbance_begin(void)
{
    kills_seen = platform_oom_kills();
}

/* The signal by which a process was ended that nobody of the case was to end; 0 for none. */
static int killer_of(const struct outcome_facts *facts)
{
    if (facts->stop == STOP_CRASH)
        return facts->signal;
    return !facts->deadline_passed && !facts->interrupted && WIFSIGNALED(facts->wait_status)
               ? WTERMSIG(facts->wait_status)
               : 0;
}

/* Whether the kernel has killed processes for memory since this was asked last. */
static bool memory_ran_out(void)
{
    int64_t now = platform_oom_kills();
    bool more = now > kills_seen;

    kills_seen = now;
    return more;
}

static bool clock_was_set(int64_t before)
{
    enum { STEP_NS = 5000000 };
    int64_t step = realtime_ahead_ns() - before;

    return step > STEP_NS || step < -STEP_NS;
}

/* What shells and tools say, in the C locale that cases have, when they can go no further. */
static bool tells_of_lack(const char *printed)
{
    static const int errors[] = {EMFILE, ENFILE, ENOMEM, ENOSPC};
    static const char *const words[] = {"Cannot fork", "fork: "};

    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (strstr(printed, strerror(errors[i])))
            return true;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strstr(printed, words[i]))
            return true;
    return false;
}

/* Whether a file system has less room than cases and what they print may need in a moment. */
static bool is_full(const char *directory)
{
    enum { BYTES = 1 << 20, FILES = 16 };
    struct statvfs fs;

    if (!directory || statvfs(directory, &fs) != 0)
        return false;
    return (fs.f_blocks > 0 && (uint64_t)fs.f_bavail * fs.f_frsize < BYTES) || (fs.f_files > 0 && fs.f_favail < FILES);
}

enum disturbance disturbance_of(const struct outcome_facts *facts, int64_t clock, const char *directory)
{
    int killer = killer_of(facts);
    bool failed = facts->stop == STOP_FAIL;

    if (killer == SIGKILL && memory_ran_out())
        return DISTURBANCE_MEMORY;
    if ((failed || killer == SIGBUS) && (is_full(directory) || is_full(platform_shared_memory())))
        return DISTURBANCE_ROOM;
    if ((failed || facts->stop == STOP_TIMEOUT || facts->deadline_passed) && clock_was_set(clock))
        return DISTURBANCE_CLOCK;
    return DISTURBANCE_NONE;
}

enum disturbance disturbance_told(const struct outcome_facts *facts, const char *printed)
{
    return facts->stop == STOP_FAIL && tells_of_lack(printed) ? DISTURBANCE_TOLD : DISTURBANCE_NONE;
}
