#include "runner/slot.h"
#include "fixtures/arena.h"
#include "fixtures/lack.h"
#include "fixtures/platform/platform.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* All slots lie in one mapping, so that two calls unmap all but one. */
static unsigned char *base;
static size_t stride;
static unsigned mapped;
static struct ledger *mapped_ledger;
static size_t ledger_size;

static size_t round_to_pages(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    return (size + page - 1) / page * page;
}

static int open_output(const char *directory)
{
    char path[160];
    int fd = platform_memory_file();

    /* What a case says when the disk is full must not be lost for that. */
    if (fd >= 0)
        return fd;
    /* Unlinked at once: it has no name that a case could meet, and vanishes with the runner. */
    snprintf(path, sizeof path, "%s.out", directory);
    fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return -errno;
    unlink(path);
    return fd;
}

int slot_make_directory(const struct slot *slot)
{
    return mkdir(slot->directory, 0711) == 0 && chmod(slot->directory, 0711) == 0 ? 0 : -errno;
}

static int slot_open(struct slot *slot, bool private_ipc, const char **what)
{
    int error = slot_make_directory(slot);

    *what = "a scratch directory";
    if (error)
        return error;
    *what = "a file for the output of cases";
    slot->output = open_output(slot->directory);
    if (slot->output < 0)
        return slot->output;
    *what = "an IPC namespace";
    if (private_ipc)
        slot->ipc_namespace = platform_new_ipc_namespace();
    return private_ipc && slot->ipc_namespace < 0 ? slot->ipc_namespace : 0;
}

static const char *remedy_for(const struct slot *slot, int error)
{
    if (error != ENOSPC)
        return lack_remedy(error);
    return slot->output > 0 ? "raise user.max_ipc_namespaces, or share one (--share-ipc)"
                            : "set TMPDIR to a directory with room";
}

static int map_slots(unsigned count, size_t docket_size, struct ledger *ledger)
{
    stride = docket_size + ARENA_SIZE;
    base = platform_share_memory(stride * count);
    if (!base)
        return -errno;
    mapped = count;
    mapped_ledger = ledger;
    ledger_size = sizeof *ledger + (size_t)count * LEDGER_ENTRIES * sizeof ledger->entries[0];
    return 0;
}

int slots_open(struct slot *slots, unsigned count, struct ledger *ledger, const char *directory, const char *run,
               bool private_ipc, char *why, size_t room)
{
    size_t docket_size = round_to_pages(sizeof(struct docket));
    int error = map_slots(count, docket_size, ledger);

    if (error) {
        snprintf(why, room, "%zu MiB of memory for %u cases at a time: %s; %s", stride * count >> 20, count,
                 strerror(-error), lack_remedy(-error));
        return error;
    }
    for (unsigned i = 0; i < count; i++) {
        struct slot *slot = &slots[i];
        const char *what;

        memset(slot, 0, sizeof *slot);
        slot->index = i;
        slot->docket = (struct docket *)(void *)(base + i * stride);
        slot->arena = (struct arena *)(void *)(base + i * stride + docket_size);
        slot->entries = ledger->entries + (size_t)i * LEDGER_ENTRIES;
        slot->ipc_namespace = -1;
        snprintf(slot->names, sizeof slot->names, "/ic.%.8s.%x.", run, i);
        snprintf(slot->directory, sizeof slot->directory, "%s/%x", directory, i);
        error = slot_open(slot, private_ipc, &what);
        if (error) {
            snprintf(why, room, "%s for each of %u cases at a time (-j): number %u: %s; %s", what, count, i + 1,
                     strerror(-error), remedy_for(slot, -error));
            return error;
        }
    }
    return 0;
}

void slots_close(struct slot *slots, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (slots[i].output > 0)
            close(slots[i].output);
        if (slots[i].ipc_namespace > 0)
            close(slots[i].ipc_namespace);
        if (slots[i].directory[0])
            rmdir(slots[i].directory);
    }
    if (base && base != MAP_FAILED)
        munmap(base, stride * mapped);
    base = NULL;
}

bool slot_check(struct slot *slot)
{
    bool sound = docket_is_sound(slot->docket);

    if (!sound)
        docket_clear(slot->docket);
    for (unsigned i = 0; i < LEDGER_ENTRIES; i++)
        if (!ledger_is_sound(&slot->entries[i])) {
            memset(&slot->entries[i], 0, sizeof slot->entries[i]);
            sound = false;
        }
    return sound;
}

void slot_keep_only(const struct slot *slot)
{
    unsigned char *own = base + slot->index * stride;

    if (slot->index > 0)
        munmap(base, slot->index * stride);
    if (slot->index + 1 < mapped)
        munmap(own + stride, (mapped - slot->index - 1) * stride);
}

void slot_forget_docket(const struct slot *slot)
{
    munmap(slot->docket, round_to_pages(sizeof(struct docket)));
    munmap(mapped_ledger, ledger_size);
}
