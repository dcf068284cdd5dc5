/* Registry, selection, plan and options. */
#include "runner/options.h"
#include "runner/plan.h"
#include "runner/registry.h"
#include "runner/selftest/units.h"

#include <stdlib.h>

static void nothing(int variant)
{
    (void)variant;
}

static const char *const by[] = {"pipe", "fifo"};
static struct case_def plain = {.name = "plain_io", .claim = "self.ends", .file = "cases/pipe/full.c", .run = nothing};
static struct case_def varied = {.name = "varied",
                                 .claim = "self.limits",
                                 .file = "/src/cases/sysv_msg/types.gen.c",
                                 .run = nothing,
                                 .variants = by,
                                 .variant_size = sizeof by[0],
                                 .variant_count = 2};
static const char *const ends[] = {"fd[0]", "fd[1]"};
static struct case_def indexed = {.name = "indexed",
                                  .claim = "self.limits",
                                  .file = "cases/pipe/ends.c",
                                  .run = nothing,
                                  .variants = ends,
                                  .variant_size = sizeof ends[0],
                                  .variant_count = 2};
static struct case_def alone = {
    .name = "alone", .claim = "self.assertions", .file = "single.c", .exclusive = true, .run = nothing};

static struct case_def assigned = {
    .name = "assigned_only", .claim = "self.assigned", .file = "cases/assignments/own.c", .run = nothing};

static void fill_registry(void)
{
    registry_add(&varied);
    registry_add(&alone);
    registry_add(&plain);
}

START_TEST(registry_is_sorted)
{
    char text[64];

    ck_assert_ptr_null(registry_open());
    ck_assert_ptr_eq(registry_first(), &alone);
    ck_assert_ptr_eq(alone.next, &plain);
    ck_assert_ptr_eq(plain.next, &varied);
    ck_assert_uint_eq(case_runs(&plain), 1);
    ck_assert_uint_eq(case_runs(&varied), 2);
    ck_assert_ptr_null(case_variant(&plain, 0));
    ck_assert_str_eq(case_variant(&varied, 1), "fifo");
    case_id(&varied, 1, text, sizeof text);
    ck_assert_str_eq(text, "self.limits/varied[fifo]");
    case_mechanism(&varied, text, sizeof text);
    ck_assert_str_eq(text, "sysv_msg");
    case_topic(&varied, text, sizeof text);
    ck_assert_str_eq(text, "types");
    case_mechanism(&plain, text, sizeof text);
    ck_assert_str_eq(text, "pipe");
    case_mechanism(&alone, text, sizeof text);
    ck_assert_str_eq(text, "");
    case_topic(&alone, text, sizeof text);
    ck_assert_str_eq(text, "single");
}
END_TEST

START_TEST(unknown_claims_and_double_names_are_refused)
{
    static struct case_def twice = {.name = "plain_io", .claim = "self.ends", .file = "cases/pipe/again.c", .line = 7};
    static struct case_def unknown = {
        .name = "stray", .claim = "self.nothing", .file = "cases/pipe/stray.c", .line = 8};

    registry_add(&twice);
    ck_assert_ptr_nonnull(strstr(registry_open(), "two cases are named self.ends/plain_io"));
    registry_add(&unknown);
    twice.name = "other";
    ck_assert_ptr_nonnull(strstr(registry_open(), "cases/pipe/stray.c:8: case stray shows the claim \"self.nothing\""));
}
END_TEST

