/* Judges that write where only the harness does. */
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
