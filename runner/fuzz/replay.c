/* Tries a target's inputs, each a file or all files of a folder: what a compiler without libFuzzer can do. */
#include "runner/fuzz/fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static unsigned tried;

static void give_up(const char *path)
{
    fprintf(stderr, "%s: %s; give files, or folders of files\n", path, strerror(errno));
    exit(2);
}

static void try_file(const char *path)
{
    static uint8_t buffer[1 << 20];
    FILE *file = fopen(path, "rb");
    uint8_t *data;
    size_t size;

    if (!file)
        give_up(path);
    size = fread(buffer, 1, sizeof buffer, file);
    fclose(file);
    /* Memory of exactly its size, so that a sanitizer sees what reads past the end. */
    data = malloc(size ? size : 1);
    if (!data)
        give_up(path);
    memcpy(data, buffer, size);
    fprintf(stderr, "%s\n", path); /* before, so that the last line names the one that ends us */
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    tried++;
}

static void try_folder(const char *path)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);

    if (count < 0)
        give_up(path);
    for (int i = 0; i < count; i++) {
        char file[4096];

        snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            try_file(file);
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    struct stat st;

    for (int i = 1; i < argc; i++) {
        if (stat(argv[i], &st) != 0)
            give_up(argv[i]);
        if (S_ISDIR(st.st_mode))
            try_folder(argv[i]);
        else
            try_file(argv[i]);
    }
    fprintf(stderr, "%u inputs tried\n", tried);
    return tried ? EXIT_SUCCESS : 2;
}
