#include "runner/bell.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* The first only wakes. */
static const int signals[BELL_SIGNALS] = {SIGCHLD, SIGINT, SIGTERM, SIGHUP};
static int wake[2] = {-1, -1};
static volatile sig_atomic_t stopped_by;

static void on_signal(int sig)
{
    int error = errno;

    if (sig != SIGCHLD)
        stopped_by = sig;
    (void)!write(wake[1], "", 1);
    errno = error;
}

static void open_pipe(void)
{
    /* Where there are no pipes the run goes on, and notices a case's end late. */
    if (pipe(wake) != 0) {
        wake[0] = wake[1] = -1;
        return;
    }
    for (int i = 0; i < 2; i++) {
        fcntl(wake[i], F_SETFL, O_NONBLOCK);
        fcntl(wake[i], F_SETFD, FD_CLOEXEC);
    }
}

static void collect_stops(sigset_t *stops)
{
    sigemptyset(stops);
    for (int i = 1; i < BELL_SIGNALS; i++)
        sigaddset(stops, signals[i]);
}

void bell_hang(struct bell *before)
{
    struct sigaction action;
    sigset_t stops;

    open_pipe();
    stopped_by = 0;
    memset(&action, 0, sizeof action);
    sigfillset(&action.sa_mask);
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    for (int i = 0; i < BELL_SIGNALS; i++) {
        struct sigaction now;

        sigaction(signals[i], NULL, &now);
        before->action[i] = now;
        /* nohup(1) and background jobs ignore some on purpose. */
        if (signals[i] == SIGCHLD || now.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
    collect_stops(&stops);
    sigprocmask(SIG_UNBLOCK, &stops, &before->mask);
}

void bell_take_down(const struct bell *before)
{
    sigprocmask(SIG_SETMASK, &before->mask, NULL);
    for (int i = 0; i < BELL_SIGNALS; i++)
        sigaction(signals[i], &before->action[i], NULL);
    close(wake[0]);
    close(wake[1]);
}

void bell_wait(int64_t ns)
{
    struct pollfd rung = {wake[0], POLLIN, 0};
    char drain[64];

    if (poll(&rung, 1, ns > 0 ? (int)(ns / 1000000) + 1 : 0) > 0)
        while (read(wake[0], drain, sizeof drain) > 0)
            continue;
}

int bell_stop(void)
{
    return stopped_by;
}

void bell_hold(sigset_t *before)
{
    sigset_t stops;

    collect_stops(&stops);
    sigprocmask(SIG_BLOCK, &stops, before);
}
