/* The fingerprint of where a run took place, for the `run` record: what can change a verdict, and nothing private. */
#include "fixtures/blocked.h"
#include "fixtures/platform/platform.h"
#include "runner/format.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

static json_t *limit_value(rlim_t value)
{
    return value == RLIM_INFINITY ? json_null() : json_integer((json_int_t)value);
}

static json_t *limits_json(void)
{
    static const struct {
        const char *name;
        int resource;
    } limits[] = {{"RLIMIT_NOFILE", RLIMIT_NOFILE},
#ifdef RLIMIT_NPROC
                  {"RLIMIT_NPROC", RLIMIT_NPROC},
#endif
#ifdef RLIMIT_MSGQUEUE
                  {"RLIMIT_MSGQUEUE", RLIMIT_MSGQUEUE},
#endif
#ifdef RLIMIT_MEMLOCK
                  {"RLIMIT_MEMLOCK", RLIMIT_MEMLOCK},
#endif
#ifdef RLIMIT_SIGPENDING
                  {"RLIMIT_SIGPENDING", RLIMIT_SIGPENDING},
#endif
                  {"RLIMIT_AS", RLIMIT_AS},
                  {"RLIMIT_FSIZE", RLIMIT_FSIZE},
                  {"RLIMIT_STACK", RLIMIT_STACK}};
    json_t *object = json_object();

    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        struct rlimit limit;

        if (getrlimit((__typeof__(RLIMIT_AS))limits[i].resource, &limit) == 0)
            json_object_set_new(object, limits[i].name,
                                json_pack("[oo]", limit_value(limit.rlim_cur), limit_value(limit.rlim_max)));
    }
    return object;
}

static void add_pair(const char *name, const char *value, void *object)
{
    json_object_set_new(object, name, json_text(value, strlen(value)));
}

static json_t *sysconf_json(void)
{
    static const struct {
        const char *name;
        int number;
    } numbers[] = {
#define NUMBER(name) {#name, name}
        NUMBER(_SC_PAGESIZE),    NUMBER(_SC_OPEN_MAX),        NUMBER(_SC_MQ_OPEN_MAX),
        NUMBER(_SC_MQ_PRIO_MAX), NUMBER(_SC_SEM_NSEMS_MAX),   NUMBER(_SC_SEM_VALUE_MAX),
        NUMBER(_SC_SEMAPHORES),  NUMBER(_SC_MESSAGE_PASSING), NUMBER(_SC_SHARED_MEMORY_OBJECTS),
        NUMBER(_SC_VERSION)
#undef NUMBER
    };
    json_t *object = json_object();

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        json_object_set_new(object, numbers[i].name, json_integer(sysconf(numbers[i].number)));
    json_object_set_new(object, "_PC_PIPE_BUF", json_integer(pathconf("/tmp", _PC_PIPE_BUF)));
    return object;
}

static json_t *filesystem_of(const char *path)
{
    const char *name = platform_filesystem(path);

    return name ? json_string(name) : json_null();
}

#ifndef IPCLAIM_LIBC
#define IPCLAIM_LIBC "unknown"
#endif

/* The C library, as far as it tells; musl by intention does not. */
static void libc_name(char *text, size_t room)
{
#ifdef _CS_GNU_LIBC_VERSION
    if (confstr(_CS_GNU_LIBC_VERSION, text, room) > 0)
        return;
#endif
    snprintf(text, room, "%s", IPCLAIM_LIBC);
}

/* What implements the system calls. gVisor answers as a Linux that was never built, always with this stamp. */
static const char *kernel_name(const struct utsname *name)
{
    return strcmp(name->version, "#1 SMP Sun Jan 10 15:06:54 PST 2016") == 0 ? "gVisor" : name->sysname;
}

json_t *environment_json(const struct run_info *run)
{
    struct utsname name;
    char libc[64];
    char capabilities[64];
    json_t *object;
    json_t *settings = json_object();
    json_t *namespaces = json_object();
    bool has_capabilities = platform_capabilities(capabilities, sizeof capabilities);

    uname(&name);
    libc_name(libc, sizeof libc);
    platform_each_setting(add_pair, settings);
    platform_each_namespace(add_pair, namespaces);
    object = json_pack(
        "{ss ss ss ss sI ss ss sI sI sI sI so sb ss ss so so so so so}", "os", kernel_name(&name), "release",
        name.release, "version", name.version, "machine", name.machine, "long_bits",
        (json_int_t)sizeof(long) * CHAR_BIT, "libc", libc, "compiler",
#ifdef __clang__
        "clang " __clang_version__,
#else
        "gcc " __VERSION__,
#endif
        "page_size", (json_int_t)sysconf(_SC_PAGESIZE), "cpus", (json_int_t)sysconf(_SC_NPROCESSORS_ONLN), "uid",
        (json_int_t)getuid(), "euid", (json_int_t)geteuid(), "capabilities",
        has_capabilities ? json_string(capabilities) : json_null(), "private_ipc_namespace", run->private_ipc,
        "blocked_proof", blocked_by_time_only ? "timed" : "probed", "platform", platform_name(), "filesystems",
        json_pack("{so so}", "scratch", filesystem_of(run->scratch), "/dev/shm", filesystem_of("/dev/shm")), "limits",
        limits_json(), "settings", settings, "namespaces", namespaces, "sysconf", sysconf_json());
    return object;
}
