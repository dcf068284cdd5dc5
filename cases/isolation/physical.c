/* One address in two processes, and the physical pages behind it. */
#include "cases/isolation/frames.h"

CASE(page_is_its_writers_own_after_the_first_store, PROVES("iso.va.same-va-different-pa"), CONDITION("written"),
     VARIANTS("child writes", "parent writes"))
{
    struct actor *parent = actor_new("parent");
    long *at = map_page(parent, READ_WRITE, MAP_PRIVATE);
    struct actor *child, *writer, *other;

    store(parent, at, 1);
    child = actor_fork(parent, "child");
    writer = variant == 0 ? child : parent;
    other = variant == 0 ? parent : child;
    store(writer, at, 42);
    expect_equal(load(other, at), 1, "the word at the same address in the other process");
    expect(physical_page(writer, at) != physical_page(other, at), "one physical page is behind both addresses");
}

CASE(page_is_common_until_somebody_writes, REFUTES("iso.va.same-va-different-pa"), CONDITION("unwritten"))
{
    struct actor *parent = actor_new("parent");
    long *at = map_page(parent, READ_WRITE, MAP_PRIVATE);
    struct actor *child;

    store(parent, at, 1);
    child = actor_fork(parent, "child");
    expect_equal(load(child, at), 1, "the word at the same address in the child");
    expect(physical_page(parent, at) == physical_page(child, at), "the physical pages are different");
}
