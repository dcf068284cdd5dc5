/* Text for machines and people: UTF-8 that is repaired, calls and data in words. */
#include "fixtures/call.h"
#include "fixtures/objects.h"
#include "fixtures/show.h"
#include "runner/format.h"
#include "runner/selftest/units.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

#define BAD "\xef\xbf\xbd"

static const struct {
    const char *raw, *repaired;
} texts[] = {
    {"", ""},
    {"plain", "plain"},
    {"\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80", "\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80"},
    {"\x80", BAD},
    {"\xff\xfe", BAD BAD},
    {"\xc0\xaf", BAD BAD}, /* overlong / */
    {"\xc1\xbf", BAD BAD},
    {"\xe0\x80\xaf", BAD BAD BAD},         /* overlong in three */
    {"\xf0\x80\x80\xaf", BAD BAD BAD BAD}, /* overlong in four */
    {"\xe0\x9f\xbf", BAD BAD BAD},
    {"\xe0\xa0\x80", "\xe0\xa0\x80"},
    {"\xed\xa0\x80", BAD BAD BAD}, /* the first surrogate */
    {"\xed\x9f\xbf", "\xed\x9f\xbf"},
    {"\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"}, /* U+10FFFF, the last */
    {"\xf4\x90\x80\x80", BAD BAD BAD BAD},
    {"\xf5\x80\x80\x80", BAD BAD BAD BAD},
    {"a\xe4\xb8", "a" BAD BAD}, /* cut off */
    {"\xe4\xb8z", BAD BAD "z"},
    {"\x1b[31m", "\x1b[31m"}, /* JSON escapes it */
};

START_TEST(utf8_is_repaired)
{
    json_t *json = json_text(texts[_i].raw, strlen(texts[_i].raw));

    ck_assert_str_eq(json_string_value(json), texts[_i].repaired);
    json_decref(json);
}
END_TEST

START_TEST(text_with_a_null_byte_is_kept)
{
    json_t *json = json_text("a\0b", 3);

    ck_assert_uint_eq(json_string_length(json), 3);
    json_decref(json);
}
END_TEST

START_TEST(control_characters_do_not_reach_a_line)
{
    char text[64] = "";
    FILE *out = fmemopen(text, sizeof text, "w");

    put_text(out, "a\x1b[1m\n\"b\\\xff\x7f", 11, "\"\\");
    fclose(out);
    ck_assert_str_eq(text, "a [1m \\\"b\\\\" BAD " ");
}
END_TEST

START_TEST(several_lines_stay_where_they_may)
{
    char text[64] = "";
    FILE *out = fmemopen(text, sizeof text, "w");

    put_text(out, "a\n\t\\\"\x1b", 6, NULL);
    put_words(out, "b\nc\xc2\x9b"
                   "d\xc2\xa0");
    fclose(out);
    ck_assert_str_eq(text, "a\n \\\" b c d\xc2\xa0");
}
END_TEST

/* One call, as the judge would hold it. */
static const char *shown(enum call_id id, int count, const int64_t *values, const size_t *sizes)
{
    static char text[400];
    struct call call = {.id = id};

    for (int i = 0; i < count; i++) {
        call.argument[i].value = values[i];
        call.argument[i].size = sizes ? sizes[i] : 0;
    }
    show_arguments(&call, text, sizeof text);
    return text;
}

#define SHOWN(id, values, sizes) shown(id, (int)(sizeof(values) / sizeof(values)[0]), values, sizes)
#define AT(address) (int64_t)(intptr_t)(address)

