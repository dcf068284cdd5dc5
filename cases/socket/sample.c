/* The document's samples of sockets. */
#include "cases/tool/go.h"

CASE(go_links_no_program_without_main, REFUTES("sock.code.no-main"), EXCLUSIVE, TIMEOUT(60))
{
    expect_go_says(go_refuses(297, (struct edit){0}), "function main is undeclared in the main package");
    expect_go_builds(297, (struct edit){.behind = "\nfunc main() {\n    go server()\n    client()\n}\n"});
}

static const char head[] = "package main\n\nimport \"net\"\n\nfunc main() {\n";
static const char tail[] = "_ = listener\n}\n";

CASE(go_refuses_the_listener_that_is_declared_twice, REFUTES("sock.code.redeclared-listener"), EXCLUSIVE, TIMEOUT(60))
{
    struct edit repaired = {.before = head,
                            .find = "listener, _ := net.Listen(\"tcp\"",
                            .replace = "listener, _ = net.Listen(\"tcp\"",
                            .behind = tail};

    expect_go_says(go_refuses(666, (struct edit){.before = head, .behind = tail}),
                   "no new variables on left side of :=");
    expect_go_builds(666, repaired);
}
