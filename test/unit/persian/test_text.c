/*
 * test_text.c - stored form and search key: the vectors of iran-facts 5.3, NFC and case folding against ICU,
 * and properties on random text.
 */
#include "check.h"

#include "persian/text.h"
#include "persian/unicode.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* Code points in hexadecimal: text, stored form; then the search key. */
static const struct {
    const char *text, *stored, *key;
} vectors[] = {
    { "0639 0644 064A 0020 0643 0631 064A 0645 064A", "0639 0644 06CC 0020 06A9 0631 06CC 0645 06CC",
      "علی کریمی" },
    { "0639 0644 06CC 0020 06A9 0631 06CC 0645 06CC", "0639 0644 06CC 0020 06A9 0631 06CC 0645 06CC",
      "علی کریمی" },
    { "0645 06CC 200C 0631 0648 0645", "0645 06CC 200C 0631 0648 0645", "میروم" },
    { "0645 06CC 0020 0631 0648 0645", "0645 06CC 0020 0631 0648 0645", "می روم" },
    { "0645 064A 0631 0648 0645", "0645 06CC 0631 0648 0645", "میروم" },
    { "200C 0633 0644 0627 0645 200C 0020 062F 0646 06CC 0627 200C",
      "0633 0644 0627 0645 0020 062F 0646 06CC 0627", "سلام دنیا" },
    { "06A9 0627 0631 0648 0627 0646 200C 200C 0633 0631 0627",
      "06A9 0627 0631 0648 0627 0646 200C 0633 0631 0627", "کاروانسرا" },
    { "0633 0640 0640 0644 0627 0645", "0633 0640 0640 0644 0627 0645", "سلام" },
    { "062D 064E 0630 0641 0650 0020 0627 0650 0639 0631 0627 0628",
      "062D 064E 0630 0641 0650 0020 0627 0650 0639 0631 0627 0628", "حذف اعراب" },
    { "062E 0627 0646 0647 0654 0020 0645 0627", "062E 0627 0646 06C0 0020 0645 0627", "خانه ما" },
    { "062E 0627 0646 06C0 0020 0645 0627", "062E 0627 0646 06C0 0020 0645 0627", "خانه ما" },
    { "0645 0633 0624 0648 0644", "0645 0633 0624 0648 0644", "مسوول" },
    { "0645 0633 0626 0648 0644", "0645 0633 0626 0648 0644", "مسیول" },
    { "0631 0623 06CC", "0631 0623 06CC", "رای" },
    { "0622 0628", "0622 0628", "اب" },
    { "FEFC", "0644 0627", "لا" },
    { "FEB7 FEEC FEAE FEA9 FE8D FEAD FBFC", "0634 0647 0631 062F 0627 0631 06CC", "شهرداری" },
    { "06F1 06F4 06F0 06F3 002F 06F1 06F2 002F 06F3 06F0",
      "06F1 06F4 06F0 06F3 002F 06F1 06F2 002F 06F3 06F0", "1403 12 30" },
    { "0661 0662 0663 0664 0665", "0661 0662 0663 0664 0665", "12345" },
    { "06A9 062F 00A0 0645 0644 06CC", "06A9 062F 0020 0645 0644 06CC", "کد ملی" },
    { "202E 0061 0062 0063 202C 0020 0646 0627 0645", "0061 0062 0063 0020 0646 0627 0645", "abc نام" },
    { "0633 0644 0627 0645 060C 062F 0646 06CC 0627 0021",
      "0633 0644 0627 0645 060C 062F 0646 06CC 0627 0021", "سلام دنیا" },
    { "0627 0644 0647 0627 0645 200C 0627 0644 0633 0627 062F 0627 062A",
      "0627 0644 0647 0627 0645 200C 0627 0644 0633 0627 062F 0627 062A", "الهامالسادات" },
    { "0631 062D 0645 0629 200C 0627 0644 0644 0647", "0631 062D 0645 0629 200C 0627 0644 0644 0647",
      "رحمهالله" },
    { "0054 0065 0068 0072 0061 006E 0020 062A 0647 0631 0627 0646",
      "0054 0065 0068 0072 0061 006E 0020 062A 0647 0631 0627 0646", "tehran تهران" },
    { "06BE 0645 0647", "0647 0645 0647", "همه" },
    { "06AF 0641 062A 200D", "06AF 0641 062A 200D", "گفت" },
    { "0645 0626 0629", "0645 0626 0629", "میه" },
    { "064A 0654", "0626", "ی" },
    { "06CC 06A9 0020 FDFC", "06CC 06A9 0020 0631 06CC 0627 0644", "یک ریال" },
};

