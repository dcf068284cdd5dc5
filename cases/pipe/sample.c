/* The document's sample: one process, a thread of which writes into the pipe that another reads. In C, and as it is. */
#include <pthread.h>

#include "cases/tool/go.h"

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

enum { NO_THREAD = -2 };

static long run_sample(void *arg)
{
    struct sample *sample = arg;
    pthread_t thread;
    long n;

    plain_variable = 0;
    if (subject.pipe(sample->fd) != 0)
        return -1;
    if (pthread_create(&thread, NULL, write_greeting, sample) != 0)
        return NO_THREAD;
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
    struct call *run;

    must_have_pipes(process);
    run = do_scene(process, run_sample, sample);
    must(result_of(run) != NO_THREAD, "no thread could be made");
    expect_returns(run, 16);
    expect_match(sample->text, "Hello from pipe\n", 16, "what was read");
    expect_equal(sample->written_by, process->pid, "the number of the process that has written");
    expect_equal(sample->read_by, process->pid, "the number of the process that has read");
    expect(sample->finds_the_variable, "the reader does not find what the writer has stored in a variable");
}

/* The sample sends a greeting; here it sends the number of the process that writes, and the reader is this process. */
CASE(go_sample_of_a_pipe_is_one_process, REFUTES("pipe.code.sample-is-single-process"), EXCLUSIVE, TIMEOUT(60))
{
    struct edit whose = {.find = "\"Hello from pipe\"", .replace = "os.Getpid()"};
    struct printed printed;
    char wanted[64];

    need_go();
    must_equal(go_built(go_program(52, (struct edit){0})).status, 0, "exit status of go build for the sample");
    printed = printed_by("exec go/sample");
    must_equal(printed.status, 0, "exit status of the sample");
    must(strstr(printed.text, "Hello from pipe") != NULL, "the sample prints %s", printed.text);
    must_equal(go_built(go_program(52, whose)).status, 0,
               "exit status of go build for the sample with a process number");
    printed = printed_by("echo $$ && exec go/sample");
    must_equal(printed.status, 0, "exit status of the sample with a process number");
    snprintf(wanted, sizeof wanted, "接收: %ld\n", strtol(printed.text, NULL, 10));
    expect(strstr(printed.text, wanted) != NULL, "the process is number %ld, and it prints %s",
           strtol(printed.text, NULL, 10), printed.text);
}
