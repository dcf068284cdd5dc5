#include "runner/surroundings.h"
#include "fixtures/platform/platform.h"
#include "runner/command.h"
#include "runner/rundir.h"
#include "runner/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

char *surroundings_subject(const char *library, double scale)
{
    /* Actors work elsewhere, where a relative path would name something else. */
    char *path = realpath(library, NULL);
    char why[700];

    if (!path)
        die("--subject %s: %s; give the path of a shared library", library, strerror(errno));
    if (trial_open(path, scale, why, sizeof why) != 0)
        die("--subject %s: %s", path, why);
    return path;
}

char *surroundings_program(const char *file)
{
    char *path = realpath(file, NULL);
    struct stat st;

    if (!path || stat(path, &st) != 0)
        die("--program %s: %s; give the path of a program", file, strerror(errno));
    if (!S_ISREG(st.st_mode) || access(path, X_OK) != 0)
        die("--program %s: it is no file that can be executed; give the path of a program", path);
    return path;
}

void surroundings_denied(const char *names)
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0)
        _exit(-platform_deny_calls(names));
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (pid < 0)
        die("--deny %s: it could not be tried: %s; end some processes", names, strerror(errno));
    if (!WIFEXITED(status) || WEXITSTATUS(status) == EINVAL)
        die("--deny %s: one of them is no system call that can be denied here; give names as pipe2,socket", names);
    if (WEXITSTATUS(status) != 0)
        die("--deny %s: %s; leave it out on this system", names, strerror(WEXITSTATUS(status)));
}

void surroundings_fix_environment(void)
{
    static char *const variables[] = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C",
                                      "TZ=UTC", NULL};
    extern char **environ;

    environ = (char **)variables;
}

void surroundings_fill_descriptors(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= 2);
    if (fd > 2)
        close(fd);
}

void surroundings_open_output(struct sink *sink, const char *path)
{
    sink->path = path ? path : "standard output";
    sink->out = stdout;
    if (path) {
        /* What an older run wrote stays until this one has something to write. */
        int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

        sink->out = fd < 0 ? NULL : fdopen(fd, "w");
        if (!sink->out)
            die("%s: %s; name a file that you can write with -o", path, strerror(errno));
    }
}

void surroundings_lose_output(struct sink *sink)
{
    int error = -sink->error;
    struct stat st;
    FILE *file;

    fprintf(stderr, "ipclaim: %s: %s; the record is not complete, %s\n", sink->path, strerror(error),
            error == EPIPE ? "its reader has gone" : "make room or name another file with -o");
    if (sink->out == stdout)
        return;
    if (sink->out)
        (void)!fclose(sink->out);
    sink->out = NULL;
    /* Only a file has an end to cut, and reading a device could last for ever. */
    file = stat(sink->path, &st) == 0 && S_ISREG(st.st_mode) ? fopen(sink->path, "r+") : NULL;
    if (file) {
        long whole = 0;
        int c;

        while ((c = getc(file)) != EOF)
            if (c == '\n')
                whole = ftell(file);
        (void)!ftruncate(fileno(file), whole);
        fclose(file);
    }
}

bool surroundings_have_ipc_namespaces(void)
{
    int fd = platform_new_ipc_namespace();

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

void surroundings_sweep(void)
{
    struct swept swept = {0};
    char why[256];

    if (rundir_sweep(NULL, &swept, NULL, why, sizeof why) == 0 && swept.runs)
        fprintf(stderr, "ipclaim: swept %u processes and %u objects that %u killed runs had left\n", swept.processes,
                swept.objects, swept.runs);
}
