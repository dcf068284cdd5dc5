/* What `ipclaim bench` makes of samples, against distributions whose median is known. */
#include "runner/bench/statistics.h"
#include "runner/plan.h"
#include "runner/selftest/units.h"

#include <math.h>
#include <stdlib.h>

static uint64_t state = 20261123;

/* Evenly from 0 to 1, without both. */
static double even(void)
{
    return ((double)(plan_random(&state) >> 12) + 0.5) / 4503599627370496.0;
}

static double normal(void)
{
    return sqrt(-2 * log(even())) * cos(2 * 3.14159265358979323846 * even());
}

/* As latencies are: never below, far above. Its median is e^1. */
static double skewed(void)
{
    return exp(1 + normal());
}

/* Two speeds, a third apart, one of them twice as often. Its median is where the slow heap has three quarters left. */
static double of_two_heaps(void)
{
    return even() < 1.0 / 3 ? 1.35 + 0.01 * even() : 1 + 0.01 * even();
}

static const struct {
    double (*draw)(void);
    double median;
} known[] = {{even, 0.5}, {normal, 0}, {skewed, 2.718281828459045}, {of_two_heaps, 1.0075}};

static const size_t sizes[] = {6, 15, 25, 40, 101};

/* An exact interval covers what it says; 4000 draws tell that to 1.4 % (four times the standard error of 95 %). */
START_TEST(interval_covers_the_median_as_often_as_it_says)
{
    enum { TRIALS = 4000 };
    double values[101];

    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        double confidence = 0;
        int covered = 0;

        for (int trial = 0; trial < TRIALS; trial++) {
            struct interval found;

            for (size_t i = 0; i < sizes[s]; i++)
                values[i] = known[_i].draw();
            found = statistics_interval(values, sizes[s]);
            covered += found.low <= known[_i].median && known[_i].median <= found.high;
            confidence = found.confidence;
        }
        ck_assert(confidence >= 0.95);
        ck_assert_double_eq_tol((double)covered / TRIALS, confidence, 0.014);
    }
}
END_TEST

/* The ranks and probabilities of tables of the binomial distribution. */
START_TEST(interval_has_the_ranks_of_the_table)
{
    static const struct {
        size_t count;
        double low, high, confidence;
    } table[] = {{6, 1, 6, 0.96875}, {15, 4, 12, 0.96484}, {25, 8, 18, 0.95671}, {40, 14, 27, 0.96152}};
    double values[40];

    for (size_t t = 0; t < sizeof table / sizeof table[0]; t++) {
        struct interval found;

        for (size_t i = 0; i < table[t].count; i++)
            values[i] = (double)(table[t].count - i);
        found = statistics_interval(values, table[t].count);
        ck_assert_double_eq(found.low, table[t].low);
        ck_assert_double_eq(found.high, table[t].high);
        ck_assert_double_eq_tol(found.confidence, table[t].confidence, 0.0001);
        ck_assert_double_eq(found.median, (double)(table[t].count + 1) / 2);
    }
}
END_TEST

START_TEST(few_values_have_a_median_and_no_interval)
{
    double values[] = {3, 1, 2, 5, 4};
    struct interval found = statistics_interval(values, 5);

    ck_assert_double_eq(found.median, 3);
    ck_assert(isnan(found.low) && isnan(found.high) && isnan(found.confidence));
    ck_assert_uint_eq(found.count, 5);
    found = statistics_interval(values, 0);
    ck_assert(isnan(found.median));
}
END_TEST

START_TEST(many_values_have_an_interval)
{
    static double values[1000];
    struct interval found;

    for (size_t i = 0; i < 1000; i++)
        values[i] = (double)i;
    found = statistics_interval(values, 1000);
    ck_assert(found.confidence >= 0.95 && found.confidence < 0.96);
    ck_assert(found.low > 460 && found.high < 540);
}
END_TEST

START_TEST(quantiles_are_values_of_the_sample)
{
    double values[] = {10, 20, 30, 40, 50};

    ck_assert_double_eq(statistics_quantile(values, 5, 0), 10);
    ck_assert_double_eq(statistics_quantile(values, 5, 0.5), 30);
    ck_assert_double_eq(statistics_quantile(values, 5, 0.9), 50);
    ck_assert_double_eq(statistics_quantile(values, 5, 1), 50);
    ck_assert_double_eq(statistics_quantile(values, 1, 0.99), 10);
    ck_assert_double_eq(statistics_median(values, 4), 25);
}
END_TEST

/* Of two speeds, the more frequent, and nothing in between. */
START_TEST(mode_lies_in_the_larger_heap)
{
    double values[300];

    for (int trial = 0; trial < 100; trial++) {
        double mode;

        for (size_t i = 0; i < 300; i++)
            values[i] = of_two_heaps();
        mode = statistics_mode(values, 300);
        ck_assert(mode > 1 && mode < 1.01);
    }
    ck_assert(isnan(statistics_mode(values, 0)));
    ck_assert_double_eq(statistics_mode(values, 1), values[0]);
}
END_TEST

Suite *suite_of_statistics(void)
{
    Suite *suite = suite_create("statistics");
    TCase *all = tcase_create("statistics");

    tcase_add_loop_test(all, interval_covers_the_median_as_often_as_it_says, 0, sizeof known / sizeof known[0]);
    tcase_add_test(all, interval_has_the_ranks_of_the_table);
    tcase_add_test(all, few_values_have_a_median_and_no_interval);
    tcase_add_test(all, many_values_have_an_interval);
    tcase_add_test(all, quantiles_are_values_of_the_sample);
    tcase_add_test(all, mode_lies_in_the_larger_heap);
    suite_add_tcase(suite, all);
    return suite;
}
