#include "cases/tool/command.h"

enum { OUTPUT_MOST = 64 << 10 };

static int run_into(const char *command, const char *file)
{
    struct actor *shell = actor_new("shell");
    int fd = (int)must_succeed(tidy(do_open(shell, file, O_WRONLY | O_CREAT | O_TRUNC, 0600)));
    int status;

    must_return(do_dup2(shell, fd, 1), 1);
    must_return(do_dup2(shell, fd, 2), 2);
    must_return(do_close(shell, fd), 0);
    begin_shell(shell, command);
    status = actor_wait(shell);
    must(WIFEXITED(status), "the shell was ended by signal %d", WTERMSIG(status));
    must_exit(shell, WEXITSTATUS(status));
    return WEXITSTATUS(status);
}

void need_program(const char *name)
{
    char *text = scratch(strlen(name) + 64);

    /* It prints nothing, or a full disk would look like an absent program. */
    snprintf(text, strlen(name) + 64, "command -v %s >/dev/null", name);
    if (run_into(text, "found") == 0)
        return;
    snprintf(text, strlen(name) + 64, "%s is not installed", name);
    unsupported(text);
}

struct printed printed_by(const char *command)
{
    struct printed printed = {.status = run_into(command, "printed")};
    struct actor *reader = actor_new("reader");
    char *text = scratch_zeroed(OUTPUT_MOST + 1);
    int fd = (int)must_succeed(do_open(reader, "printed", O_RDONLY, 0));

    must_succeed(do_read(reader, fd, text, OUTPUT_MOST));
    printed.text = text;
    return printed;
}

int lines_with(const char *text, const char *word)
{
    size_t length = strlen(word);
    int lines = 0;

    for (const char *at = text; (at = strstr(at, word)); at += length) {
        bool begins = at == text || strchr(" \t\n", at[-1]);

        if (!begins || !strchr(" \t\n", at[length]))
            continue;
        lines++;
        at = strchr(at, '\n');
        if (!at)
            break;
        at -= length;
    }
    return lines;
}

void file_with(const char *name, const char *text)
{
    struct actor *writer = actor_new("writer");
    int fd = (int)must_succeed(tidy(do_open(writer, name, O_WRONLY | O_CREAT | O_TRUNC, 0600)));

    must_return(do_write(writer, fd, text, strlen(text)), (long long)strlen(text));
}
