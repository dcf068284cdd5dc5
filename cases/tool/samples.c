/* The document's Go samples as they stand, built by the Go tools where there are some. */
#include "cases/tool/samples.h"
#include "cases/tool/command.h"

/* Where a program differs from its sample: text before and behind it, and one passage that is replaced. */
struct edit {
    const char *before;
    const char *find;
    const char *replace;
    const char *behind;
};

static const struct sample *sample_at(int line)
{
    for (size_t i = 0; i < sample_count; i++)
        if (line >= samples[i].first && line < samples[i].first + samples[i].count)
            return &samples[i];
    judge_broken("line %d of the document is in no Go sample", line);
}

static const char *text_of(const struct sample *sample)
{
    size_t size = 1;
    char *text, *end;

    for (int i = 0; i < sample->count; i++)
        size += strlen(sample->lines[i]) + 1;
    end = text = scratch(size);
    for (int i = 0; i < sample->count; i++)
        end += sprintf(end, "%s\n", sample->lines[i]);
    return text;
}

/* The sample that has this line of the document, with the edit. */
static const char *program(int line, struct edit edit)
{
    const char *text = text_of(sample_at(line));
    const char *before = edit.before ? edit.before : "";
    const char *behind = edit.behind ? edit.behind : "";
    const char *rest = text;
    size_t size = strlen(text) + strlen(before) + strlen(behind) + (edit.find ? strlen(edit.replace) : 0) + 1;
    char *whole = scratch(size);
    int kept = 0;

    if (edit.find) {
        const char *found = strstr(text, edit.find);

        if (!found)
            judge_broken("the sample with line %d does not hold \"%s\"", line, edit.find);
        kept = (int)(found - text);
        rest = found + strlen(edit.find);
    }
    snprintf(whole, size, "%s%.*s%s%s%s", before, kept, text, edit.find ? edit.replace : "", rest, behind);
    return whole;
}

/* Builds "sample" without network and without any file outside the scratch directory but the Go tools' own. */
static struct printed built(const char *text)
{
    file_with("main.go", text);
    return printed_by("mkdir -p go && GOCACHE=$PWD/go GOPATH=$PWD/go GOFLAGS= GO111MODULE=off GOPROXY=off "
                      "GOTOOLCHAIN=local GOTELEMETRY=off exec go build -ldflags='-s -w' -o go/sample main.go");
}

/* Go is there and builds what is right, so that a failure to build is the sample's. */
static void need_go(void)
{
    struct actor *actor = actor_new("housekeeper");

    need_program("go");
    must_equal(built("package main\n\nfunc main() {\n}\n").status, 0, "exit status of go build for an empty program");
    must_succeed(tidy(do_open(actor, "go", O_RDONLY | O_DIRECTORY, 0)));
}

/* The first thing that the compiler says of the file, as evidence. */
static void observe_first_message(const char *text)
{
    const char *message = strstr(text, "main.go:");
    char *line;
    size_t length;

    message = message ? message : text;
    if (text == message && text[0] == '#' && strchr(text, '\n'))
        message = strchr(text, '\n') + 1;
    length = strcspn(message, "\n");
    line = scratch(length + 1);
    snprintf(line, length + 1, "%s", message);
    observe_text("go.message", line);
}

/* The sample does not build as it stands; what the compiler says of it. */
static const char *refused(int line, struct edit as_it_stands)
{
    struct printed printed;

    need_go();
    printed = built(program(line, as_it_stands));
    observe_first_message(printed.text);
    expect(printed.status != 0, "go build has ended with 0");
    return printed.text;
}

static void expect_word(const char *text, const char *word)
{
    expect(strstr(text, word) != NULL, "the compiler does not say \"%s\"", word);
}

/* With this edit the sample does build, so that nothing else keeps it from that. */
static void expect_builds(int line, struct edit repaired)
{
    expect_equal(built(program(line, repaired)).status, 0, "exit status of go build for the repaired sample");
}

CASE(go_knows_no_msgget, REFUTES("sysvmsg.code.go-syscall-msgget"), EXCLUSIVE, TIMEOUT(60))
{
    const char *says = refused(131, (struct edit){0});

    expect_word(says, "undefined: syscall.Msgget");
    expect_word(says, "undefined: syscall.Msgsnd");
    expect_word(says, "undefined: syscall.IPC_PRIVATE");
    expect_word(says, "undefined: syscall.IPC_CREAT");
}

CASE(go_refuses_the_import_that_is_not_used, REFUTES("sem.code.go-channel-compiles"), EXCLUSIVE, TIMEOUT(60))
{
    expect_word(refused(191, (struct edit){0}), "imported and not used");
    expect_builds(191, (struct edit){.find = "    \"sync\"\n", .replace = ""});
}

CASE(go_links_no_program_without_main, REFUTES("sock.code.no-main"), EXCLUSIVE, TIMEOUT(60))
{
    expect_word(refused(297, (struct edit){0}), "function main is undeclared in the main package");
    expect_builds(297, (struct edit){.behind = "\nfunc main() {\n    go server()\n    client()\n}\n"});
}

static const char head[] = "package main\n\nimport \"net\"\n\nfunc main() {\n";
static const char tail[] = "_ = listener\n}\n";

CASE(go_refuses_the_listener_that_is_declared_twice, REFUTES("sock.code.redeclared-listener"), EXCLUSIVE, TIMEOUT(60))
{
    struct edit repaired = {.before = head,
                            .find = "listener, _ := net.Listen(\"tcp\"",
                            .replace = "listener, _ = net.Listen(\"tcp\"",
                            .behind = tail};

    expect_word(refused(666, (struct edit){.before = head, .behind = tail}), "no new variables on left side of :=");
    expect_builds(666, repaired);
}

/* The sample sends a greeting; here it sends the number of the process that writes, and the reader is this process. */
CASE(go_sample_of_a_pipe_is_one_process, REFUTES("pipe.code.sample-is-single-process"), EXCLUSIVE, TIMEOUT(60))
{
    struct edit whose = {.find = "\"Hello from pipe\"", .replace = "os.Getpid()"};
    struct printed printed;
    char wanted[64];

    need_go();
    must_equal(built(program(52, (struct edit){0})).status, 0, "exit status of go build for the sample");
    printed = printed_by("exec go/sample");
    must_equal(printed.status, 0, "exit status of the sample");
    must(strstr(printed.text, "Hello from pipe") != NULL, "the sample prints %s", printed.text);
    must_equal(built(program(52, whose)).status, 0, "exit status of go build for the sample with a process number");
    printed = printed_by("echo $$ && exec go/sample");
    must_equal(printed.status, 0, "exit status of the sample with a process number");
    snprintf(wanted, sizeof wanted, "接收: %ld\n", strtol(printed.text, NULL, 10));
    expect(strstr(printed.text, wanted) != NULL, "the process is number %ld, and it prints %s",
           strtol(printed.text, NULL, 10), printed.text);
}
