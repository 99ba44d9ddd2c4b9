/*
 * pattern.c - patterns: what matches, what is refused, and that none takes long.
 */
#include "forms/pattern.h"

#include "check.h"

static const struct {
    const char *pattern, *text;
    bool want;
} matches[] = {
    { "^[0-9]{5}$", "12345", true },
    { "^[0-9]{5}$", "1234", false },
    { "^[0-9]{5}$", "123456", false },
    { "b", "abc", true },
    { "^b", "abc", false },
    { "c$", "abc", true },
    { "^$", "", true },
    { "^$", "a", false },
    { "", "anything", true },
    { "^(a|b)+$", "abba", true },
    { "^(a|b)+$", "abca", false },
    { "^(?:ab)*c?$", "abab", true },
    { "^a{2,3}$", "aa", true },
    { "^a{2,3}$", "aaaa", false },
    { "^a{2,}$", "aaaa", true },
    { "^\\d{4}/\\d{1,2}$", "1404/6", true },
    { "^\\w+$", "a_9", true },
    { "^\\w+$", "a-9", false },
    { "^[^0-9]+$", "abc", true },
    { "^[^0-9]+$", "ab1", false },
    { "^[\\d-]+$", "12-3", true },
    { "^[آ-ی\\s]+$", "سلام دنیا", true },
    { "^[آ-ی]+$", "salam", false },
    { "^\\u06A9$", "ک", true },
    { "^.$", "ک", true },
    { "^a.c$", "a\nc", false },
    { "^\\.\\*\\\\$", ".*\\", true },
    { "^[\\D]$", "x", true },
    { "^[]]$", "]", false }, /* in ECMAScript an empty class, which matches nothing, then ] */
    { "(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
    { "^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", false },
};

TEST(pattern_matches)
{
    for (size_t i = 0; i < ARRAY_LEN(matches); i++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
        const struct form_pattern *re;
        struct err e = { 0 };
        bool got = false;

        CHECK_MSG(pattern_compile(a, str_c(matches[i].pattern), &re, &e) == RC_OK, "%s: %s",
                  matches[i].pattern, e.msg);
        if (e.rc != RC_OK)
            continue;
        CHECK(pattern_search(a, re, str_c(matches[i].text), &got, &e) == RC_OK);
        CHECK_MSG(got == matches[i].want, "/%s/ on '%s'", matches[i].pattern, matches[i].text);
    }
}

static const struct {
    const char *pattern;
    enum rc rc;
} refused[] = {
    { "(", RC_INVALID },
    { ")", RC_INVALID },
    { "[a", RC_INVALID },
    { "*a", RC_INVALID },
    { "a{3,1}", RC_INVALID },
    { "a{", RC_INVALID },
    { "[z-a]", RC_INVALID },
    { "(?=a)", RC_INVALID },
    { "(a)\\1", RC_INVALID },
    { "\\p{L}", RC_INVALID },
    { "\\u00", RC_INVALID },
    { "a{2000}", RC_LIMIT },
    { "(a{999}){999}", RC_LIMIT },
    { "\xFF", RC_INVALID },
    { "\\", RC_INVALID },
    { "((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))", RC_LIMIT },
};

TEST(pattern_refuses)
{
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
        const struct form_pattern *re;
        struct err e = { 0 };

        CHECK_MSG(pattern_compile(a, str_c(refused[i].pattern), &re, &e) == refused[i].rc, "/%s/ gave %s",
                  refused[i].pattern, rc_name(e.rc));
        CHECK(e.msg[0] != '\0');
    }
}
