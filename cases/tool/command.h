/* Programs of the system, as a user calls them by the shell, and what they print. */
#ifndef IPCLAIM_CASES_TOOL_COMMAND_H
#define IPCLAIM_CASES_TOOL_COMMAND_H

#include "fixtures/case.h"

/* Without the program nothing is decided: the case is unsupported. */
void need_program(const char *name);

/* What a command has printed, errors too, and how it has ended. */
struct printed {
    int status; /* of exit */
    const char *text;
};

/* Runs the command by a shell of its own, at most 64 KiB of whose output are looked at. */
struct printed printed_by(const char *command);

/* How many lines of the text hold the word, parted from others by blanks. */
int lines_with(const char *text, const char *word);

/* A new file of the scratch directory with this text, tidied. */
void file_with(const char *name, const char *text);

#endif
