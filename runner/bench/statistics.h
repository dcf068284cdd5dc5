/* What `ipclaim bench` makes of its samples. No function allocates; those that sort say so. */
#ifndef IPCLAIM_BENCH_STATISTICS_H
#define IPCLAIM_BENCH_STATISTICS_H

#include <stddef.h>

/* Of fewer values than this no interval of the median covers it with 95 %. */
enum { STATISTICS_LEAST = 6 };

/*
 * The median, and an interval that covers the true one with a probability of CONFIDENCE, which is at least 0.95 and
 * exact whatever the distribution: both ends are values of the sample, and how many of N values lie below the true
 * median is binomial. All but COUNT are NaN where there are too few values.
 */
struct interval {
    double median, low, high, confidence;
    size_t count;
};

/* Sorts ascending. */
void statistics_sort(double *values, size_t count);

/* The value below which the share Q of SORTED values lies (nearest rank). COUNT is at least 1. */
double statistics_quantile(const double *sorted, size_t count, double q);

/* The median of SORTED values, the mean of the middle two where their number is even. COUNT is at least 1. */
double statistics_median(const double *sorted, size_t count);

/* Sorts. The median of no values is NaN. */
struct interval statistics_interval(double *values, size_t count);

/*
 * The usual value: the middle of the shortest interval that holds more than half of them. It stays where most values
 * are when the others are far away, and does not lie between two heaps. Sorts; NaN of no values.
 */
double statistics_mode(double *values, size_t count);

#endif
