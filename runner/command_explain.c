#include "runner/catalogue.h"
#include "runner/command.h"
#include "runner/format.h"
#include "runner/registry.h"

#include <stdio.h>
#include <string.h>

static const char help[] = "Usage: ipclaim explain CLAIM\n"
                           "Say what a claim is, where it comes from, how it is shown, what is on record.\n"
                           "\n"
                           "CLAIM is the id of a claim, or of a case.\n";

enum { WIDTH = 78, INDENT = 12 };

/* How many columns the character at TEXT takes, and in *LENGTH its bytes. CJK takes two. */
static unsigned character_width(const char *text, size_t *length)
{
    unsigned char first = (unsigned char)*text;

    *length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    *length = strnlen(text, *length);
    return first >= 0xe3 ? 2 : 1;
}

/* The same of what may not be broken: a word, or one character of Chinese. */
static unsigned word_width(const char *text, size_t *length)
{
    unsigned columns = 0;

    for (*length = 0; text[*length] && text[*length] != ' ' && text[*length] != '\n';) {
        size_t bytes;
        unsigned width = character_width(text + *length, &bytes);

        if (width == 2 && columns > 0)
            break;
        *length += bytes;
        columns += width;
        if (width == 2)
            break;
    }
    return columns;
}

static unsigned break_line(void)
{
    printf("\n%*s", INDENT, "");
    return INDENT;
}

/* A paragraph, broken at spaces (and anywhere in Chinese) to WIDTH columns. */
static void print_wrapped(const char *label, const char *text)
{
    unsigned column = INDENT;

    printf("%-11s ", label);
    while (*text) {
        size_t spaces = strspn(text, " ");
        size_t bytes;
        unsigned width = word_width(text + spaces, &bytes);

        if (column > INDENT && column + (spaces > 0) + width > WIDTH)
            column = break_line();
        else if (column > INDENT && spaces && width)
            column += (unsigned)printf(" ");
        printf("%.*s", (int)bytes, text + spaces);
        column += width;
        text += spaces + bytes;
        if (*text == '\n') {
            column = break_line();
            text++;
        }
    }
    putchar('\n');
}

static void print_cases(const struct claim *claim)
{
    bool any = false;

    for (const struct case_def *def = registry_first(); def; def = def->next) {
        if (strcmp(def->claim, claim->id) != 0)
            continue;
        printf("%-11s %s %s (%s:%u)\n", any ? "" : "cases", def->shows == SHOWS_PROOF ? "proves " : "refutes",
               def->name, def->file, def->line);
        for (size_t i = 0; i < def->variant_count; i++)
            printf("%-11s   [%s]\n", "", case_variant(def, i));
        any = true;
    }
    if (!any)
        printf("%-11s none yet: the claim is untested\n", "cases");
}

static void print_records(const struct claim *claim)
{
    for (size_t i = 0; i < catalogue_record_count; i++) {
        const struct claim_record *record = &catalogue_records[i];
        char line[4096];

        if (strcmp(record->claim, claim->id) != 0)
            continue;
        snprintf(line, sizeof line, "%s on %s (%s): %s (%s)", record->verdict, record->os, record->status,
                 record->reason, record->source);
        print_wrapped("on record", line);
    }
}

static void explain(const struct claim *claim)
{
    char words[128];

    print_wrapped("claim", claim->title);
    printf("%-11s %s\n", "id", claim->id);
    snprintf(words, sizeof words, "%s, %s, %s", claim->mechanism, claim->kind, claim->origin);
    print_wrapped("is", words);
    if (claim->quote) {
        print_wrapped("quote", claim->quote);
        snprintf(words, sizeof words, "%s, lines %s", "document", claim->lines);
        print_wrapped("where", words);
        print_wrapped("section", claim->section);
        print_wrapped("judgement", claim->verdict);
    }
    print_wrapped("reference", claim->reference);
    print_wrapped("shown by", claim->method);
    for (size_t i = 0; i < claim->expect_count; i++) {
        const struct claim_expectation *expect = &claim->expect[i];
        char line[2048];

        snprintf(line, sizeof line, "%s%s%s", expect->verdict, *expect->note ? ": " : "", expect->note);
        print_wrapped(expect->os, line);
    }
    print_records(claim);
    print_cases(claim);
}

int command_explain(int argc, char **argv)
{
    char id[256];

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(help, stdout);
        return finish_output();
    }
    if (argc != 2 || argv[1][0] == '-')
        die("explain takes one claim; see ipclaim explain --help");
    snprintf(id, sizeof id, "%.*s", (int)strcspn(argv[1], "/"), argv[1]);
    if (!catalogue_find(id))
        die("\"%s\": the catalogue has no such claim; see ipclaim list", argv[1]);
    explain(catalogue_find(id));
    return finish_output();
}
