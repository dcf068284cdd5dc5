/* A pipe's descriptor that travels: in a message between strangers, and in flight. */
#include "cases/pipe/ends.h"

#include <sys/un.h>

/* What a scene needs to send a descriptor by SCM_RIGHTS, or to receive one. */
struct passing {
    int socket;
    struct sockaddr_un to;
    int fd;
};

union control {
    struct cmsghdr head;
    char space[CMSG_SPACE(sizeof(int))];
};

static long send_descriptor(void *arg)
{
    struct passing *passing = arg;
    union control control;
    struct iovec part = {"r", 1};
    struct msghdr message;

    memset(&control, 0, sizeof control);
    memset(&message, 0, sizeof message);
    message.msg_name = &passing->to;
    message.msg_namelen = sizeof passing->to;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.space;
    message.msg_controllen = sizeof control.space;
    control.head.cmsg_level = SOL_SOCKET;
    control.head.cmsg_type = SCM_RIGHTS;
    control.head.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&control.head), &passing->fd, sizeof(int));
    return subject.sendmsg(passing->socket, &message, 0);
}

static long receive_descriptor(void *arg)
{
    struct passing *passing = arg;
    union control control;
    char byte;
    struct iovec part = {&byte, 1};
    struct msghdr message;
    int fd;

    memset(&message, 0, sizeof message);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.space;
    message.msg_controllen = sizeof control.space;
    if (subject.recvmsg(passing->socket, &message, 0) != 1 || message.msg_controllen < CMSG_LEN(sizeof(int)) ||
        control.head.cmsg_type != SCM_RIGHTS)
        return -1;
    memcpy(&fd, CMSG_DATA(&control.head), sizeof fd);
    return fd;
}

/* The receiver's socket, bound in the scratch directory, with a descriptor of the holder's sent to it. */
static int send_to(struct actor *receiver, struct actor *holder, int fd)
{
    struct passing *sending = scratch_zeroed(sizeof *sending);
    int socket = (int)must_succeed(do_socket(receiver, AF_UNIX, SOCK_DGRAM, 0));

    sending->to.sun_family = AF_UNIX;
    strcpy(sending->to.sun_path, "rights");
    must_return(tidy(do_bind(receiver, socket, (struct sockaddr *)&sending->to, sizeof sending->to)), 0);
    sending->socket = (int)must_succeed(do_socket(holder, AF_UNIX, SOCK_DGRAM, 0));
    sending->fd = fd;
    must_return(do_scene(holder, send_descriptor, sending), 1);
    return socket;
}

CASE(strangers_share_a_pipe_that_one_was_sent, REFUTES("pipe.kin.related-only"), VARIANTS("read end", "write end"))
{
    struct actor *holder = actor_new("holder");
    struct actor *stranger = actor_new("stranger");
    struct passing *receiving = scratch_zeroed(sizeof *receiving);
    char byte = 0;
    int fd[2], got;

    must_return(do_pipe(holder, fd), 0);
    receiving->socket = send_to(stranger, holder, fd[variant]);
    got = (int)result_of(do_scene(stranger, receive_descriptor, receiving));
    must(got >= 0, "the descriptor that came is %d", got);
    if (variant == 0) {
        expect_returns(do_write(holder, fd[1], "n", 1), 1);
        expect_returns(do_read(stranger, got, &byte, 1), 1);
    } else {
        expect_returns(do_write(stranger, got, "n", 1), 1);
        expect_returns(do_read(holder, fd[0], &byte, 1), 1);
    }
    expect_equal(byte, 'n', "the byte that arrived");
}

CASE(write_end_in_flight_withholds_the_end, PROVES("pipe.inflight.scm-rights-keeps-open"))
{
    struct ends ends = ends_open(BY_PIPE);
    struct actor *stranger = actor_new("stranger");
    int socket = send_to(stranger, ends.writer, ends.out);
    char byte;
    struct call *reading;

    must_return(do_close(ends.writer, ends.out), 0);
    reading = begin_read(ends.reader, ends.in, &byte, 1);
    expect_blocked(reading);
    must_return(do_close(stranger, socket), 0);
    expect_returns(finish(reading), 0);
}