static struct str from_hex(struct arena *a, const char *hex)
{
    struct str rest = str_c(hex), out = STR("");

    while (rest.len > 0) {
        uint64_t cp = 0;
        char utf8[4];
        CHECK(parse_hex_u64(str_cut(&rest, ' '), &cp));
        out = arena_cat(a, out, (struct str){ utf8, utf8_put((uint32_t)cp, utf8) });
    }
    return out;
}

TEST(text_vectors)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 22);

    for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
        struct str text = from_hex(a, vectors[i].text), stored = text_stored(a, text, TEXT_ONE_LINE);
        CHECK_MSG(str_eq(stored, from_hex(a, vectors[i].stored)), "%s: %.*s", vectors[i].text,
                  STR_ARG(stored));
        CHECK_STR(text_search_key(a, text, TEXT_JOINED), vectors[i].key);
        CHECK_STR(text_search_key(a, stored, TEXT_JOINED), vectors[i].key);
    }
}

TEST(stored_form_cases)
{
    static const struct {
        const char *name, *in;
        enum text_lines lines;
        const char *want;
    } tests[] = {
        { "spaces", " a \t b  ", TEXT_ONE_LINE, "a b" },
        { "breaks become spaces in one line", "a\r\nb\nc", TEXT_ONE_LINE, "a b c" },
        { "breaks stay in many", "\na \r\n b\r\rc \n", TEXT_MANY_LINES, "a\nb\n\nc" },
        { "controls go", "a\x01\x7F\xC2\x80z", TEXT_ONE_LINE, "az" },
        { "malformed", "a\xFFz\xD9", TEXT_ONE_LINE, "a\xEF\xBF\xBDz\xEF\xBF\xBD" },
        { "all invisible", "\xE2\x80\x8B\xE2\x80\x8F\xEF\xBB\xBF\xC2\xAD", TEXT_ONE_LINE, "" },
        { "ZWNJ beside punctuation", "می\u200C، \u200Cرود", TEXT_ONE_LINE, "می، رود" },
        { "ZWNJ between digit and letter", "۲۰\u200Cساله", TEXT_ONE_LINE, "۲۰\u200Cساله" },
        { "ZWNJ after a diacritic", "حَذفِ\u200Cها", TEXT_ONE_LINE, "حَذفِ\u200Cها" },
        { "ZWNJ at a line's end", "می\u200C\nرود", TEXT_MANY_LINES, "می\nرود" },
        { "Kurdish letters stay", "ڤ ڕ ڵ ۆ ێ", TEXT_ONE_LINE, "ڤ ڕ ڵ ۆ ێ" },
        { "yeh + hamza parted by a mark that goes", "\u064A\u200F\u0654", TEXT_ONE_LINE, "ئ" },
        { "yeh form + hamza", "\uFEF1\u0654", TEXT_ONE_LINE, "ئ" },
        { "latin", "e\u0301", TEXT_ONE_LINE, "\u00E9" },
        { "hangul", "\u1112\u1161\u11AB", TEXT_ONE_LINE, "\uD55C" },
        { "empty", "", TEXT_ONE_LINE, "" },
    };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        struct str got = text_stored(a, str_c(tests[i].in), tests[i].lines);
        CHECK_MSG(str_eq(got, str_c(tests[i].want)), "%s: '%.*s'", tests[i].name, STR_ARG(got));
    }
}

TEST(search_key_cases)
{
    static const struct {
        const char *in, *joined, *split;
    } tests[] = {
        { "می‌خواهد", "میخواهد", "می خواهد" },
        { "می خواهد", "می خواهد", "می خواهد" },
        { "مُحَمَّد", "محمد", "محمد" },
        { "Straße ÄRGER", "strasse ärger", "strasse ärger" },
        { "a_b-c", "a_b c", "a_b c" },
        { "جزء", "جز", "جز" },
        { "!!!", "", "" },
        { "۱۲٬۵۰۰", "12 500", "12 500" },
    };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        CHECK_STR(text_search_key(a, str_c(tests[i].in), TEXT_JOINED), tests[i].joined);
        CHECK_STR(text_search_key(a, str_c(tests[i].in), TEXT_SPLIT), tests[i].split);
    }
    CHECK_STR(text_index(a, STR("او می‌خواهد")), "او میخواهد او می خواهد");
    CHECK_STR(text_index(a, STR("او رفت")), "او رفت");
}

