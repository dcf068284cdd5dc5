/* Cases of every kind, which the targets select and write about; none is ever run. */
#include "fixtures/case.h"

CASE(plain_case, PROVES("fuzz.one"))
{
}

CASE(case_with_variants, PROVES("fuzz.one"), VARIANTS("pipe", "fifo", "64 KiB"), CONDITION("privileged"))
{
}

CASE(case_that_is_exclusive, PROVES("fuzz.two"), EXCLUSIVE, VARIANTS("stream", "dgram"))
{
}

CASE(case_that_refutes, REFUTES("fuzz.two"))
{
}
