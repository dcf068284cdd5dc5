#include "runner/bench/criteria.h"

#include <math.h>

/* "About", of a time: a fifth more or less. "Like", "equal", "close to", of a ratio: at most a quarter more or less. */
#define ABOUT(ns) 0.8 * (ns), 1.2 * (ns)
#define ALIKE 0.8, 1.25
#define LESS -INFINITY, 1
#define MORE 1, INFINITY

#define PAIR(mechanism) "latency/" mechanism "/pair/64"
#define SAME(mechanism) "latency/" mechanism "/same-cpu/64"
#define CROSS(mechanism) "latency/" mechanism "/cross-cpu/64"
#define BULK(mechanism) "throughput/" mechanism "/cross-cpu/65536"

const struct criterion criteria[] = {
    /* "Lowest performance … highest": of two neighbours in the document's table, the first takes longer. */
    {"cmp.perf.ranking", NULL, SAME("pipe"), SAME("sysv-msg"), MORE},
    {"cmp.perf.ranking", NULL, SAME("pipe"), SAME("unix-stream"), MORE},
    {"cmp.perf.ranking", NULL, SAME("sysv-msg"), SAME("unix-stream"), ALIKE},
    {"cmp.perf.ranking", NULL, SAME("sysv-msg"), SAME("shm-posix-sem"), MORE},

    {"perf.duplex.more-sync-overhead", NULL, SAME("unix-stream"), SAME("pipe"), MORE},
    {"perf.duplex.two-pipes-equal-one-duplex", "same-cpu", SAME("pipe"), SAME("unix-stream"), ALIKE},
    {"perf.duplex.two-pipes-equal-one-duplex", "two-cpus", CROSS("pipe"), CROSS("unix-stream"), ALIKE},

    {"perf.ns.msgq-12000", "same-cpu", SAME("sysv-msg"), NULL, ABOUT(12000)},
    {"perf.ns.msgq-12000", "two-cpus", CROSS("sysv-msg"), NULL, ABOUT(12000)},
    {"perf.ns.pipe-10000", "same-cpu", SAME("pipe"), NULL, ABOUT(10000)},
    {"perf.ns.pipe-10000", "two-cpus", CROSS("pipe"), NULL, ABOUT(10000)},
    /* A range of the document's own, widened as the others are. */
    {"perf.ns.shm-100-200", "copying", PAIR("posix-shm"), NULL, 80, 240},
    {"perf.ns.shm-100-200", "spinning", CROSS("shm-spin"), NULL, 80, 240},

    {"perf.rel.fifo-equals-pipe", NULL, PAIR("fifo"), PAIR("pipe"), ALIKE},
    {"perf.rel.fifo-equals-pipe", NULL, SAME("fifo"), SAME("pipe"), ALIKE},
    /* 1.2 times as fast takes 1 / 1.2 of the time, give or take a tenth of the speed. */
    {"perf.rel.msgq-1.2x", "system-v", SAME("sysv-msg"), SAME("pipe"), 1 / 1.3, 1 / 1.1},
    {"perf.rel.msgq-1.2x", "posix", SAME("posix-mq"), SAME("pipe"), 1 / 1.3, 1 / 1.1},
    {"perf.rel.shm-10-100x", "spinning", CROSS("pipe"), CROSS("shm-spin"), 10, 100},
    {"perf.rel.shm-10-100x", "semaphore", SAME("pipe"), SAME("shm-posix-sem"), 10, 100},
    {"perf.rel.socket-equals-pipe", NULL, SAME("unix-stream"), SAME("pipe"), ALIKE},
    {"perf.rel.socket-equals-pipe", NULL, SAME("tcp"), SAME("pipe"), ALIKE},

    {"pipe.perf.half-duplex-optimal", "than a socketpair", SAME("pipe"), SAME("unix-stream"), LESS},
    {"pipe.perf.half-duplex-optimal", "than shared memory", SAME("pipe"), SAME("shm-posix-sem"), LESS},
    /* Cheap: no kernel channel that carries bytes is cheaper. */
    {"pipe.perf.low-cost", NULL, SAME("pipe"), SAME("sysv-msg"), LESS},
    {"pipe.perf.low-cost", NULL, SAME("pipe"), SAME("posix-mq"), LESS},
    {"pipe.perf.low-cost", NULL, SAME("pipe"), SAME("unix-stream"), LESS},
    {"pipe.perf.low-cost", NULL, SAME("pipe"), SAME("tcp"), LESS},

    /* Fast, low: at most half, or a tenth, of what a pipe takes without a switch. */
    {"sem.perf.high", "sem_t", "latency/posix-sem/pair/0", PAIR("pipe"), -INFINITY, 0.5},
    {"sem.perf.high", "system-v", "latency/sysv-sem/pair/0", PAIR("pipe"), -INFINITY, 0.5},
    {"shm.perf.fastest", "spinning", CROSS("shm-spin"), CROSS("pipe"), LESS},
    {"shm.perf.fastest", "spinning", CROSS("shm-spin"), CROSS("unix-stream"), LESS},
    {"shm.perf.fastest", "semaphore", SAME("shm-posix-sem"), SAME("pipe"), LESS},
    {"shm.perf.low-overhead", NULL, PAIR("posix-shm"), PAIR("pipe"), -INFINITY, 0.1},

    {"sock.perf.bulk-vs-network-limited", NULL, BULK("unix-stream"), BULK("tcp"), MORE},
    {"sock.perf.connect-cost", NULL, "connect/tcp", "connect/unix-stream-path", MORE},
    {"sock.perf.unix-near-pipe-tcp-medium", "unix near pipe", SAME("unix-stream"), SAME("pipe"), ALIKE},
    {"sock.perf.unix-near-pipe-tcp-medium", "tcp slower", SAME("tcp"), SAME("unix-stream"), MORE},
    /* A stall is more than twice the time. */
    {"sock.tcp.nodelay-small-messages", NULL, SAME("tcp-split-nagle"), SAME("tcp-split"), 2, INFINITY},
    /* Large: half as much again as a pipe's calls take. */
    {"sysvmsg.perf.syscall-overhead-large", NULL, PAIR("sysv-msg"), PAIR("pipe"), 1.5, INFINITY}};
const size_t criteria_count = sizeof criteria / sizeof criteria[0];
