/* Blocking or not, as the caller chooses. */
#include "cases/socket/wire.h"

CASE(receiver_chooses_whether_to_wait, PROVES("sock.sync.configurable"), VARIANT_TABLE(every_kind))
{
    struct wire wire = wire_open(every_kind[variant].kind);
    char text[4];
    struct call *waiting;

    expect_fails(do_recv(wire.right, wire.r, text, sizeof text, MSG_DONTWAIT), EAGAIN);
    set_nonblocking(wire.right, wire.r, true);
    expect_fails(do_recv(wire.right, wire.r, text, sizeof text, 0), EAGAIN);
    set_nonblocking(wire.right, wire.r, false);
    waiting = begin_recv(wire.right, wire.r, text, sizeof text, 0);
    expect_blocked(waiting);
    must_return(do_send(wire.left, wire.l, "x", 1, 0), 1);
    expect_returns(finish(waiting), 1);
}

CASE(sender_waits_for_room, PROVES("sock.stream.blocks-when-full"), VARIANT_TABLE(local_connected))
{
    struct wire wire = wire_open(local_connected[variant].kind);
    size_t room = fill(wire.left, wire.l);
    char *block = scratch(room);
    struct call *last = begin_send(wire.left, wire.l, "x", 1, 0);
    size_t got = 0;

    expect_blocked(last);
    while (got < room)
        got += (size_t)must_succeed(do_recv(wire.right, wire.r, block, room, 0));
    expect_returns(finish(last), 1);
}

CASE(sender_who_will_not_wait_is_refused, PROVES("sock.stream.nonblock-eagain"), VARIANT_TABLE(local_connected))
{
    struct wire wire = wire_open(local_connected[variant].kind);

    fill(wire.left, wire.l);
    expect_fails(do_send(wire.left, wire.l, "x", 1, MSG_DONTWAIT), EAGAIN);
    set_nonblocking(wire.left, wire.l, true);
    expect_fails(do_send(wire.left, wire.l, "x", 1, 0), EAGAIN);
}

CASE(caught_signal_ends_a_waiting_receive, PROVES("sock.stream.eintr"), VARIANT_TABLE(every_kind))
{
    struct wire wire = wire_open(every_kind[variant].kind);
    char text[4];
    struct call *waiting;

    must_return(do_catch(wire.right, SIGUSR1, 0), 0);
    waiting = begin_recv(wire.right, wire.r, text, sizeof text, 0);
    must_block(waiting);
    actor_signal(wire.right, SIGUSR1);
    expect_fails(finish(waiting), EINTR);
}

CASE(restarting_handler_lets_a_receive_wait_on, PROVES("sock.stream.eintr"), VARIANT_TABLE(every_kind))
{
    struct wire wire = wire_open(every_kind[variant].kind);
    char text[4];
    struct call *waiting;

    must_return(do_catch(wire.right, SIGUSR1, SA_RESTART), 0);
    waiting = begin_recv(wire.right, wire.r, text, sizeof text, 0);
    must_block(waiting);
    actor_signal(wire.right, SIGUSR1);
    expect_blocked(waiting);
    expect_equal(signals_caught(wire.right, SIGUSR1), 1, "signals caught");
    must_return(do_send(wire.left, wire.l, "x", 1, 0), 1);
    expect_returns(finish(waiting), 1);
}
