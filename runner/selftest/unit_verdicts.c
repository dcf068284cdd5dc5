/* What `ipclaim bench` makes of claims, with blocks that are made up. */
#include "runner/bench/verdict.h"
#include "runner/selftest/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 25 };

static struct block fast[BLOCKS], slow[BLOCKS];
static struct variant variants[2];
static struct bench_plan plan = {variants, 2, 2};

/* Two variants whose blocks lie evenly around their values, WIDTH of them apart at most. */
static void make(double one, double other, double width)
{
    struct host host;

    memset(variants, 0, sizeof variants);
    variants[0] = (struct variant){.id = "latency/pipe/same-cpu/64", .mechanism = mechanism_named("pipe")};
    variants[1] = (struct variant){.id = "latency/fifo/same-cpu/64", .mechanism = mechanism_named("fifo")};
    variants[0].blocks = fast;
    variants[1].blocks = slow;
    for (unsigned i = 0; i < BLOCKS; i++) {
        double off = 1 + width * ((double)i / (BLOCKS - 1) - 0.5);

        fast[i] = (struct block){.round = i, .value = one * off, .canary = {100, 100}};
        slow[BLOCKS - 1 - i] = (struct block){.round = BLOCKS - 1 - i, .value = other * off, .canary = {100, 100}};
    }
    variants[0].block_count = variants[1].block_count = BLOCKS;
    summary_make(&plan, &host);
}

static struct finding found(const char *to, double least, double most)
{
    static struct criterion criterion;
    struct finding finding;

    criterion = (struct criterion){"claim", NULL, variants[0].id, to, least, most};
    verdict_find(&plan, &criterion, &finding);
    return finding;
}

START_TEST(interval_within_the_tolerance_holds)
{
    make(1000, 2000, 0.02);
    ck_assert_int_eq(found(NULL, 800, 1200).verdict, VERDICT_HOLDS);
    ck_assert_int_eq(found(variants[1].id, 0.4, 0.6).verdict, VERDICT_HOLDS);
    ck_assert_int_eq(found(variants[1].id, -INFINITY, 1).verdict, VERDICT_HOLDS);
}
END_TEST

START_TEST(interval_outside_of_the_tolerance_refutes)
{
    make(1000, 2000, 0.02);
    ck_assert_int_eq(found(NULL, 8000, 12000).verdict, VERDICT_REFUTED);
    ck_assert_int_eq(found(variants[1].id, 1, INFINITY).verdict, VERDICT_REFUTED);
}
END_TEST

