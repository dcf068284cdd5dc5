/* What lies in shared memory: the docket's tables and the arena; and the watch by which waiting on it is counted. */
#include "fixtures/arena.h"
#include "fixtures/docket.h"
#include "fixtures/watch.h"
#include "runner/selftest/units.h"
#include "runner/slot.h"

#include <poll.h>
#include <string.h>

START_TEST(docket_counts_what_does_not_fit)
{
    become_judge();
    for (int i = 0; i < DOCKET_EVENTS + 5; i++)
        docket_event(EVENT_NOTE, JUDGE, NULL);
    ck_assert_uint_eq(docket->event_count, DOCKET_EVENTS);
    ck_assert_uint_eq(docket->events_dropped, 5);
}
END_TEST

START_TEST(docket_keeps_no_half_text)
{
    unsigned kept;

    become_judge();
    for (int i = 0; i < 1000; i++)
        docket_event(EVENT_NOTE, JUDGE, "%0999d", i);
    kept = docket->event_count;
    ck_assert_uint_eq(kept, (DOCKET_TEXT - 1) / 1000);
    ck_assert_uint_eq(docket->events_dropped, 1000 - kept);
    for (unsigned i = 0; i < kept; i++)
        ck_assert_uint_eq(strlen(docket_text(docket, docket->events[i].detail)), 999);
    /* A short one still fits. */
    docket_event(EVENT_NOTE, JUDGE, "short");
    ck_assert_str_eq(docket_text(docket, docket->events[kept].detail), "short");
}
END_TEST

START_TEST(docket_is_clean_after_reset)
{
    become_judge();
    for (int i = 0; i < 1000; i++)
        docket_event(EVENT_NOTE, JUDGE, "%0999d", i);
    docket_observe("a", 1, NULL, "");
    docket_stop(STOP_FAIL, "assertion", "stage", "file", 1, "message");
    docket_reset(docket);
    ck_assert_uint_eq(docket->event_count, 0);
    ck_assert_uint_eq(docket->observation_count, 0);
    ck_assert_int_eq(docket->stop, STOP_NONE);
    ck_assert_str_eq(docket->message, "");
    for (size_t i = 0; i < DOCKET_TEXT; i++)
        ck_assert_int_eq(docket->text[i], 0);
    for (size_t i = 0; i < sizeof docket->events; i++)
        ck_assert_int_eq(((const char *)docket->events)[i], 0);
}
END_TEST

START_TEST(first_reason_stands)
{
    become_judge();
    docket_stop(STOP_CRASH, "signal", NULL, NULL, 0, "first");
    docket_stop(STOP_FAIL, "assertion", "stage", "file", 1, "second");
    ck_assert_int_eq(docket->stop, STOP_CRASH);
    ck_assert_str_eq(docket->message, "first");
    ck_assert_str_eq(docket->code, "signal");
    ck_assert_str_eq(docket->file, "");
}
END_TEST

START_TEST(observations_are_replaced_by_name_and_counted)
{
    char name[16];

    become_judge();
    docket_observe("same", 1, NULL, "bytes");
    docket_observe("same", 2, "text", "");
    ck_assert_uint_eq(docket->observation_count, 1);
    ck_assert(docket->observations[0].is_text);
    ck_assert_str_eq(docket->observations[0].text, "text");
    docket_observe("same", 3, NULL, "");
    ck_assert(!docket->observations[0].is_text);
    for (int i = 0; i < DOCKET_OBSERVATIONS; i++) {
        snprintf(name, sizeof name, "n%d", i);
        docket_observe(name, i, NULL, "");
    }
    ck_assert_uint_eq(docket->observation_count, DOCKET_OBSERVATIONS);
    ck_assert_uint_eq(docket->observations_dropped, 1);
}
END_TEST

START_TEST(text_outside_the_docket_is_empty)
{
    become_judge();
    ck_assert_str_eq(docket_text(docket, 0), "");
    ck_assert_str_eq(docket_text(docket, DOCKET_TEXT), "");
    ck_assert_str_eq(docket_text(docket, UINT32_MAX), "");
}
END_TEST

START_TEST(arena_gives_poisoned_aligned_memory)
{
    unsigned char *first, *second;

    become_judge();
    first = arena_take(1);
    second = arena_take(100);
    ck_assert_uint_eq((uintptr_t)first % 64, 0);
    ck_assert_uint_eq((uintptr_t)second % 64, 0);
    ck_assert(second >= first + 64);
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(second[i], 0xA5);
    ck_assert(arena_holds(first) && arena_holds(second + 99));
    ck_assert(!arena_holds(&first) && !arena_holds((char *)arena + ARENA_SIZE) && !arena_holds(NULL));
}
END_TEST

START_TEST(arena_ends)
{
    size_t taken = 0;

    become_judge();
    ck_assert_ptr_null(arena_take(ARENA_SIZE));
    ck_assert_ptr_null(arena_take(SIZE_MAX));
    ck_assert_ptr_null(arena_take(SIZE_MAX - 62));
    while (arena_take(1 << 20))
        taken++;
    ck_assert_uint_eq(taken, ARENA_SIZE / (1 << 20) - 1);
    ck_assert_ptr_nonnull(arena_take(64)); /* what is refused takes nothing */
}
END_TEST

