/* The command line: whatever it is, it is understood, or ends with one line that says what is wrong with which word. */
#include "runner/bench/options.h"
#include "runner/command.h"
#include "runner/format.h"
#include "runner/fuzz/fuzz.h"
#include "runner/plan.h"

#include <getopt.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { DIED = 1, LEFT = 2 };

static jmp_buf over;
static bool is_running;
static char complaint[4096];
static int left_with;

/* A command that dies leaves what it holds to the system, and here that would count as lost. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

_Noreturn void __wrap_die(const char *format, ...);
_Noreturn void __wrap_die(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(complaint, sizeof complaint, format, arguments);
    va_end(arguments);
    longjmp(over, DIED);
}

_Noreturn void __real_exit(int status);
_Noreturn void __wrap_exit(int status);
_Noreturn void __wrap_exit(int status)
{
    if (!is_running)
        __real_exit(status); /* libFuzzer's own */
    left_with = status;
    longjmp(over, LEFT);
}

static int parse_run(int argc, char **argv)
{
    struct options options;

    options_parse(&options, argc, argv);
    must_hold(options.jobs <= 256, "-j %u", options.jobs);
    must_hold(options.repeat >= 1 && options.repeat <= 100000, "--repeat %u", options.repeat);
    must_hold(options.seed <= INT64_MAX, "a seed that the record cannot hold");
    must_hold(isfinite(options.time_scale) && options.time_scale >= 0.1 && options.time_scale <= 1000,
              "--timeout-scale %g", options.time_scale);
    must_hold(options.format && options.format->begin, "no format");
    must_hold(strcmp(options.blocked_proof, "probed") == 0 || strcmp(options.blocked_proof, "timed") == 0, "%s",
              options.blocked_proof);
    must_hold(options.words + options.word_count == argv + argc, "words are lost");
    return EXIT_EXPECTED;
}

static int parse_bench(int argc, char **argv)
{
    struct bench_options options;

    bench_options_parse(&options, argc, argv);
    must_hold(options.rounds <= 1000, "--rounds %u", options.rounds);
    must_hold(options.seed <= INT64_MAX, "a seed that the record cannot hold");
    must_hold(options.definitions < 1U << DEFINITION_COUNT, "--definition %u", options.definitions);
    must_hold(options.payload_count <= PAYLOADS_MOST, "%zu payloads", options.payload_count);
    for (size_t i = 0; i < options.payload_count; i++)
        must_hold(options.payloads[i] >= 1 && options.payloads[i] <= 1 << 20, "--payload %zu", options.payloads[i]);
    must_hold(options.words + options.word_count == argv + argc, "words are lost");
    return EXIT_EXPECTED;
}

/* What is wrong with which word: a complaint that quotes none of the words that were given helps nobody. */
static bool names_a_word(int argc, char **argv)
{
    static const char *const general[] = {"explain takes one claim"};

    for (size_t i = 0; i < sizeof general / sizeof general[0]; i++)
        if (strstr(complaint, general[i]))
            return true;
    for (int i = 1; i < argc; i++)
        if (*argv[i] && strstr(complaint, argv[i]))
            return true;
    /* An option among others behind one dash, or without its value. */
    for (int i = 1; i < argc; i++)
        if (complaint[0] == '-' && complaint[1] && argv[i][0] == '-' && strchr(argv[i] + 1, complaint[1]))
            return true;
    return strstr(complaint, "\"\"") != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int (*const commands[])(int argc, char **argv) = {parse_run, command_list, command_explain, parse_bench};
    struct input input = {data, size};
    uint8_t command = take_byte(&input) % 4;
    char *argv[24] = {(char[]){"command"}};
    int count;
    char **words = take_arguments(&input, 20, &count);
    int how;

    memcpy(argv + 1, words, (size_t)(count + 1) * sizeof *words);
    memset(complaint, 0, sizeof complaint);
    /* Where the last input left among the letters of an argument, getopt would go on. */
    optind = 0;
    (void)getopt(1, argv, "");
    is_running = true;
    how = setjmp(over);
    if (how == 0)
        left_with = commands[command](count + 1, argv);
    is_running = false;
    if (how == DIED) {
        /* getopt puts words that are no options last. */
        must_hold(names_a_word(count + 1, argv), "\"%s\"", complaint);
        must_hold(strchr(complaint, ';') || strstr(complaint, ": give ") || strstr(complaint, "there are"),
                  "no remedy: \"%s\"", complaint);
    } else {
        must_hold(left_with == EXIT_EXPECTED, "status %d", left_with);
    }
    return 0;
}
