/* The mechanisms by name; each is defined in the file of its family. */
#ifndef IPCLAIM_BENCH_MECHANISMS_H
#define IPCLAIM_BENCH_MECHANISMS_H

#include "runner/bench/channel.h"

/* How names of POSIX objects begin ("/ic.1a2b3c4d.0."), so that a sweep can tell whose they are. */
extern char channel_names[24];

/* clang-format off */
#define EACH_MECHANISM(X)                                                                                              \
    X(pipe) X(fifo)                                                                                                    \
    X(sysv_msg) X(posix_mq)                                                                                            \
    X(unix_stream) X(unix_dgram) X(unix_seqpacket)                                                                     \
    X(unix_stream_path) X(unix_dgram_path) X(unix_seqpacket_path)                                                      \
    X(tcp) X(udp) X(tcp_split) X(tcp_split_nagle)                                                                      \
    X(sysv_sem) X(posix_sem) X(posix_sem_named) X(mutex) X(mutex_cond) X(futex) X(eventfd)                             \
    X(sysv_shm) X(posix_shm)                                                                                           \
    X(shm_spin) X(shm_posix_sem) X(shm_sysv_sem) X(shm_mutex_cond) X(shm_futex)                                        \
    X(process_vm_readv) X(vmsplice) X(splice)
/* clang-format on */

#define DECLARE(name) extern const struct mechanism mechanism_##name;
EACH_MECHANISM(DECLARE)
#undef DECLARE

#endif
