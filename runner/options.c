#include "runner/options.h"
#include "fixtures/arena.h"
#include "fixtures/ledger.h"
#include "runner/command.h"
#include "runner/format.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] = "Usage: ipclaim run [OPTION…] [SELECT…]\n"
                           "Run cases on this system and write what they showed.\n"
                           "\n"
                           "SELECT is an id or a glob over cases, claims, mechanisms, topics, origins (seed,\n"
                           "posix, extension) and kinds; \"[name]\" at its end is a variant. No SELECT means\n"
                           "all; `ipclaim list` shows them. What only assignments ask of a subject has to\n"
                           "be named, or its origin (assignment).\n"
                           "\n"
                           "  -j, --jobs N            cases at a time (default: 4 a processor, at most 16)\n"
                           "      --repeat N          run everything N times\n"
                           "      --shuffle[=SEED]    in a random order, which the seed decides\n"
                           "      --seed SEED         for the random choices of cases\n"
                           "      --timeout-scale X   multiply every deadline (slow or loaded machines)\n"
                           "      --format FORMAT     human (default), ndjson or tap\n"
                           "  -o, --output FILE       write the format to FILE; progress goes to stderr\n"
                           "      --subject LIB       a shared library that implements some of the calls\n"
                           "      --prefix PREFIX     what it has before the names of the calls\n"
                           "      --program FILE      a program for the cases that are about one\n"
                           "      --deny NAME[,NAME…] system calls that fail with ENOSYS in cases\n"
                           "      --blocked-proof HOW probed (ask the system, default) or timed\n"
                           "      --share-ipc         stay in this IPC namespace\n"
                           "      --help\n"
                           "\n"
                           "Exit status: 0 nothing unexpected; 1 a case failed, crashed or timed out; 2\n"
                           "wrong usage or set-up; 3 the harness broke; 4 nothing was decided. A run that\n"
                           "SIGINT, SIGTERM or SIGHUP stopped ends by it, its record complete so far.\n";

enum {
    OPTION_REPEAT = OPTION_LONG,
    OPTION_SHUFFLE,
    OPTION_SEED,
    OPTION_SCALE,
    OPTION_FORMAT,
    OPTION_SUBJECT,
    OPTION_PREFIX,
    OPTION_PROGRAM,
    OPTION_DENY,
    OPTION_PROOF,
    OPTION_SHARE,
    OPTION_HELP
};

static const struct option long_options[] = {{"jobs", required_argument, NULL, 'j'},
                                             {"repeat", required_argument, NULL, OPTION_REPEAT},
                                             {"shuffle", optional_argument, NULL, OPTION_SHUFFLE},
                                             {"seed", required_argument, NULL, OPTION_SEED},
                                             {"timeout-scale", required_argument, NULL, OPTION_SCALE},
                                             {"format", required_argument, NULL, OPTION_FORMAT},
                                             {"output", required_argument, NULL, 'o'},
                                             {"subject", required_argument, NULL, OPTION_SUBJECT},
                                             {"prefix", required_argument, NULL, OPTION_PREFIX},
                                             {"program", required_argument, NULL, OPTION_PROGRAM},
                                             {"deny", required_argument, NULL, OPTION_DENY},
                                             {"blocked-proof", required_argument, NULL, OPTION_PROOF},
                                             {"share-ipc", no_argument, NULL, OPTION_SHARE},
                                             {"help", no_argument, NULL, OPTION_HELP},
                                             {NULL, 0, NULL, 0}};

unsigned options_default_jobs(void)
{
    enum { A_PROCESSOR = 4, MOST = 16 };
    long online = sysconf(_SC_NPROCESSORS_ONLN);

    if (online < 1)
        online = 1;
    return online * A_PROCESSOR < MOST ? (unsigned)online * A_PROCESSOR : MOST;
}

uint64_t options_fresh_seed(void)
{
    /* Small enough to type. */
    return ((uint64_t)clock_ns() / 1000 * 2654435761u ^ (uint64_t)getpid()) % 999999 + 1;
}

static unsigned parse_count(const char *option, const char *text, unsigned long most)
{
    char *end;
    unsigned long value;

    errno = 0;
    value = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || errno || value < 1 || value > most)
        die("%s \"%s\": give a whole number from 1 to %lu", option, text, most);
    return (unsigned)value;
}

static uint64_t parse_seed(const char *option, const char *text)
{
    char *end;
    unsigned long long value;

    errno = 0;
    value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || errno || value > INT64_MAX)
        die("%s \"%s\": give a whole number from 0 to %lld", option, text, (long long)INT64_MAX);
    return value;
}

static double parse_scale(const char *text)
{
    char *end;
    double value = strtod(text, &end);

    if (end == text || *end || !(value >= 0.1 && value <= 1000))
        die("--timeout-scale \"%s\": give a number from 0.1 to 1000", text);
    return value;
}

_Noreturn void die_of_option(const char *command, char **argv)
{
    /*
     * Of letters behind one dash, getopt goes on to the next argument only after the last, so which argument it is
     * cannot be told, but the letter can. It is a char, and negative where it is none of ASCII.
     */
    if (optopt != 0 && optopt < OPTION_LONG)
        die("-%c: there is no such option; see ipclaim %s --help", optopt, command);
    die("%s: there is no such option; see ipclaim %s --help", argv[optind - 1], command);
}

static void take_option(struct options *options, int option, char **argv)
{
    switch (option) {
    case 'j':
        options->jobs = parse_count("-j", optarg, LEDGER_SLOTS);
        break;
    case 'o':
        options->output = optarg;
        break;
    case OPTION_REPEAT:
        options->repeat = parse_count("--repeat", optarg, 100000);
        break;
    case OPTION_SHUFFLE:
        options->shuffle = true;
        if (optarg)
            options->seed = parse_seed("--shuffle", optarg);
        break;
    case OPTION_SEED:
        options->seed = parse_seed("--seed", optarg);
        break;
    case OPTION_SCALE:
        options->time_scale = parse_scale(optarg);
        break;
    case OPTION_FORMAT:
        options->format = format_named(optarg);
        if (!options->format)
            die("--format \"%s\": there are human, ndjson and tap", optarg);
        break;
    case OPTION_SUBJECT:
        options->subject = optarg;
        break;
    case OPTION_PREFIX:
        options->prefix = optarg;
        break;
    case OPTION_PROGRAM:
        options->program = optarg;
        break;
    case OPTION_DENY:
        options->denied = optarg;
        break;
    case OPTION_PROOF:
        options->blocked_proof = optarg;
        if (strcmp(optarg, "probed") != 0 && strcmp(optarg, "timed") != 0)
            die("--blocked-proof \"%s\": there are probed and timed", optarg);
        break;
    case OPTION_SHARE:
        options->share_ipc = true;
        break;
    case OPTION_HELP:
        fputs(help, stdout);
        exit(finish_output());
    case ':':
        die("%s: the option needs a value; see ipclaim run --help", argv[optind - 1]);
    default:
        die_of_option("run", argv);
    }
}

void options_parse(struct options *options, int argc, char **argv)
{
    int option;

    *options = (struct options){.repeat = 1,
                                .seed = options_fresh_seed(),
                                .time_scale = 1,
                                .prefix = "",
                                .format = &format_human,
                                .blocked_proof = "probed"};
    optind = 1;
    opterr = 0;
    while ((option = getopt_long(argc, argv, ":j:o:", long_options, NULL)) != -1)
        take_option(options, option, argv);
    options->words = argv + optind;
    options->word_count = (size_t)(argc - optind);
}
