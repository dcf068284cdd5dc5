#include "runner/sweep.h"
#include "fixtures/arena.h"
#include "fixtures/platform/platform.h"
#include "fixtures/subject.h"
#include "runner/rundir.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    CHILDREN_MOST = 512,
    GONE_NS = 2000000000 /* how long a killed process may take to go */
};

static void leave(struct leftovers *left, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void leave(struct leftovers *left, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (left->count < LEFT_MOST)
        vsnprintf(left->text[left->count], LEFT_TEXT, format, arguments);
    va_end(arguments);
    left->count++;
}

/* A shell that has jobs may have become this process by exec. They cannot be mistaken: we do not reap them. */
static pid_t earlier[CHILDREN_MOST];
static int earlier_count;
static bool orphans_come_here;

void sweep_begin(void)
{
    earlier_count = platform_children(earlier, CHILDREN_MOST);
    orphans_come_here = platform_become_subreaper() == 0;
}

static bool is_from_before(pid_t pid)
{
    for (int i = 0; i < earlier_count; i++)
        if (earlier[i] == pid)
            return true;
    return false;
}

static bool is_judge(pid_t pid, const struct slot *all, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (all[i].item && all[i].judge == pid)
            return true;
    return false;
}

/*
 * Whose an orphan is: the judges take in what their actors leave, so an orphan of the runner's comes from a judge that
 * is dead. That is this slot's, unless another one died meanwhile; then the working directory tells.
 */
static bool is_elsewhere(pid_t pid, const struct slot *slot, const struct slot *all, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (&all[i] != slot && all[i].item && platform_works_in(pid, all[i].directory))
            return true;
    return false;
}

static bool is_actor(const struct docket *d, pid_t pid)
{
    for (unsigned i = 0; i < d->actor_count; i++)
        if (d->actors[i].pid == pid)
            return true;
    return false;
}

/*
 * A judge that has finished has killed every actor that would not go. One that is still there has had no processor to
 * die, and is nothing that the case has left.
 */
static void note_process(const struct slot *slot, pid_t pid, struct leftovers *left)
{
    if (!is_actor(slot->docket, pid))
        leave(left, "process %ld", (long)pid);
}

/* Kills and reaps the runner's orphans of this case until there are none. */
static void kill_orphans(const struct slot *slot, const struct slot *all, unsigned count, struct leftovers *left)
{
    pid_t children[CHILDREN_MOST];
    int64_t until = clock_ns() + GONE_NS;
    bool found;

    do {
        int known = platform_children(children, CHILDREN_MOST);

        found = false;
        for (int i = 0; i < known; i++) {
            struct probe probe;

            if (is_from_before(children[i]) || is_judge(children[i], all, count) ||
                is_elsewhere(children[i], slot, all, count))
                continue;
            found = true;
            /* A zombie had ended by itself, and only lost its parent; what lives was left. */
            if (platform_probe(children[i], &probe) != 0 || probe.state != SLEEP_GONE) {
                if (slot->docket->finished)
                    note_process(slot, children[i], left);
                kill(children[i], SIGKILL);
            }
            waitpid(children[i], NULL, 0);
        }
    } while (found && clock_ns() < until);
}

struct strays {
    const struct slot *slot;
    struct leftovers *left;
    bool named;
    bool found;
};

static void kill_stray(pid_t pid, void *context)
{
    struct strays *strays = context;

    strays->found = true;
    /* What stayed in an actor's group was killed with that, and may only be on its way out. */
    if (!strays->named && strays->slot->docket->finished && !is_actor(strays->slot->docket, getpgid(pid)))
        note_process(strays->slot, pid, strays->left);
    kill(pid, SIGKILL);
}

/* Where orphans go to init, those that have not gone elsewhere since are found in the directory of their case. */
static void kill_strays(const struct slot *slot, struct leftovers *left)
{
    struct strays strays = {slot, left, false, false};
    int64_t until = clock_ns() + GONE_NS;

    do {
        strays.found = false;
        platform_each_working_in(slot->directory, kill_stray, &strays);
        strays.named = true;
    } while (strays.found && clock_ns() < until);
}

/*
 * Where no start time tells whether a number is still the actor's, its group does: it is the session of an actor of
 * this very case, whose judge we hold as a zombie.
 */
static void kill_by_group(const struct slot *slot, pid_t pid)
{
    pid_t group = getpgid(pid);

    if (group > 0 && is_actor(slot->docket, pid) && is_actor(slot->docket, group)) {
        kill(pid, SIGKILL);
        kill(-group, SIGKILL);
    }
}

static void kill_in_ledger(const struct slot *slot, struct leftovers *left)
{
    for (unsigned i = 0; i < LEDGER_ENTRIES; i++) {
        struct ledger_entry *entry = &slot->entries[i];
        pid_t pid = entry->id;

        if (entry->kind != LEDGER_PROCESS)
            continue;
        if (pid != slot->judge && !entry->birth)
            kill_by_group(slot, pid);
        else if (pid != slot->judge && ledger_remove(entry) && slot->docket->finished)
            note_process(slot, pid, left);
        entry->kind = LEDGER_FREE;
    }
}

static void remove_unknown(enum sysv_kind kind, int id, pid_t creator, void *context)
{
    static const char *const kinds[] = {"System V message queue", "System V semaphore set", "System V shared memory"};

    (void)creator;
    leave(context, "%s %d, made by no call of an actor", kinds[kind], id);
    if (kind == SYSV_MSG)
        msgctl(id, IPC_RMID, NULL);
    else if (kind == SYSV_SEM)
        semctl(id, 0, IPC_RMID);
    else
        shmctl(id, IPC_RMID, NULL);
}

static void remove_objects(const struct slot *slot, struct leftovers *left)
{
    int home = -1;

    if (slot->ipc_namespace >= 0) {
        home = platform_own_ipc_namespace();
        if (home < 0 || platform_enter_ipc_namespace(slot->ipc_namespace) != 0) {
            leave(left, "an IPC namespace that could not be entered: %s", strerror(errno));
            if (home >= 0)
                close(home);
            return;
        }
    }
    for (unsigned i = 0; i < LEDGER_ENTRIES; i++) {
        struct ledger_entry entry = slot->entries[i];
        char text[LEFT_TEXT];

        if (entry.kind == LEDGER_FREE)
            continue;
        ledger_describe(&entry, text, sizeof text);
        if (ledger_remove(&slot->entries[i]) && !entry.tidied)
            leave(left, "%s", text);
    }
    if (home >= 0) {
        platform_each_sysv(remove_unknown, left);
        platform_enter_ipc_namespace(home);
        close(home);
    }
}

static bool is_tidied(const struct docket *d, const char *file)
{
    if (subject_path && strcmp(file, SUBJECT_STATE) == 0)
        return true;
    for (unsigned i = 0; i < d->tidied_count; i++)
        if (strcmp(d->tidied[i], file) == 0)
            return true;
    return false;
}

static void empty_directory(const struct slot *slot, struct leftovers *left)
{
    DIR *dir = opendir(slot->directory);
    const struct dirent *entry;

    if (!dir) {
        leave(left, "no scratch directory");
        slot_make_directory(slot); /* should that fail, the judge of the next case says so */
        return;
    }
    while ((entry = readdir(dir))) {
        char path[400];

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (!is_tidied(slot->docket, entry->d_name))
            leave(left, "file \"%.64s\"", entry->d_name);
        snprintf(path, sizeof path, "%s/%s", slot->directory, entry->d_name);
        if (unlink(path) != 0)
            remove_tree(path);
    }
    closedir(dir);
}

void sweep_kill(const struct slot *slot)
{
    kill(-slot->judge, SIGKILL);
    kill(slot->judge, SIGKILL);
}

void sweep_case(struct slot *slot, const struct slot *all, unsigned count, struct leftovers *left)
{
    left->count = 0;
    /* What is still alive of a case that finished was left, and is named before it is killed with the group. */
    if (!slot->docket->finished)
        kill(-slot->judge, SIGKILL);
    kill_in_ledger(slot, left);
    if (!orphans_come_here)
        kill_strays(slot, left);
    /* An orphan that turns up now is another case's, whose judge was killed. */
    if (!slot->docket->finished || !slot->docket->childless) {
        kill_orphans(slot, all, count, left);
        kill(-slot->judge, SIGKILL);
    }
    remove_objects(slot, left);
    empty_directory(slot, left);
    while (waitpid(slot->judge, NULL, 0) < 0 && errno == EINTR)
        continue;
}
