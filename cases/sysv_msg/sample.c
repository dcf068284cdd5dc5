/* The document's sample of a message queue. */
#include "cases/tool/go.h"

CASE(go_knows_no_msgget, REFUTES("sysvmsg.code.go-syscall-msgget"), EXCLUSIVE, TIMEOUT(60))
{
    const char *says = go_refuses(131, (struct edit){0});

    expect_go_says(says, "undefined: syscall.Msgget");
    expect_go_says(says, "undefined: syscall.Msgsnd");
    expect_go_says(says, "undefined: syscall.IPC_PRIVATE");
    expect_go_says(says, "undefined: syscall.IPC_CREAT");
}
