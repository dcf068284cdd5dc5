/* outcome_decide() as a table: the rows of the design's ladder, and which of two that apply comes first. */
#include "runner/outcome.h"
#include "runner/selftest/units.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { EXITED_3 = 3 << 8 };

#define FINISHED .begun = true, .finished = true

static const struct {
    const char *what;
    struct outcome_facts facts;
    enum outcome outcome;
    const char *code; /* NULL: the docket's own */
} rows[] = {
    {"expectations hold", {FINISHED, .expectations = 1}, OUTCOME_PASS, NULL},
    {"expectations and values", {FINISHED, .expectations = 1, .observations = 2}, OUTCOME_PASS, NULL},
    {"values only", {FINISHED, .observations = 1}, OUTCOME_OBSERVED, NULL},
    {"nothing", {FINISHED}, OUTCOME_BROKEN, "nothing-shown"},
    {"left behind", {FINISHED, .expectations = 1, .left = 1}, OUTCOME_BROKEN, "left-behind"},
    {"left behind, values only", {FINISHED, .observations = 1, .left = 1}, OUTCOME_BROKEN, "left-behind"},
    {"left before nothing-shown", {FINISHED, .left = 1}, OUTCOME_BROKEN, "left-behind"},

    {"broken", {.begun = true, .stop = STOP_BROKEN}, OUTCOME_BROKEN, NULL},
    {"skipped", {.begun = true, .stop = STOP_SKIPPED}, OUTCOME_SKIPPED, NULL},
    {"unsupported", {.begun = true, .stop = STOP_UNSUPPORTED}, OUTCOME_UNSUPPORTED, NULL},
    {"unresolved", {.begun = true, .stop = STOP_UNRESOLVED}, OUTCOME_UNRESOLVED, NULL},
    {"crash", {.begun = true, .stop = STOP_CRASH}, OUTCOME_CRASH, NULL},
    {"timeout", {.begun = true, .stop = STOP_TIMEOUT}, OUTCOME_TIMEOUT, NULL},
    {"fail", {.begun = true, .stop = STOP_FAIL}, OUTCOME_FAIL, NULL},
    {"fail after some held", {.begun = true, .stop = STOP_FAIL, .expectations = 3}, OUTCOME_FAIL, NULL},
    {"fail comes before what is left", {.begun = true, .stop = STOP_FAIL, .left = 2}, OUTCOME_FAIL, NULL},
    {"a stop after the end", {FINISHED, .stop = STOP_CRASH, .expectations = 1}, OUTCOME_CRASH, NULL},

    {"left before the end", {.begun = true, .expectations = 1}, OUTCOME_BROKEN, "ended-early"},
    {"never begun", {.expectations = 0}, OUTCOME_BROKEN, "not-begun"},
    {"prologue failed", {.stop = STOP_BROKEN}, OUTCOME_BROKEN, NULL},
    {"exit status", {FINISHED, .expectations = 1, .wait_status = EXITED_3}, OUTCOME_BROKEN, "judge-exit"},
    {"exit status before a stop",
     {.begun = true, .stop = STOP_FAIL, .wait_status = EXITED_3},
     OUTCOME_BROKEN,
     "judge-exit"},
    {"signal", {.begun = true, .wait_status = SIGSEGV}, OUTCOME_BROKEN, "judge-killed"},
    {"signal though finished", {FINISHED, .expectations = 1, .wait_status = SIGKILL}, OUTCOME_BROKEN, "judge-killed"},
    {"signal before a stop",
     {.begun = true, .stop = STOP_SKIPPED, .wait_status = SIGKILL},
     OUTCOME_BROKEN,
     "judge-killed"},

    {"deadline", {.begun = true, .deadline_passed = true, .wait_status = SIGKILL}, OUTCOME_TIMEOUT, "deadline"},
    {"deadline with a reason",
     {.begun = true, .deadline_passed = true, .stop = STOP_TIMEOUT, .wait_status = SIGKILL},
     OUTCOME_TIMEOUT,
     NULL},
    {"deadline after a failure",
     {.begun = true, .deadline_passed = true, .stop = STOP_FAIL, .wait_status = SIGKILL},
     OUTCOME_FAIL,
     NULL},
    {"deadline before the beginning", {.deadline_passed = true, .wait_status = SIGKILL}, OUTCOME_BROKEN, "not-begun"},

    {"killed for memory",
     {.begun = true, .stop = STOP_CRASH, .signal = SIGKILL, .disturbance = DISTURBANCE_MEMORY},
     OUTCOME_UNRESOLVED,
     "out-of-memory"},
    {"judge killed for memory",
     {.begun = true, .wait_status = SIGKILL, .disturbance = DISTURBANCE_MEMORY},
     OUTCOME_UNRESOLVED,
     "out-of-memory"},
    {"no room for shared memory",
     {.begun = true, .stop = STOP_CRASH, .signal = SIGBUS, .disturbance = DISTURBANCE_ROOM},
     OUTCOME_UNRESOLVED,
     "resource"},
    {"clock set before a failure",
     {.begun = true, .stop = STOP_FAIL, .disturbance = DISTURBANCE_CLOCK},
     OUTCOME_UNRESOLVED,
     "clock-step"},
    {"clock set before the deadline",
     {.begun = true, .deadline_passed = true, .wait_status = SIGKILL, .disturbance = DISTURBANCE_CLOCK},
     OUTCOME_UNRESOLVED,
     "clock-step"},
    {"a program without room",
     {.begun = true, .stop = STOP_FAIL, .disturbance = DISTURBANCE_TOLD},
     OUTCOME_UNRESOLVED,
     "resource"},
    {"misuse before a disturbance",
     {.begun = true, .misused = true, .stop = STOP_FAIL, .disturbance = DISTURBANCE_CLOCK},
     OUTCOME_BROKEN,
     "misuse"},
    {"interrupted before a disturbance",
     {.begun = true, .interrupted = true, .stop = STOP_FAIL, .disturbance = DISTURBANCE_CLOCK},
     OUTCOME_SKIPPED,
     "interrupted"},

    {"interrupted", {.begun = true, .interrupted = true, .wait_status = SIGKILL}, OUTCOME_SKIPPED, "interrupted"},
    {"interrupted before deadline",
     {.begun = true, .interrupted = true, .deadline_passed = true},
     OUTCOME_SKIPPED,
     "interrupted"},
    {"interrupted before a stop",
     {.begun = true, .interrupted = true, .stop = STOP_FAIL},
     OUTCOME_SKIPPED,
     "interrupted"},

    {"scribbled", {FINISHED, .scribbled = true, .expectations = 1}, OUTCOME_BROKEN, "scribbled"},
    {"scribbled before a signal", {.scribbled = true, .wait_status = SIGSEGV}, OUTCOME_BROKEN, "scribbled"},
    {"scribbled before interrupted", {.scribbled = true, .interrupted = true}, OUTCOME_BROKEN, "scribbled"},

    {"misuse", {FINISHED, .misused = true, .expectations = 1}, OUTCOME_BROKEN, "misuse"},
    {"misuse before a stop", {.begun = true, .misused = true, .stop = STOP_CRASH}, OUTCOME_BROKEN, "misuse"},
    {"misuse before interrupted", {.misused = true, .interrupted = true}, OUTCOME_BROKEN, "misuse"},
    {"misuse before deadline", {.misused = true, .deadline_passed = true}, OUTCOME_BROKEN, "misuse"},
};

