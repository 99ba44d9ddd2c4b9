/*
 * check.h - the test harness: TEST(name) { CHECK(...); } in any number of files, one CHECK_MAIN in one of
 * them.
 *
 * Prints each failed check with its place, and at the end "N passed, N failed". An argument selects the tests
 * whose names contain it.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct check_test {
    const char *name;
    void (*run)(void);
    struct check_test *next;
};
extern struct check_test *check_tests;
extern int check_failures; /* of the running test */

#define TEST(name_)                                                                                          \
    static void test_##name_(void);                                                                          \
    __attribute__((constructor)) static void reg_##name_(void)                                               \
    {                                                                                                        \
        static struct check_test t = { #name_, test_##name_, NULL };                                         \
        t.next = check_tests;                                                                                \
        check_tests = &t;                                                                                    \
    }                                                                                                        \
    static void test_##name_(void)

#define CHECK(cond)                                                                                          \
    ((cond) ? (void)0 : (void)(check_failures++, printf("%s:%d: %s\n", __FILE__, __LINE__, #cond)))
#define CHECK_MSG(cond, ...)                                                                                 \
    ((cond) ? (void)0                                                                                        \
            : (void)(check_failures++, printf("%s:%d: %s: ", __FILE__, __LINE__, #cond),                     \
                     printf(__VA_ARGS__), printf("\n")))
#define CHECK_INT(got, want)                                                                                 \
    do {                                                                                                     \
        long long got_ = (long long)(got), want_ = (long long)(want);                                        \
        if (got_ != want_) {                                                                                 \
            check_failures++;                                                                                \
            printf("%s:%d: %s is %lld, not %lld\n", __FILE__, __LINE__, #got, got_, want_);                  \
        }                                                                                                    \
    } while (0)
/* `got` is a struct str, `want` a C string. */
#define CHECK_STR(got, want)                                                                                 \
    do {                                                                                                     \
        __typeof__(got) got_ = (got);                                                                        \
        const char *want_ = (want);                                                                          \
        if (got_.len != strlen(want_) || (got_.len && memcmp(got_.p, want_, got_.len) != 0)) {               \
            check_failures++;                                                                                \
            printf("%s:%d: %s is '%.*s', not '%s'\n", __FILE__, __LINE__, #got, (int)got_.len,               \
                   got_.len ? got_.p : "", want_);                                                           \
        }                                                                                                    \
    } while (0)

int check_main(int argc, char **argv);

#define CHECK_MAIN                                                                                           \
    struct check_test *check_tests;                                                                          \
    int check_failures;                                                                                      \
    int check_main(int argc, char **argv)                                                                    \
    {                                                                                                        \
        int passed = 0, failed = 0;                                                                          \
        for (struct check_test *t = check_tests; t != NULL; t = t->next) {                                   \
            if (argc > 1 && strstr(t->name, argv[1]) == NULL)                                                \
                continue;                                                                                    \
            check_failures = 0;                                                                              \
            t->run();                                                                                        \
            if (check_failures == 0)                                                                         \
                passed++;                                                                                    \
            else                                                                                             \
                failed++, printf("FAILED %s\n", t->name);                                                    \
        }                                                                                                    \
        printf("%d passed, %d failed\n", passed, failed);                                                    \
        return failed != 0;                                                                                  \
    }                                                                                                        \
    int main(int argc, char **argv)                                                                          \
    {                                                                                                        \
        return check_main(argc, argv);                                                                       \
    }

#endif