static const struct {
    const char *word;
    const struct case_def *def;
    size_t variant;
    bool matches;
} words[] = {
    {"self.limits/varied[fifo]", &varied, 1, true},
    {"self.limits/varied[fifo]", &varied, 0, false},
    {"self.limits/varied", &varied, 0, true},
    {"self.limits/varied", &varied, 1, true},
    {"self.limits", &varied, 0, true},
    {"varied[pipe]", &varied, 0, true},
    {"*[fifo]", &varied, 1, true},
    {"*[fifo]", &varied, 0, false},
    {"*[f*]", &varied, 1, true},
    {"*[?ipe]", &varied, 0, true},
    /* As a set of letters, [fifo] would match the o at the end. */
    {"*[fifo]", &plain, 0, false},
    {"self.ends/plain_i[fifo]", &plain, 0, false},
    /* Every id selects its case. */
    {"self.limits/indexed[fd[0]]", &indexed, 0, true},
    {"self.limits/indexed[fd[0]]", &indexed, 1, false},
    {"*[fd[1]]", &indexed, 1, true},
    {"sysv_msg", &varied, 0, true},
    {"types", &varied, 0, true},
    {"pipe", &plain, 0, true},
    {"full", &plain, 0, true},
    {"extension", &plain, 0, true},
    {"tooling", &plain, 0, true},
    {"misbehaving", &plain, 0, true},
    {"self.*", &plain, 0, true},
    {"plain_??", &plain, 0, true},
    {"plain", &plain, 0, false},
    {"", &plain, 0, false},
    {"[", &plain, 0, false},
    {"[]", &plain, 0, false},
    {"*", &plain, 0, true},
    {"self.end", &plain, 0, false},
    {"posix", &plain, 0, false},
    {"self.assigned/assigned_only", &assigned, 0, true},
    {"self.assigned", &assigned, 0, true},
    {"assigned_only", &assigned, 0, true},
    {"own", &assigned, 0, true},
    {"assignments", &assigned, 0, true},
    {"assignment", &assigned, 0, true},
    {"assignment*", &assigned, 0, true},
    {"tooling", &assigned, 0, false},
    {"self.*", &assigned, 0, false},
    {"*", &assigned, 0, false},
};

START_TEST(word_selects)
{
    ck_assert_msg(select_matches(words[_i].word, words[_i].def, words[_i].variant) == words[_i].matches,
                  "\"%s\" and %s", words[_i].word, words[_i].def->name);
}
END_TEST

START_TEST(plan_has_rounds_and_the_exclusive_last)
{
    struct plan plan;

    ck_assert_ptr_null(plan_make(&plan, NULL, 0, 3, 1));
    ck_assert_uint_eq(plan.count, 12);
    ck_assert_uint_eq(plan.parallel, 9);
    for (size_t i = 0; i < plan.count; i++)
        ck_assert_int_eq(plan.items[i].def->exclusive, i >= 9);
    ck_assert_uint_eq(plan.items[0].round, 0);
    ck_assert_uint_eq(plan.items[8].round, 2);
    ck_assert_uint_ne(plan.items[1].seed, plan.items[2].seed);
    plan_free(&plan);
}
END_TEST

START_TEST(plan_without_words_has_nothing_of_assignments)
{
    char *named[] = {(char *)"assignment"};
    struct plan plan;

    registry_add(&assigned);
    ck_assert_ptr_null(plan_make(&plan, NULL, 0, 1, 1));
    ck_assert_uint_eq(plan.count, 4);
    plan_free(&plan);
    ck_assert_ptr_null(plan_make(&plan, named, 1, 1, 1));
    ck_assert_uint_eq(plan.count, 1);
    ck_assert_ptr_eq(plan.items[0].def, &assigned);
    plan_free(&plan);
}
END_TEST

START_TEST(word_that_selects_nothing_is_named)
{
    char *some[] = {(char *)"varied", (char *)"nothing", (char *)"nobody"};
    struct plan plan;

    ck_assert_str_eq(plan_make(&plan, some, 3, 1, 1), "nothing");
    plan_free(&plan);
    ck_assert_ptr_null(plan_make(&plan, some, 1, 1, 1));
    ck_assert_uint_eq(plan.count, 2);
    plan_free(&plan);
}
END_TEST

