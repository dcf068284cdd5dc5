/* What stands in for what a system lacks. A build that lacks nothing has it too, and uses none of it. */
#include "fixtures/arena.h"
#include "fixtures/optional.h"
#include "fixtures/stage.h"
#include "runner/selftest/units.h"

#include <errno.h>
#include <string.h>

enum {
    STAND_INS = 0
#define FUNCTION(name, header, type, failure, parameters) +1
#define NUMBER(name, header)
#define ASSIGNED(name, header, type, failure, parameters)
#include "fixtures/optional.def"
#undef FUNCTION
#undef NUMBER
#undef ASSIGNED
};

static int tried;

/* In an actor: fails as the missing function would, with ENOSYS, and leaves word of what is missing. */
#define lacks(name, header, failure, ...)                                                                              \
    do {                                                                                                               \
        errno = 0;                                                                                                     \
        tried++;                                                                                                       \
        ck_assert(absent_##name(__VA_ARGS__) == (failure));                                                            \
        ck_assert_int_eq(errno, ENOSYS);                                                                               \
        ck_assert_str_eq(atomic_load(&arena->absent), #name "() in <" header ">");                                     \
    } while (0)

START_TEST(stand_ins_fail_as_absent)
{
    become_judge();
    stage_is_actor = true;
    lacks(pipe2, "unistd.h", -1, NULL, 0);
    lacks(mkfifoat, "sys/stat.h", -1, 0, NULL, 0);
    lacks(vmsplice, "fcntl.h", -1, 0, NULL, 0, 0);
    lacks(splice, "fcntl.h", -1, 0, NULL, 0, NULL, 0, 0);
    lacks(chroot, "unistd.h", -1, NULL);
    lacks(mq_open, "mqueue.h", (mqd_t)-1, NULL, 0);
    lacks(mq_close, "mqueue.h", -1, 0);
    lacks(mq_unlink, "mqueue.h", -1, NULL);
    lacks(mq_send, "mqueue.h", -1, 0, NULL, 0, 0);
    lacks(mq_receive, "mqueue.h", -1, 0, NULL, 0, NULL);
    lacks(mq_timedsend, "mqueue.h", -1, 0, NULL, 0, 0, NULL);
    lacks(mq_timedreceive, "mqueue.h", -1, 0, NULL, 0, NULL, NULL);
    lacks(mq_getattr, "mqueue.h", -1, 0, NULL);
    lacks(mq_setattr, "mqueue.h", -1, 0, NULL, NULL);
    lacks(semtimedop, "sys/sem.h", -1, 0, NULL, 0, NULL);
    lacks(sem_init, "semaphore.h", -1, NULL, 0, 0);
    lacks(sem_destroy, "semaphore.h", -1, NULL);
    lacks(sem_getvalue, "semaphore.h", -1, NULL, NULL);
    lacks(sem_timedwait, "semaphore.h", -1, NULL, NULL);
    lacks(shm_open, "sys/mman.h", -1, NULL, 0, 0);
    lacks(shm_unlink, "sys/mman.h", -1, NULL);
    /* These return their error instead of setting errno. */
    lacks(pthread_mutexattr_setpshared, "pthread.h", ENOSYS, NULL, 0);
    lacks(pthread_mutexattr_setrobust, "pthread.h", ENOSYS, NULL, 0);
    lacks(pthread_mutex_consistent, "pthread.h", ENOSYS, NULL);
    lacks(pthread_mutex_timedlock, "pthread.h", ENOSYS, NULL, NULL);
    lacks(pthread_condattr_setpshared, "pthread.h", ENOSYS, NULL, 0);
    ck_assert_int_eq(tried, STAND_INS);
    stage_is_actor = false;
}
END_TEST

START_TEST(assigned_calls_are_a_subjects)
{
    become_judge();
    stage_is_actor = true;
    errno = 0;
    ck_assert_int_eq(bb_open("buffer", 1), -1);
    ck_assert_int_eq(errno, ENOSYS);
    ck_assert_str_eq(atomic_load(&arena->absent), "bb_open() of bounded_buffer.h, which is a subject's to have");
    stage_is_actor = false;
}
END_TEST

Suite *suite_of_optional(void)
{
    Suite *suite = suite_create("optional");
    TCase *tcase = tcase_create("stand-ins");

    tcase_add_test(tcase, stand_ins_fail_as_absent);
    tcase_add_test(tcase, assigned_calls_are_a_subjects);
    suite_add_tcase(suite, tcase);
    return suite;
}
