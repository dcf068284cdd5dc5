/* The suites of selftest-units, one a file. */
#ifndef IPCLAIM_SELFTEST_UNITS_H
#define IPCLAIM_SELFTEST_UNITS_H

#include <check.h>

Suite *suite_of_outcomes(void);
Suite *suite_of_plans(void);
Suite *suite_of_texts(void);
Suite *suite_of_memory(void);
Suite *suite_of_ledger(void);
Suite *suite_of_optional(void);
Suite *suite_of_platform(void);
Suite *suite_of_statistics(void);
Suite *suite_of_verdicts(void);
Suite *suite_of_places(void);
Suite *suite_of_sweep(void);

/* Gives this process an arena and a docket, as a judge has them; to be called in a test, which is a process. */
void become_judge(void);

#endif