START_TEST(arguments_are_shown)
{
    struct sembuf ops[2] = {{1, -1, IPC_NOWAIT | SEM_UNDO}, {0, 2, 0}};
    unsigned short values[2] = {7, 8};
    char many[20];

    become_judge();
    memset(many, 'f', sizeof many);
    ck_assert_str_eq(
        SHOWN(CALL_open, ((int64_t[]){AT("fi\"fo"), O_WRONLY | O_CREAT | O_NONBLOCK, 0640}), ((size_t[]){6, 0, 0})),
        "\"fi\"fo\", O_WRONLY|O_CREAT|O_NONBLOCK, 0640");
    ck_assert_str_eq(SHOWN(CALL_open, ((int64_t[]){0, O_RDONLY, 0}), NULL), "NULL, O_RDONLY, 00");
    ck_assert_str_eq(SHOWN(CALL_write, ((int64_t[]){4, AT("a\"\\\n\x01"), 5}), ((size_t[]){0, 5, 0})),
                     "4, \"a\\\"\\\\\\n\\x01\", 5");
    ck_assert_str_eq(SHOWN(CALL_write, ((int64_t[]){4, AT(many), 20}), ((size_t[]){0, 20, 0})), "4, \"f\"×20, 20");
    ck_assert_str_eq(SHOWN(CALL_write, ((int64_t[]){4, AT("abcdefghijklmnopqrst"), 20}), ((size_t[]){0, 20, 0})),
                     "4, \"abcdefghijklmnop\"…, 20");
    ck_assert_str_eq(SHOWN(CALL_write, ((int64_t[]){4, AT(""), 0}), ((size_t[]){0, 1, 0})), "4, \"\\x00\", 0");
    ck_assert_str_eq(SHOWN(CALL_msgget, ((int64_t[]){IPC_PRIVATE, IPC_CREAT | 0600}), NULL),
                     "IPC_PRIVATE, IPC_CREAT|0600");
    ck_assert_str_eq(SHOWN(CALL_msgget, ((int64_t[]){0x1234, 0}), NULL), "0x1234, 0");
    ck_assert_str_eq(SHOWN(CALL_semop, ((int64_t[]){3, AT(ops), 2}), ((size_t[]){0, sizeof ops, 0})),
                     "3, [{1, -1, IPC_NOWAIT, SEM_UNDO}, {0, +2}], 2");
    ck_assert_str_eq(SHOWN(CALL_semop, ((int64_t[]){3, AT(ops), 0}), ((size_t[]){0, 1, 0})), "3, [], 0");
    ck_assert_ptr_nonnull(strstr(SHOWN(CALL_read, ((int64_t[]){3, AT(values), 4}), ((size_t[]){0, 4, 0})), "3, &, 4"));
    ck_assert_str_eq(SHOWN(CALL_kill, ((int64_t[]){12, SIGPIPE}), NULL), "12, SIGPIPE");
}
END_TEST