TEST(text_faults)
{
    static const struct {
        const char *in;
        enum text_lines lines;
        enum text_fault want;
    } tests[] = {
        { "سلام\tدنیا", TEXT_ONE_LINE, TEXT_OK },
        { "سلام\nدنیا", TEXT_ONE_LINE, TEXT_CONTROL },
        { "سلام\r\nدنیا", TEXT_MANY_LINES, TEXT_OK },
        { "a\x1B[31m", TEXT_MANY_LINES, TEXT_CONTROL },
        { "a\xC2\x85", TEXT_MANY_LINES, TEXT_CONTROL },
        { "a\xEF\xBF\xBE", TEXT_MANY_LINES, TEXT_CONTROL },
        { "a\xE2\x80\xAE"
          "b",
          TEXT_ONE_LINE, TEXT_BIDI },
        { "a\xE2\x81\xA6"
          "b",
          TEXT_ONE_LINE, TEXT_BIDI },
        { "a\xE2\x80\x8F", TEXT_ONE_LINE, TEXT_OK },
        { "\xC0\x80", TEXT_ONE_LINE, TEXT_MALFORMED },
        { "", TEXT_ONE_LINE, TEXT_OK },
    };

    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        CHECK_INT(text_check(str_c(tests[i].in), tests[i].lines), tests[i].want);
    CHECK_INT(text_check((struct str){ "a\0b", 3 }, TEXT_MANY_LINES), TEXT_CONTROL);
    CHECK_STR(text_fault_key(TEXT_BIDI), "text.bidi");
}

TEST(text_is_cut_at_a_word)
{
    static const struct {
        const char *in;
        size_t max;
        const char *want;
    } tests[] = {
        { "سلام دنیا", 9, "سلام دنیا" },
        { "سلام دنیا", 8, "سلام…" },
        { "سلام دنیا", 5, "سلام…" },
        { "سلام دنیا", 3, "سل…" },
        { "سلام دنیا", 1, "…" },
        { "سلام دنیا", 0, "" },
        { "می‌روم", 4, "می…" },
        { "a bbbbbbbbbbbbbbb", 8, "a bbbbb…" },
        { "حَذفِ", 2, "حَ…" },
    };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        struct str got = text_cut(a, str_c(tests[i].in), tests[i].max);
        if (i != ARRAY_LEN(tests) - 1)
            CHECK_STR(got, tests[i].want);
        CHECK(text_length(got) <= tests[i].max);
    }
    CHECK_INT(text_length(STR("می‌روم")), 6);
}

/* ---- ICU as the oracle ---- */

static struct str icu_nfc(struct arena *a, const uint32_t *cps, size_t n)
{
    UErrorCode st = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&st);
    UChar src[256], dst[1024];
    char utf8[4096];
    int32_t n_src = 0, n_dst, n_utf8 = 0;

    for (size_t i = 0; i < n; i++)
        U16_APPEND_UNSAFE(src, n_src, cps[i]);
    n_dst = unorm2_normalize(nfc, src, n_src, dst, 1024, &st);
    u_strToUTF8(utf8, sizeof(utf8), &n_utf8, dst, n_dst, &st);
    CHECK(U_SUCCESS(st));
    return arena_str(a, (struct str){ utf8, (size_t)n_utf8 });
}

static struct str our_nfc(struct arena *a, const uint32_t *cps, size_t n)
{
    CLEANUP(cps_free) struct cps c = { NULL, 0, 0, false };
    struct str out = STR("");

    for (size_t i = 0; i < n; i++)
        cps_push(&c, cps[i]);
    cps_nfc(&c);
    CHECK(!c.failed);
    for (size_t i = 0; i < c.n; i++) {
        char utf8[4];
        out = arena_cat(a, out, (struct str){ utf8, utf8_put(c.v[i], utf8) });
    }
    return out;
}

TEST(nfc_of_every_code_point_agrees_with_icu)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    int bad = 0;

    for (uint32_t cp = 0; cp < 0x110000; cp++) {
        if (cp >= 0xD800 && cp <= 0xDFFF)
            continue;
        if (!str_eq(icu_nfc(a, &cp, 1), our_nfc(a, &cp, 1)) ||
            uni_combining_class(cp) != u_getCombiningClass((UChar32)cp))
            bad++;
        arena_clear(a);
    }
    CHECK_INT(bad, 0);
}

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

/* From the blocks in which composition happens; a third are marks. */
static uint32_t random_cp(uint64_t *seed)
{
    static const uint32_t blocks[][2] = { { 0x20, 0x7E },     { 0xC0, 0x24F },     { 0x300, 0x36F },
                                          { 0x370, 0x3FF },   { 0x400, 0x45F },    { 0x600, 0x6FF },
                                          { 0x64B, 0x65F },   { 0x622, 0x64A },    { 0x8D3, 0x8FF },
                                          { 0x900, 0x9FF },   { 0x1100, 0x11C2 },  { 0xAC00, 0xAC80 },
                                          { 0x1E00, 0x1FFF }, { 0x2000, 0x206F },  { 0xFB50, 0xFDFF },
                                          { 0xFE70, 0xFEFF }, { 0x11099, 0x110BA } };
    size_t b = next_random(seed) % ARRAY_LEN(blocks);

    if (next_random(seed) % 3 == 0)
        b = 2 + (next_random(seed) % 2) * 4;
    return blocks[b][0] + (uint32_t)(next_random(seed) % (blocks[b][1] - blocks[b][0] + 1));
}

