#include "runner/catalogue.h"
#include "runner/command.h"
#include "runner/format.h"
#include "runner/plan.h"
#include "runner/registry.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char help[] = "Usage: ipclaim list [--json] [SELECT…]\n"
                           "List the cases that this binary has, by the claims that they show.\n"
                           "\n"
                           "      --json  one JSON array, an object a case and variant\n"
                           "      --help\n"
                           "\n"
                           "SELECT is an id or a glob over cases, claims, mechanisms, topics, origins and\n"
                           "kinds; \"[name]\" at its end is a variant. What only assignments ask of students\n"
                           "is listed when it is named (ipclaim list assignment).\n";

static json_t *item_json(const struct plan_item *item)
{
    const struct claim *claim = catalogue_find(item->def->claim);
    const char *variant = case_variant(item->def, item->variant);
    char id[512];
    char mechanism[64];
    char topic[64];

    case_id(item->def, item->variant, id, sizeof id);
    case_mechanism(item->def, mechanism, sizeof mechanism);
    case_topic(item->def, topic, sizeof topic);
    return json_pack("{ss ss ss so ss ss ss ss ss ss si sb}", "id", id, "claim", item->def->claim, "name",
                     item->def->name, "variant", variant ? json_string(variant) : json_null(), "mechanism", mechanism,
                     "topic", topic, "origin", claim->origin, "kind", claim->kind, "shows",
                     item->def->shows == SHOWS_PROOF ? "proves" : "refutes", "file", item->def->file, "line",
                     (int)item->def->line, "exclusive", item->def->exclusive);
}

static void print_json(const struct plan *plan)
{
    json_t *list = json_array();

    for (size_t i = 0; i < plan->count; i++)
        json_array_append_new(list, item_json(&plan->items[i]));
    json_dumpf(list, stdout, JSON_INDENT(1));
    fputc('\n', stdout);
    json_decref(list);
}

static int by_id(const void *a, const void *b)
{
    const struct plan_item *first = a;
    const struct plan_item *second = b;
    int order = strcmp(first->def->claim, second->def->claim);

    if (!order)
        order = strcmp(first->def->name, second->def->name);
    return order ? order : (first->variant > second->variant) - (first->variant < second->variant);
}

/* Claims about systems. */
static size_t count_claims(void)
{
    size_t count = 0;

    for (size_t i = 0; i < catalogue_count; i++)
        count += !claim_is_assigned(&catalogue_claims[i]);
    return count;
}

static void print_text(const struct plan *plan)
{
    const char *claim = "";
    const struct case_def *def = NULL;
    size_t claims = 0;
    size_t assigned = 0;

    for (size_t i = 0; i < plan->count; i++) {
        const struct plan_item *item = &plan->items[i];
        const char *variant = case_variant(item->def, item->variant);

        if (strcmp(claim, item->def->claim) != 0) {
            claim = item->def->claim;
            claims++;
            assigned += claim_is_assigned(catalogue_find(claim));
            printf("%s  %s\n", claim, catalogue_find(claim)->title);
        }
        if (def != item->def)
            printf("  %s %s", item->def->shows == SHOWS_PROOF ? "+" : "-", item->def->name);
        def = item->def;
        if (variant)
            printf(" [%s]", variant);
        if (i + 1 == plan->count || plan->items[i + 1].def != def)
            putchar('\n');
    }
    printf("%zu case%s on %zu of %zu claims (+ proves, - refutes)\n", plan->count, plan->count == 1 ? "" : "s", claims,
           count_claims() + assigned);
}

int command_list(int argc, char **argv)
{
    enum { OPTION_JSON = OPTION_LONG, OPTION_HELP };
    static const struct option long_options[] = {
        {"json", no_argument, NULL, OPTION_JSON}, {"help", no_argument, NULL, OPTION_HELP}, {NULL, 0, NULL, 0}};
    struct plan plan;
    const char *unknown;
    bool json = false;
    int option;

    optind = 1;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (option == OPTION_HELP) {
            fputs(help, stdout);
            return finish_output();
        }
        if (option != OPTION_JSON)
            die_of_option("list", argv);
        json = true;
    }
    unknown = plan_make(&plan, argv + optind, (size_t)(argc - optind), 1, 1);
    if (unknown)
        die("\"%s\": no case, claim, mechanism, topic, origin or kind matches; see ipclaim list", unknown);
    qsort(plan.items, plan.count, sizeof plan.items[0], by_id);
    if (json)
        print_json(&plan);
    else
        print_text(&plan);
    plan_free(&plan);
    return finish_output();
}
