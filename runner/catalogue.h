/* The catalogue of claims as the binary carries it, so that `ipclaim explain` needs no file beside it. */
#ifndef IPCLAIM_CATALOGUE_H
#define IPCLAIM_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

/* The origin of claims that only students' subjects are asked about: they say nothing of the system. */
#define ASSIGNMENT "assignment"

/* What a claim is expected to give on one system. No string is NULL. */
struct claim_expectation {
    const char *os;      /* linux, musl, gvisor, freebsd, netbsd, openbsd, macos */
    const char *verdict; /* holds, refuted, depends, unsupported, unknown, expected, n/a */
    const char *note;    /* UTF-8, its evidence in brackets at the end; "" where nothing is said */
};

/* One claim of cases/<mechanism>/claims.toml, its prose unwrapped. Strings are UTF-8, static, and never freed. */
struct claim {
    const char *id, *title;
    const char *mechanism; /* the name of the folder: pipe, sysv_msg, ... */
    const char *kind;      /* semantics, limit, performance, structure, tooling, advice */
    const char *origin;    /* seed, posix, extension, assignment */
    const char *reference, *method;
    const char *verdict; /* this and the three below are NULL unless the origin is seed */
    const char *quote;   /* verbatim from the document, possibly several lines */
    const char *section;
    const char *lines;                      /* "22, 27" */
    const struct claim_expectation *expect; /* expect_count of them, NULL if there is none */
    size_t expect_count;
};

/* All claims in strcmp() order of their ids, which are unique: bsearch() finds one. */
extern const struct claim catalogue_claims[];
extern const size_t catalogue_count;

/* A recorded divergence of reports/record/<os>.toml: what is known to differ from what the catalogue expects. */
struct claim_record {
    const char *claim, *os, *verdict, *reason, *source, *status;
};

/* Sorted by claim. */
extern const struct claim_record catalogue_records[];
extern const size_t catalogue_record_count;

/* The claim of an id, NULL if there is none. */
const struct claim *catalogue_find(const char *id);

/* Whether the origin is ASSIGNMENT. */
bool claim_is_assigned(const struct claim *claim);

#endif
