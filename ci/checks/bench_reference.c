/*
 * What ipclaim bench measures, measured without it: one mechanism by one definition in a plain loop, by one process or
 * by two. Nothing is shared with the harness but the definitions, so that an error of the one is not the other's.
 *
 *     bench_reference MECHANISM pair|same-cpu|cross-cpu BYTES CPU PARTNER [DELAY]
 *
 * Prints the median of the nanoseconds that a transfer takes, and those of a fixed trivial system call before and
 * after. With DELAY, each write(2) of a pipe spins for so many nanoseconds before.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A loop is of the tested calls and nothing else, as the harness makes one for each mechanism. */
#define INLINED __attribute__((always_inline)) static inline

/* A virtual machine's host changes speed every 10 to 100 ms, so that a longer run is of several speeds. */
static const double longest_ns = 8e6;

enum { WARM_UP = 200, SAMPLES = 20000, PAIRS_WITH_DELAY = 8, CANARIES = 1000, LONGEST = 65536 };

static size_t size;
static int queue[2];      /* by direction */
static int in[2], out[2]; /* by side */
static struct {
    sem_t full[2];
    char bytes[2][LONGEST];
} * memory;
/* Each at a cache line and at another place in its page: how they lie can change the time of a copy by a third. */
static struct message {
    long type;
    char bytes[];
} * sent, *received;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void open_pipe(void)
{
    for (int direction = 0; direction < 2; direction++) {
        int fd[2];

        if (pipe(fd) != 0)
            die("pipe");
        out[direction] = fd[1];
        in[1 - direction] = fd[0];
    }
}

static void open_socket(void)
{
    int fd[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fd) != 0)
        die("socketpair");
    in[0] = out[0] = fd[0];
    in[1] = out[1] = fd[1];
}

static void open_queue(void)
{
    for (int direction = 0; direction < 2; direction++)
        if ((queue[direction] = msgget(IPC_PRIVATE, IPC_CREAT | 0600)) < 0)
            die("msgget");
}

static void close_queue(void)
{
    msgctl(queue[0], IPC_RMID, NULL);
    msgctl(queue[1], IPC_RMID, NULL);
}

static void open_memory(void)
{
    memory = mmap(NULL, sizeof *memory, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || sem_init(&memory->full[0], 1, 0) != 0 || sem_init(&memory->full[1], 1, 0) != 0)
        die("memory");
}

static void close_nothing(void)
{
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double delay_ns;
static int pairs_a_sample; /* so many that reading the clock is next to nothing */

INLINED void by_write(int side)
{
    if (delay_ns > 0)
        for (double end = now() + delay_ns; now() < end;)
            ;
    if (write(out[side], sent->bytes, size) != (ssize_t)size)
        die("write");
}

INLINED void by_read(int side)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = read(in[side], received->bytes + done, size - done);

        if (n <= 0)
            die("read");
        done += (size_t)n;
    }
}

INLINED void by_send(int side)
{
    if (send(out[side], sent->bytes, size, 0) != (ssize_t)size)
        die("send");
}

INLINED void by_recv(int side)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = recv(in[side], received->bytes + done, size - done, 0);

        if (n <= 0)
            die("recv");
        done += (size_t)n;
    }
}

INLINED void by_msgsnd(int side)
{
    if (msgsnd(queue[side], sent, size, 0) != 0)
        die("msgsnd");
}

INLINED void by_msgrcv(int side)
{
    if (msgrcv(queue[1 - side], received, size, 0, 0) != (ssize_t)size)
        die("msgrcv");
}

/*
 * Called through pointers, as the harness calls whatever a subject may replace. The stub that the linker puts before a
 * function of a library otherwise takes 1.3 ns: nothing to a system call, a tenth to a semaphore that enters no kernel.
 */
static int (*volatile post)(sem_t *) = sem_post;
static int (*volatile await)(sem_t *) = sem_wait;

INLINED void by_post(int side)
{
    memcpy(memory->bytes[side], sent->bytes, size);
    if (post(&memory->full[side]) != 0)
        die("sem_post");
}

INLINED void by_wait(int side)
{
    if (await(&memory->full[1 - side]) != 0)
        die("sem_wait");
    memcpy(received->bytes, memory->bytes[1 - side], size);
}

