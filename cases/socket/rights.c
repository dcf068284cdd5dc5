/* What a local socket carries besides bytes: descriptors, and who sent them. */
#include "cases/socket/wire.h"
#include "fixtures/platform/platform.h"

/* What a scene needs to send a descriptor over a socket, or to receive one. */
struct passing {
    int socket;
    int fd;
};

union control {
    struct cmsghdr head;
    char space[CMSG_SPACE(sizeof(int))];
};

/* One byte and room for one descriptor. */
static struct msghdr *message_for(union control *control, struct iovec *part)
{
    static struct msghdr message;

    memset(control, 0, sizeof *control);
    memset(&message, 0, sizeof message);
    message.msg_iov = part;
    message.msg_iovlen = 1;
    message.msg_control = control->space;
    message.msg_controllen = sizeof control->space;
    return &message;
}

static long send_descriptor(void *arg)
{
    const struct passing *passing = arg;
    union control control;
    struct iovec part = {"r", 1};
    struct msghdr *message = message_for(&control, &part);

    control.head.cmsg_level = SOL_SOCKET;
    control.head.cmsg_type = SCM_RIGHTS;
    control.head.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&control.head), &passing->fd, sizeof(int));
    return subject.sendmsg(passing->socket, message, 0);
}

/* Returns the descriptor, -1 where none came. */
static long receive_descriptor(void *arg)
{
    const struct passing *passing = arg;
    union control control;
    char byte;
    struct iovec part = {&byte, 1};
    struct msghdr *message = message_for(&control, &part);
    int fd;

    if (subject.recvmsg(passing->socket, message, 0) != 1 || message->msg_controllen < CMSG_LEN(sizeof(int)) ||
        control.head.cmsg_type != SCM_RIGHTS)
        return -1;
    memcpy(&fd, CMSG_DATA(&control.head), sizeof fd);
    return fd;
}

static void send_over(struct wire wire, int fd)
{
    struct passing *sending = scratch_zeroed(sizeof *sending);

    *sending = (struct passing){wire.l, fd};
    must_return(do_scene(wire.left, send_descriptor, sending), 1);
}

static int receive_over(struct wire wire)
{
    struct passing *receiving = scratch_zeroed(sizeof *receiving);
    int got;

    receiving->socket = wire.r;
    got = (int)result_of(do_scene(wire.right, receive_descriptor, receiving));
    expect(got >= 0, "no descriptor came");
    return got;
}

CASE(passed_descriptor_shares_the_offset, PROVES("sock.rights.pass-fd"), VARIANT_TABLE(local_connected))
{
    struct wire wire = wire_open(local_connected[variant].kind);
    int file = (int)must_succeed(tidy(do_open(wire.left, scratch_path("file"), O_RDWR | O_CREAT, 0600)));
    char text[4] = "";
    int got;

    must_return(do_write(wire.left, file, "abcdef", 6), 6);
    must_return(do_lseek(wire.left, file, 1, SEEK_SET), 1);
    send_over(wire, file);
    got = receive_over(wire);
    expect_returns(do_read(wire.right, got, text, 3), 3);
    expect_match(text, "bcd", 3, "what the receiver read");
    expect_returns(do_lseek(wire.left, file, 0, SEEK_CUR), 4);
}

CASE(received_descriptor_is_the_lowest_free_number, PROVES("sock.rights.new-number-lowest"))
{
    struct wire wire = wire_open(PATH_STREAM);
    int lowest = (int)must_succeed(do_dup(wire.right, wire.r));

    must_return(do_close(wire.right, lowest), 0);
    send_over(wire, wire.l);
    expect_equal(receive_over(wire), lowest, "the number of the received descriptor");
}

CASE(descriptor_in_flight_outlives_the_senders, PROVES("sock.rights.sender-may-close"), VARIANT_TABLE(local_streams))
{
    struct wire wire = wire_open(local_streams[variant].kind);
    char byte = 0;
    int fd[2], got;

    must_return(do_pipe(wire.left, fd), 0);
    send_over(wire, fd[0]);
    must_return(do_close(wire.left, fd[0]), 0);
    got = receive_over(wire);
    expect_returns(do_write(wire.left, fd[1], "n", 1), 1);
    expect_returns(do_read(wire.right, got, &byte, 1), 1);
    expect_equal(byte, 'n', "the byte that arrived");
}

CASE(descriptor_that_nobody_received_is_closed, PROVES("sock.rights.unreceived-closed"))
{
    struct wire wire = wire_open(PATH_STREAM);
    char byte;
    int fd[2];
    struct call *reading;

    must_return(do_pipe(wire.left, fd), 0);
    send_over(wire, fd[1]);
    must_return(do_close(wire.left, fd[1]), 0);
    reading = begin_read(wire.left, fd[0], &byte, 1);
    expect_blocked(reading);
    must_return(do_close(wire.right, wire.r), 0);
    expect_returns(finish(reading), 0);
}

struct asking {
    int socket;
    struct peer peer;
};

static long ask_for_peer(void *arg)
{
    struct asking *asking = arg;

    return platform_peer(subject.getsockopt_int, asking->socket, &asking->peer);
}

/* Whom the actor's socket is connected to. */
static struct peer peer_of(struct actor *actor, int socket)
{
    struct asking *asking = scratch_zeroed(sizeof *asking);
    long long asked;

    asking->socket = socket;
    asked = result_of(do_scene(actor, ask_for_peer, asking));
    if (asked == -ENOSYS)
        unsupported("no option of a socket tells pid, uid and gid of its peer");
    must(asked == 0, "SO_PEERCRED failed with error number %lld", -asked);
    return asking->peer;
}

CASE(peer_of_a_connection_is_who_connected, PROVES("sock.cred.so-peercred"))
{
    struct wire wire = wire_open(PATH_STREAM);
    struct peer left = peer_of(wire.right, wire.r);

    expect_equal(left.pid, wire.left->pid, "the pid of the peer");
    expect_equal(left.uid, getuid(), "the uid of the peer");
    expect_equal(left.gid, getgid(), "the gid of the peer");
    expect_equal(peer_of(wire.left, wire.l).pid, wire.right->pid, "the pid of who listened");
}

CASE(peer_stays_the_one_that_made_the_pair, PROVES("sock.cred.fork-after-pair"))
{
    /* The right end is used by the child alone; its parent made it. */
    struct wire wire = wire_open(PAIR_STREAM);

    expect_equal(peer_of(wire.left, wire.l).pid, wire.left->pid, "the pid of the peer");
    expect_equal(peer_of(wire.right, wire.r).pid, wire.left->pid, "the pid of the peer, asked by the child");
}
