/* The engine's parts, each by itself. Every test is a process of its own (CK_FORK). */
#include "runner/selftest/units.h"
#include "fixtures/actor.h"
#include "fixtures/arena.h"
#include "fixtures/docket.h"
#include "fixtures/scratch.h"
#include "runner/slot.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static void *shared(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    ck_assert_ptr_ne(memory, MAP_FAILED);
    return memory;
}

void become_judge(void)
{
    arena = shared(ARENA_SIZE);
    docket = shared(sizeof *docket);
    arena_reset(arena, ARENA_SIZE);
    docket_reset(docket);
    arena->judge = getpid();
    docket->began_ns = clock_ns();
    judge_deadline_ns = judge_now() + 5000000000;
    scratch_begin("/tmp", "/ic.12345678.0.", 1);
}

int main(void)
{
    SRunner *runner = srunner_create(suite_of_outcomes());
    int failed;

    srunner_add_suite(runner, suite_of_plans());
    srunner_add_suite(runner, suite_of_texts());
    srunner_add_suite(runner, suite_of_memory());
    srunner_add_suite(runner, suite_of_ledger());
    srunner_add_suite(runner, suite_of_optional());
    srunner_add_suite(runner, suite_of_platform());
    srunner_add_suite(runner, suite_of_statistics());
    srunner_add_suite(runner, suite_of_verdicts());
    srunner_add_suite(runner, suite_of_places());
    srunner_add_suite(runner, suite_of_sweep());
    srunner_set_fork_status(runner, CK_FORK);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
