/* The document's Go samples as they stand, built by the Go tools where there are some. */
#ifndef IPCLAIM_CASES_TOOL_GO_H
#define IPCLAIM_CASES_TOOL_GO_H

#include "cases/tool/command.h"

/* Where a program differs from its sample: text before and behind it, and one passage that is replaced. */
struct edit {
    const char *before;
    const char *find;
    const char *replace;
    const char *behind;
};

/* The sample that has this line of the document, with the edit. */
const char *go_program(int line, struct edit edit);

/* Go is there and builds what is right, so that a failure to build is the sample's. Otherwise unsupported. */
void need_go(void);

/* Builds go/sample without network and without any file outside the scratch directory but the Go tools' own. */
struct printed go_built(const char *text);

/* The sample does not build with this edit, or as it stands; what the compiler says of it. */
const char *go_refuses(int line, struct edit edit);

/* Among other things the compiler says this. */
void expect_go_says(const char *text, const char *word);

/* With this edit the sample does build, so that nothing else keeps it from that. */
void expect_go_builds(int line, struct edit repaired);

#endif
