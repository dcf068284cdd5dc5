#include "runner/bench/places.h"
#include "fixtures/platform/bench.h"

static const char *const distances[] = {[CPUS_SMT] = "smt", [CPUS_CORE] = "core", [CPUS_NODE] = "node"};

void places_find(struct places *places)
{
    places->count = platform_allowed_cpus(places->cpu, PLACES_MOST);
    places->home = -1;
    for (int i = 0; i < 3; i++)
        places->away[i] = -1;
    if (places->count <= 0) {
        places->count = 0;
        return;
    }
    /* The last one: the first often has the machine's interrupts. */
    places->home = places->cpu[places->count - 1];
    for (int i = places->count - 2; i >= 0; i--) {
        int distance = platform_cpu_distance(places->home, places->cpu[i]);

        if (distance >= 0 && places->away[distance] < 0)
            places->away[distance] = places->cpu[i];
    }
}

/* cross-cpu is two cores of a node where there are such, and whatever there is where not. */
static int distance_of(const struct places *places, enum definition definition)
{
    static const int order[] = {CPUS_CORE, CPUS_SMT, CPUS_NODE};
    int used = -1;

    for (int i = 0; i < 3 && used < 0; i++)
        if (places->away[order[i]] >= 0)
            used = order[i];
    switch (definition) {
    case DEFINED_CROSS_CPU:
        return used;
    case DEFINED_CROSS_SMT:
        return used != CPUS_SMT && places->away[CPUS_SMT] >= 0 ? CPUS_SMT : -1;
    case DEFINED_CROSS_NODE:
        return used != CPUS_NODE && places->away[CPUS_NODE] >= 0 ? CPUS_NODE : -1;
    default:
        return -1;
    }
}

int places_partner(const struct places *places, enum definition definition, const char **distance)
{
    int found = distance_of(places, definition);

    if (distance)
        *distance = found < 0 ? NULL : distances[found];
    if (definition == DEFINED_SAME_CPU)
        return places->home;
    return found < 0 ? -1 : places->away[found];
}

const char *places_lack(const struct places *places, enum definition definition)
{
    if (definition == DEFINED_PAIR || definition == DEFINED_UNPINNED)
        return NULL;
    if (places->home < 0)
        return "this system cannot pin a process to a processor";
    if (places_partner(places, definition, NULL) < 0)
        return "this process has no two processors so far apart";
    return NULL;
}