START_TEST(interval_across_a_bound_is_inconclusive_and_says_what_would_do)
{
    struct finding finding;

    make(1000, 2000, 0.4);
    finding = found(NULL, 960, 1200);
    ck_assert_int_eq(finding.verdict, VERDICT_INCONCLUSIVE);
    ck_assert(finding.blocks > BLOCKS);
    ck_assert_ptr_nonnull(strstr(finding.why, "--rounds"));
    ck_assert_int_eq(found(NULL, 1000, 1200).verdict, VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(few_blocks_decide_nothing)
{
    struct finding finding;

    make(1000, 2000, 0.02);
    variants[0].block_count = 3;
    finding = found(variants[1].id, 0.4, 0.6);
    ck_assert_int_eq(finding.verdict, VERDICT_INCONCLUSIVE);
    ck_assert_ptr_nonnull(strstr(finding.why, "3 blocks have no interval"));
}
END_TEST

START_TEST(what_is_missing_says_so)
{
    make(1000, 2000, 0.02);
    ck_assert_int_eq(found("latency/tcp/same-cpu/64", 0, 1).verdict, VERDICT_UNTESTED);
    variants[1].block_count = 0;
    variant_drop(&variants[1], STATUS_UNSUPPORTED, "there is none");
    ck_assert_int_eq(found(variants[1].id, 0, 1).verdict, VERDICT_UNSUPPORTED);
    variant_drop(&variants[1], STATUS_FAILED, "it broke");
    ck_assert_int_eq(found(variants[1].id, 0, 1).verdict, VERDICT_INCONCLUSIVE);
}
END_TEST

/* Two speeds of the host, each for half of the blocks: a time near the bound is not decided, one far from it is. */
START_TEST(noise_keeps_what_is_near_undecided)
{
    struct host host;

    make(1000, 2000, 0.02);
    for (unsigned i = 0; i < BLOCKS; i++)
        fast[i].canary[0] = i % 2 ? 100 : 135;
    summary_make(&plan, &host);
    fast[0].kept = false;
    variants[0].summary.noisy = true;
    ck_assert_int_eq(found(NULL, 800, 1200).verdict, VERDICT_INCONCLUSIVE);
    ck_assert_int_eq(found(NULL, 8000, 12000).verdict, VERDICT_REFUTED);
    ck_assert_int_eq(found(NULL, 100, 12000).verdict, VERDICT_HOLDS);
}
END_TEST

START_TEST(blocks_at_another_speed_are_left_aside)
{
    struct host host;

    make(1000, 2000, 0.02);
    for (unsigned i = 0; i < 5; i++) {
        fast[i].canary[1] = 135;
        fast[i].value = 1350;
    }
    summary_make(&plan, &host);
    ck_assert_double_eq_tol(host.mode_ns, 100, 1);
    ck_assert_uint_eq(variants[0].summary.kept, BLOCKS - 5);
    ck_assert(!variants[0].summary.noisy);
    ck_assert(variants[0].summary.value.high < 1020);
    ck_assert_uint_eq(summary_compare(&variants[0], &variants[1]).ratio.count, BLOCKS - 5);
}
END_TEST

START_TEST(claims_depend_where_conditions_differ)
{
    enum verdict both[] = {VERDICT_HOLDS, VERDICT_REFUTED, VERDICT_INCONCLUSIVE};
    enum verdict unsure[] = {VERDICT_HOLDS, VERDICT_INCONCLUSIVE};
    enum verdict some[] = {VERDICT_UNTESTED, VERDICT_HOLDS, VERDICT_UNSUPPORTED};
    enum verdict none[] = {VERDICT_UNSUPPORTED, VERDICT_UNTESTED};

    ck_assert_int_eq(verdict_over_conditions(both, 3), VERDICT_DEPENDS);
    ck_assert_int_eq(verdict_over_conditions(unsure, 2), VERDICT_INCONCLUSIVE);
    ck_assert_int_eq(verdict_over_conditions(some, 3), VERDICT_HOLDS);
    ck_assert_int_eq(verdict_over_conditions(none, 2), VERDICT_UNTESTED);
}
END_TEST

START_TEST(one_refuted_criterion_refutes)
{
    struct finding findings[] = {
        {.verdict = VERDICT_HOLDS}, {.verdict = VERDICT_INCONCLUSIVE}, {.verdict = VERDICT_REFUTED}};

    ck_assert_int_eq(verdict_of_all(findings, 3), VERDICT_REFUTED);
    ck_assert_int_eq(verdict_of_all(findings, 2), VERDICT_INCONCLUSIVE);
    ck_assert_int_eq(verdict_of_all(findings, 1), VERDICT_HOLDS);
}
END_TEST

/* A full run on a machine with two processors has whatever a criterion names. */
START_TEST(every_criterion_can_be_measured)
{
    static struct places places = {.count = 2, .cpu = {0, 1}, .home = 1, .away = {-1, 0, -1}};
    struct bench_options options = {.seed = 1};
    struct bench_plan full;

    ck_assert_ptr_null(bench_plan_make(&full, &options, &places));
    for (size_t i = 0; i < criteria_count; i++) {
        ck_assert_msg(bench_plan_find(&full, criteria[i].of) != NULL, "%s", criteria[i].of);
        ck_assert_msg(!criteria[i].to || bench_plan_find(&full, criteria[i].to), "%s", criteria[i].to);
        ck_assert(criteria[i].least < criteria[i].most);
        ck_assert(verdict_claim_end(i) - i <= 16);
    }
    bench_plan_free(&full);
}
END_TEST

Suite *suite_of_verdicts(void)
{
    Suite *suite = suite_create("verdicts");
    TCase *all = tcase_create("verdicts");

    tcase_add_test(all, interval_within_the_tolerance_holds);
    tcase_add_test(all, interval_outside_of_the_tolerance_refutes);
    tcase_add_test(all, interval_across_a_bound_is_inconclusive_and_says_what_would_do);
    tcase_add_test(all, few_blocks_decide_nothing);
    tcase_add_test(all, what_is_missing_says_so);
    tcase_add_test(all, noise_keeps_what_is_near_undecided);
    tcase_add_test(all, blocks_at_another_speed_are_left_aside);
    tcase_add_test(all, claims_depend_where_conditions_differ);
    tcase_add_test(all, one_refuted_criterion_refutes);
    tcase_add_test(all, every_criterion_can_be_measured);
    suite_add_tcase(suite, all);
    return suite;
}
