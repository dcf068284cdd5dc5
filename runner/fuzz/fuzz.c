#include "runner/fuzz/fuzz.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint8_t take_byte(struct input *input)
{
    uint8_t byte = 0;

    take_bytes(input, &byte, 1);
    return byte;
}

void take_bytes(struct input *input, void *to, size_t size)
{
    size_t taken = size < input->left ? size : input->left;

    memset(to, 0, size);
    if (!taken)
        return;
    memcpy(to, input->at, taken);
    input->at += taken;
    input->left -= taken;
}

void take_text(struct input *input, char *to, size_t size)
{
    size_t length, kept;

    to[0] = '\0';
    if (!input->left)
        return;
    length = strnlen((const char *)input->at, input->left);
    kept = length < size - 1 ? length : size - 1;
    memcpy(to, input->at, kept);
    to[kept] = '\0';
    length += length < input->left; /* the null byte */
    input->at += length;
    input->left -= length;
}

char **take_arguments(struct input *input, int most, int *count)
{
    enum { VECTOR = 32, TEXT = 600 };
    static char text[VECTOR][TEXT];
    static char *vector[VECTOR + 1];

    *count = 0;
    while (input->left && *count < most && *count < VECTOR) {
        take_text(input, text[*count], TEXT);
        vector[*count] = text[*count];
        ++*count;
    }
    vector[*count] = NULL;
    return vector;
}

_Noreturn void does_not_hold(const char *file, int line, const char *condition, const char *format, ...)
{
    va_list arguments;

    fprintf(stderr, "%s:%d: %s does not hold: ", file, line, condition);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    abort();
}
