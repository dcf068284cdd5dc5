/* What pipes promise to concurrent writers, promised by FIFOs to strangers. */
#include "cases/pipe/crowd.h"

CASE(records_of_concurrent_strangers_stay_whole, PROVES("fifo.write.atomic"), VARIANT_TABLE(record_sizes))
{
    records_stay_whole(BY_FIFO, &record_sizes[variant]);
}

static const struct record_size waiting_sizes[] = {
    {"512 bytes", 0, 512, false, false, false},
    {"PIPE_BUF", 1, 0, false, false, false},
};

CASE(record_that_waits_for_room_goes_in_whole, PROVES("fifo.write.atomic"), VARIANT_TABLE(waiting_sizes))
{
    expect_equal(foreign_bytes_inside(BY_FIFO, &waiting_sizes[variant]), 0, "foreign bytes inside the record");
}
