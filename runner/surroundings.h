/* What a command that runs something finds around it, and makes of it before it begins and when it ends. */
#ifndef IPCLAIM_SURROUNDINGS_H
#define IPCLAIM_SURROUNDINGS_H

#include <stdbool.h>

#include "runner/schedule.h"

/*
 * Tries the subject, which would break everything if it could not be opened, with patience multiplied by SCALE. Returns
 * its full path, the caller's to free; a library that cannot be used ends the program.
 */
char *surroundings_subject(const char *library, double scale);

/* The full path of a program, the caller's to free; what cannot be executed ends this one. */
char *surroundings_program(const char *file);

/* Tries, in a child, whether these system calls can be denied; if not, ends the program. */
void surroundings_denied(const char *names);

/* A fixed environment for cases; a judge adds HOME and TMPDIR. The runner itself needs nothing of its own after this.
 */
void surroundings_fix_environment(void);

/* Descriptors 0 to 2 must be somebody's, or files that the runner opens would get their numbers. */
void surroundings_fill_descriptors(void);

/* Opens the file of that path for the sink, standard output where it is NULL; ends the program where it cannot. */
void surroundings_open_output(struct sink *sink, const char *path);

/* A record that could not be written whole ends with its last complete line, so that what is there can be read. */
void surroundings_lose_output(struct sink *sink);

/* Whether this process may make IPC namespaces. */
bool surroundings_have_ipc_namespaces(void);

/* Removes what killed runs have left, and says so. */
void surroundings_sweep(void);

#endif
