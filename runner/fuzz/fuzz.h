/*
 * What the fuzz targets share. A target is a file with LLVMFuzzerTestOneInput: it takes an input apart, hands it to the
 * code that reads such things, and asserts what must be true of every input. Under clang with -DIPCLAIM_FUZZ=ON it is
 * linked with libFuzzer, which looks for inputs; otherwise with replay.c, which tries those of corpus/.
 */
#ifndef IPCLAIM_FUZZ_H
#define IPCLAIM_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is left of an input. Past its end there are zeroes. */
struct input {
    const uint8_t *at;
    size_t left;
};

uint8_t take_byte(struct input *input);
void take_bytes(struct input *input, void *to, size_t size);

/* The text up to the next null byte or the end; at most SIZE - 1 bytes are kept. */
void take_text(struct input *input, char *to, size_t size);

/* The texts as an argument vector that ends with NULL; at most MOST of them. Lies in static memory. */
char **take_arguments(struct input *input, int most, int *count);

/* Ends the program, so that the input is reported, unless CONDITION holds. The rest is a format and its arguments. */
#define must_hold(condition, ...) ((condition) ? (void)0 : does_not_hold(__FILE__, __LINE__, #condition, __VA_ARGS__))
_Noreturn void does_not_hold(const char *file, int line, const char *condition, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