static void pin(const char *cpu)
{
    cpu_set_t one;

    CPU_ZERO(&one);
    CPU_SET(atoi(cpu), &one);
    if (sched_setaffinity(0, sizeof one, &one) != 0)
        die("sched_setaffinity");
}

static double canary(void)
{
    double began = now();

    for (int i = 0; i < CANARIES; i++)
        (void)getppid();
    return (now() - began) / CANARIES;
}

static int by_value(const void *a, const void *b)
{
    return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

static double samples[SAMPLES];
static double before, after; /* what the canary took */

INLINED double median(void (*send)(int side), void (*receive)(int side), const char *partner)
{
    int steps = partner ? 1 : delay_ns > 0 ? PAIRS_WITH_DELAY : pairs_a_sample;
    int count = 0;
    pid_t pid = partner ? fork() : 0;
    double end;

    if (pid < 0)
        die("fork");
    if (partner && pid == 0) {
        pin(partner);
        for (;;) {
            receive(1);
            send(1);
        }
    }
    memset(samples, 1, sizeof samples);
    for (int i = 0; i < WARM_UP; i++) {
        send(0);
        receive(partner ? 0 : 1);
    }
    before = canary();
    end = now() + longest_ns;
    do {
        double began = now();

        for (int j = 0; j < steps; j++) {
            send(0);
            receive(partner ? 0 : 1);
        }
        samples[count++] = (now() - began) / (partner ? 2 : steps);
    } while (count < SAMPLES && now() < end);
    if (partner) {
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    after = canary();
    qsort(samples, (size_t)count, sizeof samples[0], by_value);
    return samples[count / 2];
}

static double median_by_pipe(const char *partner)
{
    return median(by_write, by_read, partner);
}

static double median_by_socket(const char *partner)
{
    return median(by_send, by_recv, partner);
}

static double median_by_queue(const char *partner)
{
    return median(by_msgsnd, by_msgrcv, partner);
}

static double median_by_memory(const char *partner)
{
    return median(by_post, by_wait, partner);
}

static const struct mechanism {
    const char *name;
    void (*open)(void), (*close)(void);
    double (*median)(const char *partner); /* the partner's processor; NULL: by one process */
    int pairs_a_sample;
} mechanisms[] = {{"pipe", open_pipe, close_nothing, median_by_pipe, 64},
                  {"unix-stream", open_socket, close_nothing, median_by_socket, 64},
                  {"sysv-msg", open_queue, close_queue, median_by_queue, 64},
                  {"shm-posix-sem", open_memory, close_nothing, median_by_memory, 1024}};

static struct message *new_message(size_t line)
{
    enum { PAGE = 4096, LINE = 64 };
    void *page;
    struct message *message;

    if (posix_memalign(&page, PAGE, line * LINE + size) != 0)
        die("posix_memalign");
    memset(page, 1, line * LINE + size);
    message = (void *)((char *)page + line * LINE - sizeof *message);
    return message;
}

int main(int argc, char **argv)
{
    const struct mechanism *mechanism = NULL;
    const char *partner = NULL;

    for (size_t i = 0; (argc == 6 || argc == 7) && i < sizeof mechanisms / sizeof mechanisms[0]; i++)
        if (strcmp(mechanisms[i].name, argv[1]) == 0)
            mechanism = &mechanisms[i];
    if (!mechanism || atoi(argv[3]) < 1 || atoi(argv[3]) > LONGEST) {
        fputs("usage: bench_reference pipe|unix-stream|sysv-msg|shm-posix-sem pair|same-cpu|cross-cpu BYTES CPU "
              "PARTNER [DELAY]\n",
              stderr);
        return 2;
    }
    size = (size_t)atoi(argv[3]);
    sent = new_message(1);
    received = new_message(6);
    sent->type = 1;
    pairs_a_sample = mechanism->pairs_a_sample;
    delay_ns = argc == 7 ? atof(argv[6]) : 0;
    pin(argv[4]);
    mechanism->open();
    if (strcmp(argv[2], "pair") != 0)
        partner = strcmp(argv[2], "same-cpu") == 0 ? argv[4] : argv[5];
    printf("%.2f", mechanism->median(partner));
    printf(" %.2f %.2f\n", before, after);
    mechanism->close();
    return 0;
}
