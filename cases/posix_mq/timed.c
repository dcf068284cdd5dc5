/*
 * Deadlines. Only that a call did not give up too early is judged, on CLOCK_REALTIME, whose time the deadline is; how
 * late it returned says something about the load of the machine and nothing about the queue.
 */
#include "cases/posix_mq/queue.h"

#include <time.h>

static bool is_before(struct timespec a, struct timespec b)
{
    return a.tv_sec < b.tv_sec || (a.tv_sec == b.tv_sec && a.tv_nsec < b.tv_nsec);
}

static struct mq_pair pair_for(int sends)
{
    struct mq_pair pair = mq_pair_new(0, 0, 1);

    if (sends)
        must_mq_put(pair.sender, pair.out, 1, "first");
    return pair;
}

static struct call *begin_timed(const struct mq_pair *pair, int sends, struct mail *mail, const struct timespec *until)
{
    return sends ? begin_mq_timedsend(pair->sender, pair->out, "x", 1, 1, until)
                 : begin_mq_timedreceive(pair->receiver, pair->in, mail->text, MQ_SIZE, &mail->priority, until);
}

/* CLOCK_REALTIME when the call returned: now, less the time since. The order of the two readings errs to the late side.
 */
static struct timespec return_time(const struct call *call)
{
    struct timespec steady, real;
    int64_t ns;

    clock_gettime(CLOCK_MONOTONIC, &steady);
    clock_gettime(CLOCK_REALTIME, &real);
    ns = (int64_t)real.tv_sec * 1000000000 + real.tv_nsec -
         ((int64_t)steady.tv_sec * 1000000000 + steady.tv_nsec - call->returned_ns);
    return (struct timespec){.tv_sec = (time_t)(ns / 1000000000), .tv_nsec = (long)(ns % 1000000000)};
}

CASE(a_blocked_call_gives_up_with_ETIMEDOUT_and_not_early, PROVES("mq.timed.etimedout"),
     VARIANTS("mq_timedreceive", "mq_timedsend"))
{
    struct mq_pair pair = pair_for(variant);
    struct mail mail;
    struct timespec until = realtime_in(60), after;
    struct call *call = begin_timed(&pair, variant, &mail, &until);

    expect_fails(finish(call), ETIMEDOUT);
    after = return_time(call);
    expect(!is_before(after, until), "it gave up at %lld.%09ld, and the deadline was %lld.%09ld",
           (long long)after.tv_sec, after.tv_nsec, (long long)until.tv_sec, until.tv_nsec);
}

CASE(a_deadline_in_the_past_is_ETIMEDOUT_where_the_call_would_block, PROVES("mq.timed.etimedout"),
     VARIANTS("mq_timedreceive", "mq_timedsend"))
{
    struct mq_pair pair = pair_for(variant);
    struct mail mail;
    struct timespec past = {.tv_sec = 1};

    expect_fails(finish(begin_timed(&pair, variant, &mail, &past)), ETIMEDOUT);
    expect_equal(mq_stat(pair.receiver, pair.in).mq_curmsgs, variant, "messages queued");
}

CASE(a_deadline_in_the_past_is_no_matter_where_the_call_need_not_block, PROVES("mq.timed.not-used-if-ready"),
     VARIANTS("mq_timedreceive", "mq_timedsend"))
{
    struct mq_pair pair = pair_for(!variant);
    struct mail mail = {0};
    struct timespec past = {.tv_sec = 1};
    struct call *call = finish(begin_timed(&pair, variant, &mail, &past));

    if (variant)
        expect_returns(call, 0);
    else
        expect_mail(call, &mail, 1, "first");
}

CASE(a_message_before_the_deadline_ends_the_wait, PROVES("mq.timed.not-used-if-ready"))
{
    struct mq_pair pair = pair_for(0);
    struct mail mail = {0};
    struct timespec until = realtime_in(3600 * 1000L);
    struct call *taken = begin_timed(&pair, 0, &mail, &until);

    expect_blocked(taken);
    must_mq_put(pair.sender, pair.out, 2, "in time");
    expect_mail(finish(taken), &mail, 2, "in time");
}

static const struct {
    const char *name;
    long nanoseconds;
} bad[] = {{"-1", -1}, {"1000000000", 1000000000}};

CASE(nanoseconds_out_of_range_are_EINVAL_where_the_call_would_block, PROVES("mq.timed.bad-nsec-einval"),
     VARIANT_TABLE(bad))
{
    struct timespec until = realtime_in(3600 * 1000L);
    struct mail mail;

    until.tv_nsec = bad[variant].nanoseconds;
    for (int sends = 0; sends < 2; sends++) {
        struct mq_pair pair = pair_for(sends);

        expect_fails(finish(begin_timed(&pair, sends, &mail, &until)), EINVAL);
        must_return(do_mq_unlink(pair.sender, scratch_name("q")), 0);
    }
}
