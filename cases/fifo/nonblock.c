/* The O_NONBLOCK rules of pipes, row by row, for FIFOs. */
#include "cases/pipe/nonblock.h"

CASE(nonblocking_write_up_to_pipe_buf_is_all_or_nothing, PROVES("fifo.write.nonblock-rules"),
     VARIANT_TABLE(small_writes))
{
    small_write_is_all_or_nothing(BY_FIFO, &small_writes[variant]);
}

CASE(nonblocking_large_write_transfers_what_fits, PROVES("fifo.write.nonblock-rules"))
{
    large_write_transfers_what_fits(BY_FIFO, (struct measure){3, 0}, (struct measure){1, 0});
}

CASE(nonblocking_large_write_to_full_fifo_fails, PROVES("fifo.write.nonblock-rules"))
{
    large_write_fails_when_full(BY_FIFO);
}

CASE(nonblocking_large_write_into_empty_fifo_transfers_pipe_buf, PROVES("fifo.write.nonblock-rules"),
     VARIANTS("fresh", "drained"))
{
    large_write_into_empty(BY_FIFO, variant == 1);
}
