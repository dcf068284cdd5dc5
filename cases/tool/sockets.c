/* What lsof and netstat show of pipes and sockets that a process holds. */
#include <arpa/inet.h>

#include "cases/socket/wire.h"
#include "cases/tool/command.h"

/* The document's line, with a process that holds both ends of a pipe and a FIFO. */
CASE(lsof_shows_pipes_and_fifos_as_fifo, PROVES("tool.lsof.grep-fifo"))
{
    struct actor *holder = actor_new("holder");
    char command[64];
    struct printed printed;
    int fd[2];

    need_program("lsof");
    snprintf(command, sizeof command, "lsof -p %ld | grep FIFO", (long)holder->pid);
    printed = printed_by(command);
    must_equal(printed.status, 1, "exit status of grep when there is no line");
    must_return(do_pipe(holder, fd), 0);
    must_succeed(do_open(holder, fifo_new(holder, "fifo"), O_RDONLY | O_NONBLOCK, 0));
    printed = printed_by(command);
    expect_equal(printed.status, 0, "exit status of grep");
    expect_equal(lines_with(printed.text, "FIFO"), 3, "lines of two ends of a pipe and a FIFO");
    expect(strstr(printed.text, "/fifo\n") != NULL, "the FIFO's name is not in the list");
}

/* The socket's own address as netstat shows it. */
static const char *shown_address(struct actor *actor, int fd)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    char *text = scratch(32);

    must_return(do_getsockname(actor, fd, (struct sockaddr *)&address, &length), 0);
    snprintf(text, 32, "127.0.0.1:%u", (unsigned)ntohs(address.sin_port));
    return text;
}

/* One of each end has the address. Another's socket that has not noticed that its peer at this port is gone may, too.
 */
static bool shows_both_ends(struct printed printed, const char *address)
{
    return lines_with(printed.text, address) >= 2;
}

CASE(netstat_un_shows_connected_udp, PROVES("tool.netstat.un-sockets"), CONDITION("connected-udp"), EXCLUSIVE)
{
    struct wire wire = wire_open(UDP);
    struct printed printed;

    need_program("netstat");
    printed = printed_by("netstat -un");
    must_equal(printed.status, 0, "exit status of netstat");
    expect(shows_both_ends(printed, shown_address(wire.left, wire.l)), "not two lines with the left address");
    expect(shows_both_ends(printed, shown_address(wire.right, wire.r)), "not two lines with the right address");
}

static const char *make_unseen(int kind)
{
    struct actor *actor;
    struct sockaddr_in address;
    struct sockaddr_un path;
    struct wire wire;
    int fd;

    switch (kind) {
    case 0:
        actor = actor_new("udp");
        fd = (int)must_succeed(do_socket(actor, AF_INET, SOCK_DGRAM, 0));
        bind_to_port(actor, fd, &address);
        return shown_address(actor, fd);
    case 1:
        actor = actor_new("listener");
        return shown_address(actor, listen_at_port(actor, &address));
    case 2:
        wire = wire_open(TCP);
        return shown_address(wire.left, wire.l);
    default:
        actor = actor_new("local");
        listen_at_path(actor, SOCK_STREAM, scratch_path("socket"), &path);
        return scratch_path("socket");
    }
}

/* With a connected UDP socket beside it, so that the list is seen to work. */
CASE(netstat_un_shows_no_other_socket, REFUTES("tool.netstat.un-sockets"), CONDITION("others"), EXCLUSIVE,
     VARIANTS("bound UDP", "TCP listener", "TCP connection", "local listener"))
{
    struct wire witness = wire_open(UDP);
    const char *shown = make_unseen(variant);
    struct printed printed;

    need_program("netstat");
    printed = printed_by("netstat -un");
    must_equal(printed.status, 0, "exit status of netstat");
    must(shows_both_ends(printed, shown_address(witness.left, witness.l)), "not two lines of a connected UDP socket");
    expect_equal(lines_with(printed.text, shown), 0, "lines with the address");
}

/* One that monitored would go on; its list would have the sockets that came after the first. */
CASE(netstat_prints_once_and_ends, REFUTES("tool.netstat.un-sockets"), CONDITION("monitoring"))
{
    struct printed printed;

    need_program("netstat");
    printed = printed_by("netstat -un");
    expect_equal(printed.status, 0, "exit status of netstat");
    expect_equal(lines_with(printed.text, "Proto"), 1, "lists that it has printed");
}

CASE(ss_un_shows_connected_udp_too, PROVES("tool.netstat.un-sockets"), CONDITION("connected-udp"))
{
    struct wire wire = wire_open(UDP);
    struct printed printed;

    need_program("ss");
    printed = printed_by("ss -un");
    must_equal(printed.status, 0, "exit status of ss");
    /* It says nothing of netstat, and so decides nothing. */
    observe("ss.un.lines", lines_with(printed.text, shown_address(wire.left, wire.l)), "");
}
