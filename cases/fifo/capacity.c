/* How much a FIFO holds. */
#include "cases/pipe/capacity.h"

static const struct {
    const char *name;
    size_t size;
} write_sizes[] = {{"1 byte", 1}, {"4096 bytes", 4096}, {"1 MiB", 1 << 20}};

CASE(fifo_holds_what_it_holds, PROVES("fifo.cap.measure"), VARIANT_TABLE(write_sizes))
{
    observe("fifo.capacity", (double)capacity_by(BY_FIFO, write_sizes[variant].size), "bytes");
}