static void order_of(uint64_t seed, const struct case_def *defs[40], uint64_t *first_seed)
{
    struct plan plan;

    plan_make(&plan, NULL, 0, 10, seed);
    plan_shuffle(&plan, seed);
    ck_assert_uint_eq(plan.count, 40);
    for (size_t i = 0; i < 40; i++) {
        defs[i] = plan.items[i].def;
        ck_assert_int_eq(defs[i]->exclusive, i >= plan.parallel);
        if (defs[i] == &plain && plan.items[i].round == 0)
            *first_seed = plan.items[i].seed;
    }
    plan_free(&plan);
}

START_TEST(shuffle_is_decided_by_the_seed)
{
    const struct case_def *one[40], *again[40], *other[40];
    uint64_t seed_one, seed_again, seed_other;

    order_of(7, one, &seed_one);
    order_of(7, again, &seed_again);
    order_of(8, other, &seed_other);
    ck_assert_mem_eq(one, again, sizeof one);
    ck_assert_mem_ne(one, other, sizeof one);
    ck_assert_uint_eq(seed_one, seed_again);
    ck_assert_uint_ne(seed_one, seed_other);
    order_of(0, one, &seed_one); /* a seed of 0 is one like any other */
}
END_TEST

static const char *const wrong[][3] = {{"run", "-j0", NULL},        {"run", "-j", "1x"},
                                       {"run", "--repeat=0", NULL}, {"run", "--repeat=1e3", NULL},
                                       {"run", "--seed=-1", NULL},  {"run", "--timeout-scale=inf", NULL},
                                       {"run", "--format=", NULL},  {"run", "--nothing", NULL},
                                       {"run", "-o", NULL},         {"run", "--blocked-proof=x", NULL}};

START_TEST(wrong_option_ends_with_2)
{
    char *argv[4] = {(char *)wrong[_i][0], (char *)wrong[_i][1], (char *)wrong[_i][2], NULL};
    struct options options;

    (void)!freopen("/dev/null", "w", stderr);
    options_parse(&options, wrong[_i][2] ? 3 : 2, argv);
}
END_TEST

START_TEST(options_are_taken)
{
    char *argv[] = {(char *)"run",
                    (char *)"-j3",
                    (char *)"word",
                    (char *)"--shuffle=9",
                    (char *)"--timeout-scale=2.5",
                    (char *)"-o",
                    (char *)"file",
                    (char *)"--format=tap",
                    NULL};
    struct options options;

    options_parse(&options, 8, argv);
    ck_assert_uint_eq(options.jobs, 3);
    ck_assert_uint_eq(options.seed, 9);
    ck_assert(options.shuffle);
    ck_assert_double_eq(options.time_scale, 2.5);
    ck_assert_str_eq(options.output, "file");
    ck_assert_uint_eq(options.word_count, 1);
    ck_assert_str_eq(options.words[0], "word");
}
END_TEST

Suite *suite_of_plans(void)
{
    Suite *suite = suite_create("plans");
    TCase *tcase = tcase_create("select");

    tcase_add_unchecked_fixture(tcase, fill_registry, NULL);
    tcase_add_test(tcase, registry_is_sorted);
    tcase_add_test(tcase, unknown_claims_and_double_names_are_refused);
    tcase_add_loop_test(tcase, word_selects, 0, (int)(sizeof words / sizeof words[0]));
    tcase_add_test(tcase, plan_has_rounds_and_the_exclusive_last);
    tcase_add_test(tcase, plan_without_words_has_nothing_of_assignments);
    tcase_add_test(tcase, word_that_selects_nothing_is_named);
    tcase_add_test(tcase, shuffle_is_decided_by_the_seed);
    suite_add_tcase(suite, tcase);
    tcase = tcase_create("options");
    tcase_add_loop_exit_test(tcase, wrong_option_ends_with_2, 2, 0, (int)(sizeof wrong / sizeof wrong[0]));
    tcase_add_test(tcase, options_are_taken);
    suite_add_tcase(suite, tcase);
    return suite;
}
