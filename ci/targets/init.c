/*
 * The first process of a guest: mounts what the cases need, runs one command in a session of its own, says on the
 * console how it ended, and powers off.
 *
 *     init=/path/of/this IPCLAIM_OUT=FILE … -- COMMAND ARGUMENT… --
 *
 * The command's standard output goes to IPCLAIM_OUT, a file of the host's tree or a serial line; the rest to the
 * console. The last line there is "init: exited 0" or "init: killed by signal 9".
 * The last -- ends the command, since user-mode Linux appends words of its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static void say(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fputs("init: ", stdout);
    vprintf(format, args);
    putchar('\n');
    va_end(args);
    fflush(stdout);
}

static _Noreturn void power_off(void)
{
    sync();
    /* The console may still be on its way out. */
    tcdrain(STDOUT_FILENO);
    reboot(RB_POWER_OFF);
    for (;;)
        pause();
}

static int mount_on(const char *type, const char *where, unsigned long flags, const char *data)
{
    mkdir(where, 0755);
    return mount(type, where, type, flags, data);
}

/* Kernels without devtmpfs get the few devices that programs open. */
static void make_devices(void)
{
    static const struct {
        const char *path;
        unsigned number;
    } memory[] = {{"/dev/null", 3}, {"/dev/zero", 5}, {"/dev/full", 7}, {"/dev/random", 8}, {"/dev/urandom", 9}};

    umask(0);
    mount_on("tmpfs", "/dev", MS_NOSUID, "mode=0755");
    for (size_t i = 0; i < sizeof memory / sizeof memory[0]; i++)
        mknod(memory[i].path, S_IFCHR | 0666, makedev(1, memory[i].number));
    mknod("/dev/tty", S_IFCHR | 0666, makedev(5, 0));
    mknod("/dev/console", S_IFCHR | 0600, makedev(5, 1));
    umask(022);
}

static void mount_all(void)
{
    mount_on("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    mount_on("sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    if (mount_on("devtmpfs", "/dev", MS_NOSUID, "mode=0755") != 0 && access("/dev/full", R_OK) != 0)
        make_devices();
    (void)!symlink("/proc/self/fd", "/dev/fd");
    mount_on("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "mode=0620,ptmxmode=0666");
    mount_on("mqueue", "/dev/mqueue", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    if (mount_on("tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777") != 0)
        say("no tmpfs: %s", strerror(errno));
    /* Where the host's tree is the root, the command may lie in its /tmp. */
    if (mkdir("/tmp", 0755) == 0)
        mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
}

static void raise_loopback(void)
{
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) != 0)
        say("no loopback: %s", strerror(errno));
    close(fd);
}

/* A serial line must pass on what it gets; a terminal would write a carriage return before each newline. */
static int open_output(const char *path)
{
    struct termios raw;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY | O_CLOEXEC, 0666);

    if (fd >= 0 && tcgetattr(fd, &raw) == 0) {
        cfmakeraw(&raw);
        cfsetspeed(&raw, B115200);
        tcsetattr(fd, TCSANOW, &raw);
    }
    return fd;
}

static _Noreturn void become(char **argv)
{
    static char *const environment[] = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                                        "HOME=/tmp", NULL};
    const char *path = getenv("IPCLAIM_OUT");
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int out = open_output(path ? path : "/dev/console");

    setsid();
    if (null < 0 || out < 0 || dup2(null, 0) < 0 || dup2(out, 1) < 0) {
        fprintf(stderr, "init: %s: %s\n", path ? path : "/dev/null", strerror(errno));
        _exit(126);
    }
    execve(argv[0], argv, environment);
    fprintf(stderr, "init: %s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

/* Cuts the arguments off at the last --; returns how many are left. */
static int cut_arguments(int argc, char **argv)
{
    for (int i = argc - 1; i > 0; i--)
        if (strcmp(argv[i], "--") == 0) {
            argv[i] = NULL;
            return i;
        }
    return argc;
}

int main(int argc, char **argv)
{
    int status = 0;
    pid_t command, ended;

    mount_all();
    raise_loopback();
    if (cut_arguments(argc, argv) < 2) {
        say("there is no command; give one after --");
        power_off();
    }
    command = fork();
    if (command == 0)
        become(argv + 1);
    /* Orphans are the first process's children, and end here too. */
    do
        ended = waitpid(-1, &status, 0);
    while (ended != command && (ended > 0 || errno == EINTR));
    if (command < 0 || ended != command)
        say("the command could not be run: %s", strerror(errno));
    else if (WIFSIGNALED(status))
        say("killed by signal %d", WTERMSIG(status));
    else
        say("exited %d", WEXITSTATUS(status));
    power_off();
}