START_TEST(addresses_are_shown)
{
    struct sockaddr_un local = {.sun_family = AF_UNIX, .sun_path = "socket"};
    struct sockaddr_in inet = {.sin_family = AF_INET, .sin_port = htons(80), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr other = {.sa_family = 99};

    become_judge();
    ck_assert_str_eq(SHOWN(CALL_bind, ((int64_t[]){3, AT(&local), sizeof local}), ((size_t[]){0, sizeof local, 0})),
                     "3, {AF_UNIX, \"socket\"}, 110");
    ck_assert_str_eq(SHOWN(CALL_bind, ((int64_t[]){3, AT(&local), 5}), ((size_t[]){0, 5, 0})),
                     "3, {AF_UNIX, \"soc\"}, 5");
    ck_assert_str_eq(SHOWN(CALL_bind, ((int64_t[]){3, AT(&inet), sizeof inet}), ((size_t[]){0, sizeof inet, 0})),
                     "3, {AF_INET, 127.0.0.1:80}, 16");
    ck_assert_str_eq(SHOWN(CALL_bind, ((int64_t[]){3, AT(&inet), 4}), ((size_t[]){0, 4, 0})), "3, {family 2}, 4");
    ck_assert_str_eq(SHOWN(CALL_bind, ((int64_t[]){3, AT(&other), sizeof other}), ((size_t[]){0, sizeof other, 0})),
                     "3, {family 99}, 16");
    ck_assert_str_eq(SHOWN(CALL_bind, ((int64_t[]){3, AT(&local), 1}), ((size_t[]){0, 1, 0})), "3, {}, 1");
    ck_assert_str_eq(SHOWN(CALL_socket, ((int64_t[]){AF_UNIX, SOCK_STREAM | 02000000, 0}), NULL),
                     "AF_UNIX, SOCK_STREAM|02000000, 0");
}
END_TEST

START_TEST(times_to_come_are_well_formed)
{
    struct timespec now, then;

    /* Whatever the fraction of the second now, one of these carries. */
    for (int i = 0; i < 1000; i += 50) {
        clock_gettime(CLOCK_REALTIME, &now);
        then = realtime_in(1000 + i);
        ck_assert(then.tv_nsec >= 0 && then.tv_nsec < 1000000000);
        ck_assert_int_ge((then.tv_sec - now.tv_sec) * 1000000000LL + then.tv_nsec - now.tv_nsec,
                         (1000 + i) * 1000000LL);
    }
}
END_TEST

START_TEST(outcomes_are_shown)
{
    struct call call = {.id = CALL_close, .returned = true, .result = -1, .error = EBADF};
    char text[200];
    char tiny[8];

    become_judge();
    call.argument[0].value = 9;
    show_outcome(&call, text, sizeof text);
    ck_assert_str_eq(text, "close(9) returned -1 EBADF");
    ck_assert_int_eq(error_of(&call), EBADF);
    show_outcome(&call, tiny, sizeof tiny);
    ck_assert_str_eq(tiny, "close(9");
    call.result = 0;
    ck_assert_int_eq(error_of(&call), 0);
    call.returned = false;
    show_outcome(&call, text, sizeof text);
    ck_assert_str_eq(text, "close(9) has not returned");
    call = (struct call){.id = CALL_mutex_lock, .returned = true, .result = EDEADLK};
    show_outcome(&call, text, sizeof text);
    ck_assert_str_eq(text, "mutex_lock(NULL) returned EDEADLK");
}
END_TEST

START_TEST(errors_signals_and_statuses_have_names)
{
    char text[48];

    ck_assert_str_eq(error_text(EAGAIN), "EAGAIN");
    ck_assert_str_eq(error_text(E2BIG), "E2BIG");
    ck_assert_str_eq(error_text(0), "0");
    ck_assert_str_eq(error_text(9999), "errno 9999");
    ck_assert_int_eq(error_named("EIDRM"), EIDRM);
    ck_assert_int_eq(error_named("ENOTHING"), 0);
    ck_assert_str_eq(signal_name(SIGKILL), "SIGKILL");
    ck_assert_str_eq(signal_name(99), "signal 99");
    show_status(3 << 8, text, sizeof text);
    ck_assert_str_eq(text, "exited 3");
    show_status(SIGSEGV | 0x80, text, sizeof text);
    ck_assert_str_eq(text, "killed by SIGSEGV");
    show_status(-1, text, sizeof text);
    ck_assert_str_eq(text, "ended, nobody saw how");
}
END_TEST

Suite *suite_of_texts(void)
{
    Suite *suite = suite_create("texts");
    TCase *tcase = tcase_create("repair and show");

    tcase_add_loop_test(tcase, utf8_is_repaired, 0, (int)(sizeof texts / sizeof texts[0]));
    tcase_add_test(tcase, text_with_a_null_byte_is_kept);
    tcase_add_test(tcase, control_characters_do_not_reach_a_line);
    tcase_add_test(tcase, several_lines_stay_where_they_may);
    tcase_add_test(tcase, arguments_are_shown);
    tcase_add_test(tcase, addresses_are_shown);
    tcase_add_test(tcase, times_to_come_are_well_formed);
    tcase_add_test(tcase, outcomes_are_shown);
    tcase_add_test(tcase, errors_signals_and_statuses_have_names);
    suite_add_tcase(suite, tcase);
    return suite;
}
