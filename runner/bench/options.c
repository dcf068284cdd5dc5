#include "runner/bench/options.h"
#include "runner/command.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] = "Usage: ipclaim bench [OPTION…] [SELECT…]\n"
                           "Measure what one transfer costs, by each mechanism and each definition.\n"
                           "\n"
                           "SELECT is a mechanism (pipe, sysv-msg, shm-spin …), a folder of the catalogue\n"
                           "(pipe, sysv_msg …), a measure (latency, throughput, setup, connect,\n"
                           "contention), a performance claim, or an id or a glob over either; --list shows\n"
                           "ids. No SELECT means all.\n"
                           "\n"
                           "      --quick             one payload and few rounds: under 20 seconds\n"
                           "      --rounds N          blocks of each variant (default: 15, or 25 in full)\n"
                           "      --payload SIZE,…    bytes, to 1M (default: 64, or eight in full)\n"
                           "      --definition NAME,… pair, same-cpu, cross-cpu, cross-smt, cross-node,\n"
                           "                          unpinned\n"
                           "      --seed SEED         of the random order\n"
                           "      --subject LIB       measure a library's calls beside the native ones\n"
                           "      --format FORMAT     human (default) or ndjson\n"
                           "  -o, --output FILE       write the format to FILE\n"
                           "      --list              print the ids of what would be measured\n"
                           "      --share-ipc         stay in this IPC namespace\n"
                           "      --help\n"
                           "\n"
                           "Exit status: 0 measured; 2 wrong usage or set-up; 3 the record could not be\n"
                           "written whole; 4 nothing could be measured. A verdict changes none of it.\n";

enum {
    OPTION_QUICK = OPTION_LONG,
    OPTION_ROUNDS,
    OPTION_PAYLOAD,
    OPTION_DEFINITION,
    OPTION_SEED,
    OPTION_SUBJECT,
    OPTION_FORMAT,
    OPTION_LIST,
    OPTION_SHARE,
    OPTION_HELP
};

static const struct option long_options[] = {{"quick", no_argument, NULL, OPTION_QUICK},
                                             {"rounds", required_argument, NULL, OPTION_ROUNDS},
                                             {"payload", required_argument, NULL, OPTION_PAYLOAD},
                                             {"definition", required_argument, NULL, OPTION_DEFINITION},
                                             {"seed", required_argument, NULL, OPTION_SEED},
                                             {"subject", required_argument, NULL, OPTION_SUBJECT},
                                             {"format", required_argument, NULL, OPTION_FORMAT},
                                             {"output", required_argument, NULL, 'o'},
                                             {"list", no_argument, NULL, OPTION_LIST},
                                             {"share-ipc", no_argument, NULL, OPTION_SHARE},
                                             {"help", no_argument, NULL, OPTION_HELP},
                                             {NULL, 0, NULL, 0}};

/* The number that TEXT is, with k or M behind it where it TAKES_UNITS; false where it is none from LEAST to MOST. */
static bool parse_number(const char *text, unsigned long long least, unsigned long long most, bool takes_units,
                         unsigned long long *value)
{
    char *end;
    unsigned shift = 0;

    errno = 0;
    *value = strtoull(text, &end, 10);
    if (takes_units && (*end == 'k' || *end == 'M'))
        shift = *end++ == 'k' ? 10 : 20;
    if (*text < '0' || *text > '9' || *end || errno || *value > most >> shift || *value << shift < least)
        return false;
    *value <<= shift;
    return true;
}

static unsigned long long number(const char *option, const char *text, unsigned long long least,
                                 unsigned long long most)
{
    unsigned long long value;

    if (!parse_number(text, least, most, false, &value))
        die("%s \"%s\": give a whole number from %llu to %llu", option, text, least, most);
    return value;
}

/* Takes each word of a list parted by commas; false, at once, where one cannot be TAKEN, or there is none. */
static bool take_list(struct bench_options *options, const char *list,
                      bool (*take)(struct bench_options *options, const char *word))
{
    char *words = strdup(list);
    char *rest = NULL;
    bool good = false;

    if (!words)
        die("no memory for the list \"%s\"", list);
    for (const char *word = strtok_r(words, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
        good = take(options, word);
        if (!good)
            break;
    }
    free(words);
    return good;
}

static bool take_payload(struct bench_options *options, const char *word)
{
    enum { MOST = 1 << 20 };
    unsigned long long size;

    if (options->payload_count == PAYLOADS_MOST || !parse_number(word, 1, MOST, true, &size))
        return false;
    options->payloads[options->payload_count++] = (size_t)size;
    return true;
}

static bool take_definition(struct bench_options *options, const char *word)
{
    int definition = definition_named(word);

    if (definition < 0)
        return false;
    options->definitions |= 1U << definition;
    return true;
}

static void take_payloads(struct bench_options *options, const char *list)
{
    options->payload_count = 0;
    if (!take_list(options, list, take_payload))
        die("--payload \"%s\": give sizes from 1 to 1M, %d at most, as in 64,4k", list, PAYLOADS_MOST);
}

static void take_definitions(struct bench_options *options, const char *list)
{
    options->definitions = 0;
    if (!take_list(options, list, take_definition))
        die("--definition \"%s\": there are pair, same-cpu, cross-cpu, cross-smt, cross-node and unpinned", list);
}

static void take_format(struct bench_options *options, const char *name)
{
    options->ndjson = strcmp(name, "ndjson") == 0;
    if (!options->ndjson && strcmp(name, "human") != 0)
        die("--format \"%s\": there are human and ndjson", name);
}

static void take_option(struct bench_options *options, int option, char **argv)
{
    switch (option) {
    case 'o':
        options->output = optarg;
        break;
    case OPTION_QUICK:
        options->quick = true;
        break;
    case OPTION_ROUNDS:
        options->rounds = (unsigned)number("--rounds", optarg, 1, 1000);
        break;
    case OPTION_PAYLOAD:
        take_payloads(options, optarg);
        break;
    case OPTION_DEFINITION:
        take_definitions(options, optarg);
        break;
    case OPTION_SEED:
        options->seed = number("--seed", optarg, 0, INT64_MAX);
        break;
    case OPTION_SUBJECT:
        options->subject = optarg;
        break;
    case OPTION_FORMAT:
        take_format(options, optarg);
        break;
    case OPTION_LIST:
        options->list = true;
        break;
    case OPTION_SHARE:
        options->share_ipc = true;
        break;
    case OPTION_HELP:
        fputs(help, stdout);
        exit(finish_output());
    case ':':
        die("%s: the option needs a value; see ipclaim bench --help", argv[optind - 1]);
    default:
        die_of_option("bench", argv);
    }
}

void bench_options_parse(struct bench_options *options, int argc, char **argv)
{
    int option;

    *options = (struct bench_options){.seed = options_fresh_seed()};
    optind = 1;
    opterr = 0;
    while ((option = getopt_long(argc, argv, ":o:", long_options, NULL)) != -1)
        take_option(options, option, argv);
    options->words = argv + optind;
    options->word_count = (size_t)(argc - optind);
}
