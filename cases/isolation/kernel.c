/* What the kernel does for isolation, what the processor does alone, and who may lift it. */
#include <setjmp.h>
#include <signal.h>
#include <sys/resource.h>

#include "cases/isolation/pages.h"
#include "fixtures/platform/platform.h"

/* A request to write into another process's memory; in memory that actors share. */
struct intrusion {
    pid_t pid;
    long *at;
    long value;
};

static long intrude(void *arg)
{
    const struct intrusion *intrusion = arg;

    return platform_write_memory(intrusion->pid, intrusion->at, &intrusion->value, sizeof intrusion->value);
}

static struct call *intrusion_by(struct actor *actor, const struct actor *victim, long *at)
{
    struct intrusion *intrusion = scratch(sizeof *intrusion);
    struct call *tried;

    *intrusion = (struct intrusion){victim->pid, at, 42};
    tried = do_scene(actor, intrude, intrusion);
    if (result_of(tried) == -ENOSYS)
        unsupported("a system call that writes into the memory of another process");
    return tried;
}

CASE(kernel_writes_into_private_memory_for_who_may, PROVES("iso.kernel.only-bypass"),
     VARIANTS("its parent", "another user"))
{
    struct actor *parent = actor_new("parent");
    long *at = map_page(parent, READ_WRITE, MAP_PRIVATE);
    struct actor *victim, *intruder;

    store(parent, at, 1);
    victim = actor_fork(parent, "victim");
    intruder = variant == 0 ? parent : actor_fork(parent, "intruder");
    if (variant == 1)
        become_nobody(intruder);
    /* Stores of its own do not cross. */
    store(intruder, at, 2);
    expect_equal(load(victim, at), 1, "the victim's word after the other's store");
    if (variant == 0)
        expect_returns(intrusion_by(intruder, victim, at), 0);
    else
        expect_returns(intrusion_by(intruder, victim, at), -EPERM);
    expect_equal(load(victim, at), variant == 0 ? 42 : 1, "the victim's word after the call");
}

static long read_unmapped(void *arg)
{
    return *(volatile long *)arg == 0;
}

static long read_confined(void *arg)
{
    return platform_run_without_calls(read_unmapped, *(void **)arg);
}

/* It never enters the kernel of its own, so its access is checked in user mode. */
CASE(access_is_checked_where_the_process_makes_no_call, REFUTES("iso.hw.check-in-privileged-mode"),
     VARIANTS("no memory", "no right", "the kernel's half"))
{
    struct actor *actor = actor_new("process");
    long **at = scratch(sizeof *at);
    struct call *confined;

    *at = map_page(actor, variant == 1 ? PROT_NONE : READ_WRITE, MAP_PRIVATE);
    if (variant == 0)
        must_return(do_munmap(actor, *at, page_size()), 0);
    else if (variant == 2)
        *at = (long *)(UINTPTR_MAX - page_size() + 1);
    confined = do_scene(actor, read_confined, at);
    if (result_of(confined) == -ENOSYS)
        skip("no-confinement", "this system has no mode in which a process can make no system call");
    must(result_of(confined) >= 0, "no process could be made: %s", strerror((int)-result_of(confined)));
    expect_returns(confined, 128 + SIGSEGV);
}

/* What the handler was told. */
struct told {
    long *at;
    bool stores;
    int signal, code;
    void *address;
};

static sigjmp_buf back;
static struct told *telling;

static void note_fault(int sig, siginfo_t *info, void *context)
{
    (void)context;
    telling->signal = sig;
    telling->code = info->si_code;
    telling->address = info->si_addr;
    siglongjmp(back, 1);
}

static long access_and_tell(void *arg)
{
    struct sigaction action;

    telling = arg;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = note_fault;
    action.sa_flags = SA_SIGINFO;
    if (sigaction(SIGSEGV, &action, NULL) != 0 || sigaction(SIGBUS, &action, NULL) != 0)
        return -1;
    if (sigsetjmp(back, 1) == 0) {
        if (telling->stores)
            *(volatile long *)telling->at = 1;
        else
            (void)*(volatile long *)telling->at;
    }
    return telling->signal;
}

static struct told *told_of(struct actor *actor, long *at, bool stores)
{
    struct told *told = scratch_zeroed(sizeof *told);

    told->at = at;
    told->stores = stores;
    must_succeed(do_scene(actor, access_and_tell, told));
    return told;
}

static const struct {
    const char *name;
    int prot;
    bool stores;
    int code;
} faults[] = {{"load of no memory", -1, false, SEGV_MAPERR},
              {"store to no memory", -1, true, SEGV_MAPERR},
              {"store to a page for reading", PROT_READ, true, SEGV_ACCERR},
              {"load of a page without rights", PROT_NONE, false, SEGV_ACCERR}};

CASE(access_without_a_right_is_a_segmentation_fault, PROVES("iso.fault.segv"), CONDITION("no-right"),
     VARIANT_TABLE(faults))
{
    struct actor *actor = actor_new("process");
    int prot = faults[variant].prot;
    long *at = map_page(actor, prot < 0 ? READ_WRITE : prot, MAP_PRIVATE);
    const struct told *told;

    if (prot < 0)
        must_return(do_munmap(actor, at, page_size()), 0);
    told = told_of(actor, at, faults[variant].stores);
    expect_equal(told->signal, SIGSEGV, "the signal");
    expect_equal(told->code, faults[variant].code, "si_code");
    expect(told->address == at, "si_addr is %p, and the access was at %p", told->address, (void *)at);
}

enum { PAGES = 256 };

/* How many page faults the first stores to fresh pages cost. */
static long touch_pages(void *arg)
{
    volatile char *at = *(char **)arg;
    struct rusage before, after;

    if (getrusage(RUSAGE_SELF, &before) != 0)
        return -1;
    for (int i = 0; i < PAGES; i++)
        at[(size_t)i * page_size()] = 1;
    if (getrusage(RUSAGE_SELF, &after) != 0)
        return -1;
    return after.ru_minflt - before.ru_minflt;
}

CASE(page_fault_of_memory_that_is_ones_own_is_no_signal, REFUTES("iso.fault.segv"), CONDITION("first-access"))
{
    struct actor *actor = actor_new("process");
    struct call *mapped = do_mmap(actor, NULL, PAGES * page_size(), READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char **at = scratch(sizeof *at);
    long long faults_taken;

    must_succeed(mapped);
    *at = address_of(mapped);
    faults_taken = expect_succeeds(do_scene(actor, touch_pages, at));
    observe("fault.minor", (double)faults_taken, "page faults for 256 pages");
    /* A kernel may bring in several pages at once. */
    expect(faults_taken > 0, "%lld page faults were counted", faults_taken);
}

CASE(access_beyond_the_object_is_another_signal, REFUTES("iso.fault.segv"), CONDITION("beyond-the-object"))
{
    struct actor *actor = actor_new("process");
    int fd = object_new(actor, scratch_name("o"), page_size());
    struct call *mapped = do_mmap(actor, NULL, 2 * page_size(), READ_WRITE, MAP_SHARED, fd, 0);
    const struct told *told;

    must_succeed(mapped);
    told = told_of(actor, (long *)address_of(mapped) + page_size() / sizeof(long), true);
    expect_equal(told->signal, SIGBUS, "the signal");
}
