#include "cases/isolation/frames.h"
#include "fixtures/platform/platform.h"

struct question {
    const long *at;
    uint64_t page;
};

static long ask_for_page(void *arg)
{
    struct question *question = arg;

    return platform_physical_page(question->at, &question->page);
}

uint64_t physical_page(struct actor *actor, const long *at)
{
    struct question *question = scratch_zeroed(sizeof *question);
    struct call *asked;

    question->at = at;
    asked = do_scene(actor, ask_for_page, question);
    if (result_of(asked) == -ENOSYS)
        skip("no-pagemap", "this system does not tell where memory lies physically");
    if (result_of(asked) == -EPERM || result_of(asked) == -EACCES)
        skip("need-root", "only root is told where memory lies physically");
    must_return(asked, 0);
    return question->page;
}
