/* Readers and writers at work, as fast as they can: what a writer changes in two steps nobody sees half changed. */
#include "cases/assignments/rw.h"
#include "cases/shm_sync/racers.h"

enum { WRITERS = 2, READERS = 3, TURNS = 1000 };

/* In scratch memory. */
struct book {
    struct start *start;
    int lock;
    volatile long left, right; /* the same while nobody writes */
};

/* Returns how often somebody else had changed what only one may change, or minus the error. */
static long write_book(void *arg)
{
    struct book *book = arg;
    long wrong = 0;

    start_together(book->start);
    for (int i = 0; i < TURNS; i++) {
        if (subject.rw_write(book->lock) != 0)
            return -errno;
        long left = book->left;
        book->left = left + 1;
        step_aside();
        wrong += book->left != left + 1 || book->right != left;
        book->right = left + 1;
        if (subject.rw_release(book->lock) != 0)
            return -errno;
    }
    return wrong;
}

/* Returns how often it was seen half changed. */
static long read_book(void *arg)
{
    struct book *book = arg;
    long wrong = 0;

    start_together(book->start);
    for (int i = 0; i < TURNS; i++) {
        if (subject.rw_read(book->lock) != 0)
            return -errno;
        wrong += book->left != book->right;
        step_aside();
        wrong += book->left != book->right;
        if (subject.rw_release(book->lock) != 0)
            return -errno;
    }
    return wrong;
}

CASE(nobody_sees_what_is_half_written, PROVES("assignment.rw.crowd"), BOTH_ORDERS, TIMEOUT(40))
{
    struct actor *maker = actor_new("maker");
    struct book *book = scratch_zeroed(sizeof *book);
    struct call *writing[WRITERS], *reading[READERS];

    book->start = start_new(WRITERS + READERS);
    book->lock = rw_new(maker, order_of(variant));
    for (int i = 0; i < WRITERS; i++)
        writing[i] = begin_scene(actor_new("writer"), write_book, book);
    for (int i = 0; i < READERS; i++)
        reading[i] = begin_scene(actor_new("reader"), read_book, book);
    for (int i = 0; i < WRITERS; i++)
        expect_returns(finish(writing[i]), 0);
    for (int i = 0; i < READERS; i++)
        expect_returns(finish(reading[i]), 0);
    expect_equal(book->left, WRITERS * TURNS, "what was written");
}
