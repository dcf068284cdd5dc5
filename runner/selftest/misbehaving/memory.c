/* Processes of a case that use memory as nobody may. */
#include "fixtures/case.h"
#include "fixtures/docket.h"
#include "fixtures/ledger.h"

#include <stddef.h>

static void fill_all(void)
{
    memset(docket, 0xff, sizeof *docket);
}

static void claim_too_many(void)
{
    docket->event_count = docket->actor_count = docket->observation_count = docket->tidied_count = 1u << 30;
}

static void unterminate_texts(void)
{
    memset(docket->message, 'x', sizeof docket->message);
    memset(docket->actors, 'x', sizeof docket->actors);
    memset(docket->text, 'x', sizeof docket->text);
}

static void confuse_events(void)
{
    for (unsigned i = 0; i < docket->event_count; i++) {
        docket->events[i].kind = (enum event_kind)77;
        docket->events[i].actor = 1 << 20;
        docket->events[i].call = -5;
        docket->events[i].detail = UINT32_MAX;
    }
}

static void claim_no_text(void)
{
    docket->text_used = UINT32_MAX;
}

static void fill_ledger(void)
{
    memset(ledger_slot, 0x7f, LEDGER_ENTRIES * sizeof *ledger_slot);
}

static const struct {
    const char *name;
    void (*scribble)(void);
} scribbles[] = {{"everything", fill_all},   {"counts", claim_too_many},         {"texts", unterminate_texts},
                 {"events", confuse_events}, {"length of texts", claim_no_text}, {"ledger", fill_ledger}};

CASE(judge_scribbles_over_the_docket, PROVES("self.limits"), VARIANT_TABLE(scribbles))
{
    expect_succeeds(do_getpid(actor_new("bystander")));
    scribbles[variant].scribble();
    child_exit(0);
}

/* A compiler must not see through it, nor valgrind drop a read that nobody needs: hence all the volatile. */
static long read_beyond_the_end(void *arg)
{
    enum { SIZE = 8 };
    volatile char *volatile block = calloc(SIZE, 1);
    volatile char *volatile end = block + SIZE;
    volatile char seen = 0;

    (void)arg;
    if (block)
        seen = *end;
    free((void *)block);
    return 0 * seen;
}

static long read_after_free(void *arg)
{
    volatile char *volatile block = calloc(8, 1);
    volatile char seen = 0;

    (void)arg;
    free((void *)block);
    if (block)
        /* cppcheck-suppress deallocuse ; on purpose */
        seen = *block; /* NOLINT(clang-analyzer-unix.Malloc) */
    return 0 * seen;
}

static long add_beyond_the_most(void *arg)
{
    volatile int sum = INT_MAX;

    (void)arg;
    sum = sum + 1;
    return 0;
}

/* Each is nothing to notice by itself, and an error to a checker of memory or to UndefinedBehaviorSanitizer. */
static const struct misuse {
    const char *name;
    scene *run;
} misuses[] = {
    {"beyond the end", read_beyond_the_end}, {"after it is freed", read_after_free}, {"overflow", add_beyond_the_most}};

CASE(judge_misuses_memory, PROVES("self.limits"), VARIANT_TABLE(misuses))
{
    expect_equal(misuses[variant].run(NULL), 0, "what came of it");
}

CASE(actor_misuses_memory, PROVES("self.limits"), VARIANT_TABLE(misuses))
{
    expect_returns(do_scene(actor_new("careless"), misuses[variant].run, NULL), 0);
}
