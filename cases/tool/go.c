#include "cases/tool/go.h"
#include "cases/tool/samples.h"

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

const char *go_program(int line, struct edit edit)
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

struct printed go_built(const char *text)
{
    file_with("main.go", text);
    return printed_by("mkdir -p go && GOCACHE=$PWD/go GOPATH=$PWD/go GOFLAGS= GO111MODULE=off GOPROXY=off "
                      "GOTOOLCHAIN=local GOTELEMETRY=off exec go build -ldflags='-s -w' -o go/sample main.go");
}

void need_go(void)
{
    struct actor *actor = actor_new("housekeeper");

    need_program("go");
    must_equal(go_built("package main\n\nfunc main() {\n}\n").status, 0,
               "exit status of go build for an empty program");
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

const char *go_refuses(int line, struct edit as_it_stands)
{
    struct printed printed;

    need_go();
    printed = go_built(go_program(line, as_it_stands));
    observe_first_message(printed.text);
    expect(printed.status != 0, "go build has ended with 0");
    return printed.text;
}

void expect_go_says(const char *text, const char *word)
{
    expect(strstr(text, word) != NULL, "the compiler does not say \"%s\"", word);
}

void expect_go_builds(int line, struct edit repaired)
{
    expect_equal(go_built(go_program(line, repaired)).status, 0, "exit status of go build for the repaired sample");
}
