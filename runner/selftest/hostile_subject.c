/* A subject whose opening does what the environment says: the worst that a library can do to whoever opens it. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

__attribute__((constructor)) static void misbehave(void)
{
    const char *how = getenv("IPCLAIM_HOSTILE");

    if (!how)
        return;
    puts("{\"type\": \"end\"}");
    if (strcmp(how, "crashes") == 0) {
        /* AddressSanitizer would catch it, and exit. */
        signal(SIGSEGV, SIG_DFL);
        raise(SIGSEGV);
    }
    if (strcmp(how, "exits") == 0)
        exit(0);
    if (strcmp(how, "hangs") == 0)
        for (;;)
            pause();
    if (strcmp(how, "closes") == 0)
        for (int fd = 0; fd < 100; fd++)
            close(fd);
    if (strcmp(how, "forks") == 0 && fork() == 0)
        for (;;)
            pause();
}

/* Only who asks for the prefix has this for socket(2). */
int other_socket(int domain, int type, int protocol);
int other_socket(int domain, int type, int protocol)
{
    (void)domain;
    (void)type;
    (void)protocol;
    return 3;
}
