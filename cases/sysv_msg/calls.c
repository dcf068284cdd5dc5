/* What a message costs in system calls, on queues of either interface. */
#include "cases/cross/calls.h"

CASE(message_never_costs_less_than_two_calls, REFUTES("perf.syscalls.msgq-one-to-two"),
     VARIANTS("System V queue", "POSIX queue"))
{
    struct cost cost = cost_of_four(variant == 0 ? BY_MSGSND : BY_MQ_SEND);

    expect_equal(cost.sending + cost.receiving, 2 * (CHANNEL_MESSAGES / 2), "calls for 4 messages");
}