START_TEST(row_gets_its_outcome)
{
    struct outcome_decision decision = outcome_decide(&rows[_i].facts);

    ck_assert_msg(decision.outcome == rows[_i].outcome, "%s: %s, expected %s", rows[_i].what,
                  outcome_name(decision.outcome), outcome_name(rows[_i].outcome));
    ck_assert_msg((decision.code == NULL) == (rows[_i].code == NULL), "%s: %s", rows[_i].what, decision.code);
    if (decision.code)
        ck_assert_str_eq(decision.code, rows[_i].code);
    ck_assert_int_eq(decision.code == NULL, decision.message == NULL);
}
END_TEST

START_TEST(subject_is_named_where_it_may_have_done_it)
{
    struct outcome_facts facts = {FINISHED, .wait_status = SIGKILL};

    ck_assert_ptr_null(strstr(outcome_decide(&facts).message, "submission"));
    facts.subjected = true;
    ck_assert_ptr_nonnull(strstr(outcome_decide(&facts).message, "grader killed by the submission"));
    ck_assert_int_eq(outcome_decide(&facts).outcome, OUTCOME_BROKEN);
    facts.deadline_passed = true;
    ck_assert_ptr_nonnull(strstr(outcome_decide(&facts).message, "stopped by the submission"));
}
END_TEST

Suite *suite_of_outcomes(void)
{
    Suite *suite = suite_create("outcomes");
    TCase *tcase = tcase_create("decide");

    tcase_add_loop_test(tcase, row_gets_its_outcome, 0, (int)(sizeof rows / sizeof rows[0]));
    tcase_add_test(tcase, subject_is_named_where_it_may_have_done_it);
    suite_add_tcase(suite, tcase);
    return suite;
}
