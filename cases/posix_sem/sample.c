/* The document's sample of a semaphore. */
#include "cases/tool/go.h"

CASE(go_refuses_the_import_that_is_not_used, REFUTES("sem.code.go-channel-compiles"), EXCLUSIVE, TIMEOUT(60))
{
    expect_go_says(go_refuses(191, (struct edit){0}), "imported and not used");
    expect_go_builds(191, (struct edit){.find = "    \"sync\"\n", .replace = ""});
}