START_TEST(arena_is_clean_after_reset)
{
    static const size_t sizes[] = {100, 1 << 20};
    unsigned char *memory;
    size_t dirty = 0;

    become_judge();
    memory = arena_take(sizes[_i]);
    atomic_store(&arena->misused, true);
    arena->mailbox[ARENA_ACTORS - 1].result = 7;
    arena_reset(arena, ARENA_SIZE);
    /* An assertion a byte would take Check longer than it allows. */
    for (size_t i = 0; i < sizes[_i]; i++)
        dirty += memory[i] != 0;
    ck_assert_uint_eq(dirty, 0);
    ck_assert(!atomic_load(&arena->misused));
    ck_assert_int_eq(arena->mailbox[ARENA_ACTORS - 1].result, 0);
    ck_assert_uint_eq(atomic_load(&arena->used), 0);
    ck_assert(arena_holds((unsigned char *)arena + ARENA_SIZE - 1));
}
END_TEST

/* A subject can write what it likes there, and the judge must not follow it out of the arena. */
START_TEST(arena_keeps_to_itself_whatever_is_written_there)
{
    static const size_t written[] = {SIZE_MAX, SIZE_MAX - 63, SIZE_MAX - sizeof(struct arena), ARENA_SIZE, 1, 65};

    become_judge();
    atomic_store(&arena->used, written[_i]);
    ck_assert_ptr_null(arena_take(64));
    arena_reset(arena, ARENA_SIZE);
    ck_assert_uint_eq(atomic_load(&arena->used), 0);
    ck_assert_ptr_nonnull(arena_take(64));
}
END_TEST

START_TEST(watch_stands_still_while_nobody_looks)
{
    enum { LONGEST_NS = 10000000, AWAY_MS = 100 };
    struct watch watch = {0, 0};
    int64_t before = watch_now(&watch, LONGEST_NS);
    int64_t clock = clock_ns();

    poll(NULL, 0, AWAY_MS);
    ck_assert_int_eq(watch_now(&watch, LONGEST_NS), before + LONGEST_NS);
    clock = clock_ns() - clock;
    ck_assert_int_ge(watch.lost_ns, AWAY_MS * 1000000LL - 2 * LONGEST_NS);
    ck_assert_int_le(watch.lost_ns, clock);
}
END_TEST

START_TEST(watch_goes_as_the_clock_does_while_somebody_looks)
{
    const int64_t longest = INT64_C(3600) * 1000000000;
    struct watch watch = {0, 0};
    int64_t before = clock_ns();
    int64_t first = watch_now(&watch, longest);

    ck_assert_int_ge(first, before);
    poll(NULL, 0, 20);
    ck_assert_int_ge(watch_now(&watch, longest), first + 19000000);
    ck_assert_int_eq(watch.lost_ns, 0);
}
END_TEST

START_TEST(docket_that_is_kept_properly_is_sound)
{
    become_judge();
    ck_assert(docket_is_sound(docket));
    for (int i = 0; i < 1000; i++)
        docket_event(EVENT_NOTE, JUDGE, "%0999d", i);
    docket_observe("a", 1, "text", "");
    docket_stop(STOP_FAIL, "assertion", "stage", "file", 1, "message");
    ck_assert(docket_is_sound(docket));
    docket->events[0].actor = 0; /* there is none */
    ck_assert(!docket_is_sound(docket));
    docket_clear(docket);
    ck_assert(docket_is_sound(docket));
    ck_assert_uint_eq(docket->event_count, 0);
}
END_TEST

Suite *suite_of_memory(void)
{
    Suite *suite = suite_create("memory");
    TCase *tcase = tcase_create("docket");

    tcase_add_test(tcase, docket_counts_what_does_not_fit);
    tcase_add_test(tcase, docket_keeps_no_half_text);
    tcase_add_test(tcase, docket_is_clean_after_reset);
    tcase_add_test(tcase, first_reason_stands);
    tcase_add_test(tcase, observations_are_replaced_by_name_and_counted);
    tcase_add_test(tcase, text_outside_the_docket_is_empty);
    tcase_add_test(tcase, docket_that_is_kept_properly_is_sound);
    suite_add_tcase(suite, tcase);
    tcase = tcase_create("arena");
    tcase_add_test(tcase, arena_gives_poisoned_aligned_memory);
    tcase_add_test(tcase, arena_ends);
    tcase_add_loop_test(tcase, arena_is_clean_after_reset, 0, 2);
    tcase_add_loop_test(tcase, arena_keeps_to_itself_whatever_is_written_there, 0, 6);
    suite_add_tcase(suite, tcase);
    tcase = tcase_create("watch");
    tcase_add_test(tcase, watch_stands_still_while_nobody_looks);
    tcase_add_test(tcase, watch_goes_as_the_clock_does_while_somebody_looks);
    suite_add_tcase(suite, tcase);
    return suite;
}
