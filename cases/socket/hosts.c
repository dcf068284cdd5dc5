#include "cases/socket/hosts.h"
#include "fixtures/platform/platform.h"

#include <arpa/inet.h>

static long leave_network(void *arg)
{
    (void)arg;
    return platform_enter_new_network();
}

struct actor *hermit_new(const char *name)
{
    struct actor *hermit = actor_new(name);
    struct call *left = do_scene(hermit, leave_network, NULL);

    if (result_of(left) == -ENOSYS || result_of(left) == -EPERM)
        skip("need-namespace", "a network of its own for a process is not to be had here");
    must_return(left, 0);
    return hermit;
}

bool configure(struct actor *host, const char *command)
{
    enum { NOT_FOUND = 127 };
    struct actor *shell = actor_fork(host, "shell");
    int fd = (int)must_succeed(do_open(shell, "/dev/null", O_WRONLY, 0));
    int status;

    /* What it prints does not matter, and would come into the report. */
    must_return(do_dup2(shell, fd, 1), 1);
    must_return(do_dup2(shell, fd, 2), 2);
    begin_shell(shell, command);
    status = actor_wait(shell);
    must(WIFEXITED(status), "the shell was ended by signal %d", WTERMSIG(status));
    must_exit(shell, WEXITSTATUS(status));
    if (WEXITSTATUS(status) == NOT_FOUND)
        skip("no-tool", "ip(8), which configures networks, is not installed");
    return WEXITSTATUS(status) == 0;
}

struct hosts hosts_open(void)
{
    struct hosts hosts = {hermit_new("here"), hermit_new("there")};
    /* A link that is not up yet would lose what is sent first. */
    static const char wait[] = "until ip -o link show cable | grep -q 'state UP'; do :; done";
    char command[256];

    snprintf(command, sizeof command,
             "ip link set lo up && ip link add cable type veth peer name cable netns %ld && "
             "ip addr add 192.0.2.1/24 dev cable && ip link set cable up",
             (long)hosts.there->pid);
    if (!configure(hosts.here, command))
        skip("need-namespace", "two networks cannot be joined by a veth pair here");
    must(configure(hosts.there, "ip link set lo up && ip addr add 192.0.2.2/24 dev cable && ip link set cable up"),
         "the other end of the cable is not up");
    must(configure(hosts.here, wait), "the cable is not up here");
    must(configure(hosts.there, wait), "the cable is not up there");
    return hosts;
}

int socket_there(const struct hosts *hosts, int type, struct sockaddr_in *address)
{
    int fd = (int)must_succeed(do_socket(hosts->there, AF_INET, type, 0));
    socklen_t length = sizeof *address;

    memset(address, 0, sizeof *address);
    address->sin_family = AF_INET;
    must_equal(inet_pton(AF_INET, "192.0.2.2", &address->sin_addr), 1, "an address that could be read");
    must_return(do_bind(hosts->there, fd, (struct sockaddr *)address, sizeof *address), 0);
    must_return(do_getsockname(hosts->there, fd, (struct sockaddr *)address, &length), 0);
    return fd;
}