TEST(nfc_of_random_text_agrees_with_icu)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    uint64_t seed = 5;
    int bad = 0;

    for (int i = 0; i < 60000; i++) {
        uint32_t cps[24];
        size_t n = next_random(&seed) % ARRAY_LEN(cps);
        for (size_t k = 0; k < n; k++)
            cps[k] = random_cp(&seed);
        bad += !str_eq(icu_nfc(a, cps, n), our_nfc(a, cps, n));
        arena_clear(a);
    }
    CHECK_INT(bad, 0);
}

TEST(case_folding_agrees_with_icu)
{
    int bad = 0;

    for (UChar32 cp = 0; cp < 0x110000; cp++) {
        UErrorCode st = U_ZERO_ERROR;
        UChar src[2], dst[8], ours[8];
        int32_t n_src = 0, n_dst, n_ours = 0;
        uint32_t f[3];
        size_t n;
        if (cp >= 0xD800 && cp <= 0xDFFF)
            continue;
        U16_APPEND_UNSAFE(src, n_src, cp);
        n_dst = u_strFoldCase(dst, 8, src, n_src, U_FOLD_CASE_DEFAULT, &st);
        n = uni_case_fold((uint32_t)cp, f);
        for (size_t k = 0; k < n; k++)
            U16_APPEND_UNSAFE(ours, n_ours, f[k]);
        bad += n_ours != n_dst || memcmp(ours, dst, (size_t)n_dst * sizeof(UChar)) != 0;
    }
    CHECK_INT(bad, 0);
}

static struct str random_text(struct arena *a, uint64_t *seed)
{
    static const char *pieces[] = { "\u200C", " ",  "\u200C", "\u0654", "\u064A", "\u06C1", "\u06D5",
                                    "\n",     "\r", "\t",     "ß",      "İ",      "\u200F", "<" };
    char text[256];
    size_t len = 0, n = next_random(seed) % 24;

    for (size_t k = 0; k < n; k++) {
        const char *piece = pieces[next_random(seed) % ARRAY_LEN(pieces)];
        if (next_random(seed) % 3 != 0) {
            len += utf8_put(random_cp(seed), text + len);
        } else {
            memcpy(text + len, piece, strlen(piece));
            len += strlen(piece);
        }
    }
    return arena_str(a, (struct str){ text, len });
}

TEST(stored_form_and_keys_are_idempotent)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    uint64_t seed = 6;

    for (int i = 0; i < 20000; i++) {
        struct str s = random_text(a, &seed);
        for (enum text_lines l = TEXT_ONE_LINE; l <= TEXT_MANY_LINES; l++) {
            struct str once = text_stored(a, s, l), twice = text_stored(a, once, l);
            CHECK_MSG(str_eq(once, twice), "round %d '%.*s' '%.*s'", i, STR_ARG(once), STR_ARG(twice));
            CHECK(text_check(once, l) == TEXT_OK);
        }
        for (enum text_key k = TEXT_JOINED; k <= TEXT_SPLIT; k++) {
            struct str once = text_search_key(a, s, k), twice = text_search_key(a, once, k);
            CHECK_MSG(str_eq(once, twice), "round %d '%.*s' '%.*s'", i, STR_ARG(once), STR_ARG(twice));
        }
        arena_clear(a);
    }
}

/* A long run of marks in the wrong order must not take quadratic time. */
TEST(long_runs_of_marks_are_ordered)
{
    CLEANUP(cps_free) struct cps c = { NULL, 0, 0, false };
    bool ordered = true;

    cps_push(&c, 'a');
    for (int i = 0; i < 400000; i++)
        cps_push(&c, i % 2 == 0 ? 0x64E : 0x323);
    cps_nfc(&c);
    for (size_t i = 2; i < c.n; i++)
        ordered = ordered && uni_combining_class(c.v[i - 1]) <= uni_combining_class(c.v[i]);
    CHECK(ordered);
}

TEST(text_survives_a_full_arena)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(64);
    static char big[4096];

    memset(big, 'x', sizeof(big));
    CHECK(text_stored(a, (struct str){ big, sizeof(big) }, TEXT_ONE_LINE).p == NULL);
    CHECK(arena_failed(a));
}
