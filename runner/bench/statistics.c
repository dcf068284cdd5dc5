#include "runner/bench/statistics.h"

#include <math.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    double first = *(const double *)a;
    double second = *(const double *)b;

    return (first > second) - (first < second);
}

void statistics_sort(double *values, size_t count)
{
    if (count)
        qsort(values, count, sizeof *values, by_value);
}

double statistics_quantile(const double *sorted, size_t count, double q)
{
    return sorted[(size_t)(q * (double)(count - 1) + 0.5)];
}

double statistics_median(const double *sorted, size_t count)
{
    return count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

/*
 * How many values lie outside on each side, at most, so that the rest still covers the median with CONFIDENCE; -1 where
 * not even all of them do. Of N values, I lie below the median with the probability C(N, I) / 2^N.
 */
static long outside(size_t count, double least, double *confidence)
{
    double logarithm = -(double)count * log(2); /* of the probability of exactly I */
    double below = 0;
    long left_out = -1;

    *confidence = NAN;
    for (size_t i = 0; i < count / 2; i++) {
        below += exp(logarithm);
        if (1 - 2 * below < least)
            break;
        left_out = (long)i;
        *confidence = 1 - 2 * below;
        logarithm += log((double)(count - i) / (double)(i + 1));
    }
    return left_out;
}

struct interval statistics_interval(double *values, size_t count)
{
    struct interval found = {NAN, NAN, NAN, NAN, count};
    long left_out;

    if (count == 0)
        return found;
    statistics_sort(values, count);
    found.median = statistics_median(values, count);
    left_out = outside(count, 0.95, &found.confidence);
    if (left_out >= 0) {
        found.low = values[left_out];
        found.high = values[count - 1 - (size_t)left_out];
    }
    return found;
}

double statistics_mode(double *values, size_t count)
{
    size_t half = count / 2;
    size_t best = 0;

    if (count == 0)
        return NAN;
    statistics_sort(values, count);
    for (size_t i = 1; i + half < count; i++)
        if (values[i + half] - values[i] < values[best + half] - values[best])
            best = i;
    return (values[best] + values[best + half]) / 2;
}
