/* The document's sample in C: one process, a thread of which writes into the pipe that another reads. */
#include <pthread.h>

#include "fixtures/case.h"

struct sample {
    int fd[2];
    long written_by; /* no shared memory: the threads have the address space in common */
    long read_by;
    char text[32];
    bool finds_the_variable;
};

static int plain_variable;

static void *write_greeting(void *arg)
{
    struct sample *sample = arg;

    plain_variable = 42;
    if (subject.write(sample->fd[1], "Hello from pipe\n", 16) == 16)
        sample->written_by = (long)subject.getpid();
    subject.close(sample->fd[1]);
    return NULL;
}

static long run_sample(void *arg)
{
    struct sample *sample = arg;
    pthread_t thread;
    long n;

    plain_variable = 0;
    if (subject.pipe(sample->fd) != 0 || pthread_create(&thread, NULL, write_greeting, sample) != 0)
        return -1;
    n = (long)subject.read(sample->fd[0], sample->text, sizeof sample->text - 1);
    sample->read_by = (long)subject.getpid();
    pthread_join(thread, NULL);
    sample->finds_the_variable = plain_variable == 42;
    return n;
}

CASE(both_ends_of_the_sample_are_in_one_process, REFUTES("pipe.code.sample-is-single-process"))
{
    struct actor *process = actor_new("process");
    struct sample *sample = scratch_zeroed(sizeof *sample);

    expect_returns(do_scene(process, run_sample, sample), 16);
    expect_match(sample->text, "Hello from pipe\n", 16, "what was read");
    expect_equal(sample->written_by, process->pid, "the number of the process that has written");
    expect_equal(sample->read_by, process->pid, "the number of the process that has read");
    expect(sample->finds_the_variable, "the reader does not find what the writer has stored in a variable");
}
