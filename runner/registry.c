#include "runner/registry.h"
#include "runner/catalogue.h"

#include <stdio.h>
#include <string.h>

static struct case_def *first;

static int compare(const struct case_def *a, const struct case_def *b)
{
    int order = strcmp(a->claim, b->claim);

    return order ? order : strcmp(a->name, b->name);
}

void registry_add(struct case_def *def)
{
    struct case_def **at = &first;

    /* The linker's order is nobody's choice, so the list is kept sorted; a thousand cases make that no burden. */
    while (*at && compare(*at, def) < 0)
        at = &(*at)->next;
    def->next = *at;
    *at = def;
}

const char *registry_open(void)
{
    static char text[512];

    for (const struct case_def *def = first; def; def = def->next) {
        if (!catalogue_find(def->claim)) {
            snprintf(text, sizeof text, "%s:%u: case %s shows the claim \"%s\", which the catalogue does not have",
                     def->file, def->line, def->name, def->claim);
            return text;
        }
        if (def->next && compare(def, def->next) == 0) {
            snprintf(text, sizeof text, "%s:%u and %s:%u: two cases are named %s/%s", def->file, def->line,
                     def->next->file, def->next->line, def->claim, def->name);
            return text;
        }
    }
    return NULL;
}

const struct case_def *registry_first(void)
{
    return first;
}

size_t case_runs(const struct case_def *def)
{
    return def->variant_count ? def->variant_count : 1;
}

const char *case_variant(const struct case_def *def, size_t variant)
{
    const char *name;

    if (!def->variant_count)
        return NULL;
    memcpy(&name, (const char *)def->variants + variant * def->variant_size, sizeof name);
    return name;
}

void case_id(const struct case_def *def, size_t variant, char *text, size_t room)
{
    const char *name = case_variant(def, variant);

    snprintf(text, room, "%s/%s%s%s%s", def->claim, def->name, name ? "[" : "", name ? name : "", name ? "]" : "");
}

void case_mechanism(const struct case_def *def, char *text, size_t room)
{
    const char *end = strrchr(def->file, '/');
    const char *start = end;

    while (start && start > def->file && start[-1] != '/')
        start--;
    snprintf(text, room, "%.*s", end ? (int)(end - start) : 0, start ? start : "");
}

void case_topic(const struct case_def *def, char *text, size_t room)
{
    const char *slash = strrchr(def->file, '/');
    const char *stem = slash ? slash + 1 : def->file;

    snprintf(text, room, "%.*s", (int)strcspn(stem, "."), stem);
}
