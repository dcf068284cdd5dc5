#include "runner/trial.h"
#include "fixtures/show.h"
#include "fixtures/subject.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_S = 10 };

static const char opened[] = "\0";

/* Says through the descriptor how it went, in one write, so that nothing of the library's can come in between. */
static _Noreturn void try_here(const char *path, int answer)
{
    int nowhere = open("/dev/null", O_RDWR);
    const char *wrong;

    setpgid(0, 0);
    /* What the library prints is no part of a record. */
    for (int fd = 0; fd <= 2 && nowhere >= 0; fd++)
        dup2(nowhere, fd);
    wrong = subject_bind(path);
    child_keep_counters(); /* after the answer we may be killed */
    (void)!write(answer, wrong ? wrong : opened, wrong ? strlen(wrong) : 1);
    _exit(0);
}

/* The answer as a string, of which the first byte is null when all is well; negative if there is none. */
static ssize_t await_answer(int answer, double scale, char *text, size_t room, bool *late)
{
    struct pollfd end = {.fd = answer, .events = POLLIN};
    int ready;
    ssize_t got;

    do
        ready = poll(&end, 1, (int)(PATIENCE_S * 1000 * scale));
    while (ready < 0 && errno == EINTR);
    *late = ready == 0;
    got = ready > 0 ? read(answer, text, room - 1) : -1;
    text[got > 0 ? got : 0] = '\0';
    return got > 0 ? got : -1;
}

int trial_open(const char *path, double scale, char *why, size_t room)
{
    char text[512], ended[48];
    struct stat st;
    bool late;
    int ends[2], status;
    ssize_t got;
    pid_t pid;

    /* To open a FIFO is to wait for its writer, and a terminal for its user. */
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
        snprintf(why, room, "it is no regular file; give the path of a shared library");
        return -1;
    }
    if (pipe(ends) != 0 || (pid = fork()) < 0) {
        snprintf(why, room, "it could not be tried: %s; end what uses up the system's processes or descriptors",
                 strerror(errno));
        return -1;
    }
    if (pid == 0)
        try_here(path, ends[1]);
    close(ends[1]);
    got = await_answer(ends[0], scale, text, sizeof text, &late);
    close(ends[0]);
    /* With whatever the library has started; the number is taken until the child is waited for. */
    kill(-pid, SIGKILL);
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    if (got > 0 && !text[0])
        return 0;
    show_status(status, ended, sizeof ended);
    if (got > 0)
        snprintf(why, room, "%s; give a shared library for this machine", text);
    else if (late)
        snprintf(why, room, "it did not open within %g s; look at what its constructors do", PATIENCE_S * scale);
    else
        snprintf(why, room, "the process that opened it %s%s; look at its constructors, or build it anew",
                 strncmp(ended, "killed", 6) == 0 ? "was " : "", ended);
    return -1;
}
