/* Which processors and which variants `ipclaim bench` takes, on machines that are made up. */
#include "runner/bench/plan.h"
#include "runner/selftest/units.h"

#include <string.h>

static struct places places;

static void make(int count, int smt, int core, int node)
{
    places = (struct places){.count = count, .home = 0, .away = {smt, core, node}};
}

static void expect_partner(enum definition definition, int cpu, const char *far)
{
    const char *distance;

    ck_assert_int_eq(places_partner(&places, definition, &distance), cpu);
    ck_assert_pstr_eq(distance, far);
    ck_assert((places_lack(&places, definition) == NULL) == (cpu >= 0));
}

START_TEST(cross_cpu_is_another_core_where_there_is_one)
{
    make(4, 1, 2, 3);
    expect_partner(DEFINED_SAME_CPU, 0, NULL);
    expect_partner(DEFINED_CROSS_CPU, 2, "core");
    expect_partner(DEFINED_CROSS_SMT, 1, "smt");
    expect_partner(DEFINED_CROSS_NODE, 3, "node");
}
END_TEST

START_TEST(cross_cpu_is_what_there_is_where_there_is_no_other_core)
{
    make(2, 1, -1, -1);
    expect_partner(DEFINED_CROSS_CPU, 1, "smt");
    expect_partner(DEFINED_CROSS_SMT, -1, NULL);
    make(2, -1, -1, 1);
    expect_partner(DEFINED_CROSS_CPU, 1, "node");
    expect_partner(DEFINED_CROSS_NODE, -1, NULL);
    make(1, -1, -1, -1);
    expect_partner(DEFINED_CROSS_CPU, -1, NULL);
}
END_TEST

START_TEST(nothing_is_pinned_where_it_cannot_be)
{
    make(0, -1, -1, -1);
    places.home = -1;
    ck_assert_ptr_nonnull(strstr(places_lack(&places, DEFINED_SAME_CPU), "cannot pin"));
    ck_assert_ptr_null(places_lack(&places, DEFINED_PAIR));
    ck_assert_ptr_null(places_lack(&places, DEFINED_UNPINNED));
}
END_TEST

/* Up to twice as many processes as processors. */
START_TEST(contention_grows_to_twice_the_processors)
{
    static const struct {
        int cpus;
        const char *numbers;
    } expected[] = {
        {1, " 1 2"}, {2, " 1 2 3 4"}, {4, " 1 2 3 4 8"}, {6, " 1 2 3 4 8 12"}, {64, " 1 2 3 4 8 16 32 64 128"}};
    char *words[] = {"contention/mutex/*"};
    struct bench_options options = {.seed = 1, .words = words, .word_count = 1};

    for (size_t e = 0; e < sizeof expected / sizeof expected[0]; e++) {
        struct bench_plan plan;
        char numbers[100] = "";

        make(expected[e].cpus, -1, expected[e].cpus > 1 ? 1 : -1, -1);
        ck_assert_ptr_null(bench_plan_make(&plan, &options, &places));
        for (size_t i = 0; i < plan.count; i++)
            snprintf(numbers + strlen(numbers), sizeof numbers - strlen(numbers), " %u", plan.variants[i].processes);
        ck_assert_str_eq(numbers, expected[e].numbers);
        bench_plan_free(&plan);
    }
}
END_TEST

START_TEST(spinning_on_one_processor_is_left_out)
{
    char *words[] = {"shm-spin"};
    struct bench_options options = {.quick = true, .seed = 1, .words = words, .word_count = 1};
    struct bench_plan plan;
    const struct variant *same;

    make(2, -1, 1, -1);
    ck_assert_ptr_null(bench_plan_make(&plan, &options, &places));
    same = bench_plan_find(&plan, "latency/shm-spin/same-cpu/64");
    ck_assert_int_eq(same->status, STATUS_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(same->reason, "time slice"));
    ck_assert_int_eq(bench_plan_find(&plan, "latency/shm-spin/cross-cpu/64")->status, STATUS_MEASURED);
    bench_plan_free(&plan);
}
END_TEST

Suite *suite_of_places(void)
{
    Suite *suite = suite_create("places");
    TCase *all = tcase_create("places");

    tcase_add_test(all, cross_cpu_is_another_core_where_there_is_one);
    tcase_add_test(all, cross_cpu_is_what_there_is_where_there_is_no_other_core);
    tcase_add_test(all, nothing_is_pinned_where_it_cannot_be);
    tcase_add_test(all, contention_grows_to_twice_the_processors);
    tcase_add_test(all, spinning_on_one_processor_is_left_out);
    suite_add_tcase(suite, all);
    return suite;
}
