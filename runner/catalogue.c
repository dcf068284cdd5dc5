#include "runner/catalogue.h"

#include <stdlib.h>
#include <string.h>

static int compare_id(const void *id, const void *claim)
{
    return strcmp(id, ((const struct claim *)claim)->id);
}

const struct claim *catalogue_find(const char *id)
{
    return bsearch(id, catalogue_claims, catalogue_count, sizeof catalogue_claims[0], compare_id);
}

bool claim_is_assigned(const struct claim *claim)
{
    return strcmp(claim->origin, ASSIGNMENT) == 0;
}
