/*
 * test_collate.c - the order of letters: iran-facts 5.5, and ICU's collator for `fa`.
 */
#include "check.h"

#include "persian/collate.h"
#include "persian/text.h"

#include <unicode/ucol.h>
#include <unicode/ustring.h>

TEST(cities_in_order)
{
    static const char *cities[] = { "آبادان",   "آستارا", "ابهر",   "اراک",   "ارومیه", "اهواز",  "ایلام",
                                    "بندرعباس", "پاوه",   "تهران",  "جلفا",   "چابهار", "زاهدان", "ژاله",
                                    "قم",       "كرج",    "کرمان",  "کیش",    "گیلان",  "مشهد",   "میامی",
                                    "میبد",     "نور",    "ورامین", "هشتگرد", "یزد" };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < ARRAY_LEN(cities); i++)
        for (size_t k = 0; k < ARRAY_LEN(cities); k++)
            CHECK_MSG(collate_cmp(a, str_c(cities[i]), str_c(cities[k])) == (i > k) - (i < k), "%s %s",
                      cities[i], cities[k]);
}

TEST(letters_in_order)
{
    static const char letters[] =
        "آ ا ء أ إ ؤ ئ ب پ ت ث ج چ ح خ د ذ ر ز ژ س ش ص ض ط ظ ع غ ف ق ک گ ل م ن و ه ة ی";
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct str rest = str_c(letters), before = str_cut(&rest, ' ');

    while (rest.len > 0) {
        struct str next = str_cut(&rest, ' ');
        CHECK_MSG(collate_cmp(a, before, next) < 0, "%.*s %.*s", STR_ARG(before), STR_ARG(next));
        before = next;
    }
}

TEST(what_counts_as_equal)
{
    static const struct {
        const char *x, *y;
    } same[] = { { "کرج", "كرج" },
                 { "علی", "علي" },
                 { "۱۲۳", "123" },
                 { "٤٥", "۴۵" },
                 { "می‌روم", "میروم" },
                 { "ســلام", "سلام" },
                 { "", " " } };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < ARRAY_LEN(same); i++)
        CHECK_MSG(collate_cmp(a, str_c(same[i].x), str_c(same[i].y)) == 0, "%s %s", same[i].x, same[i].y);
    CHECK(collate_cmp(a, STR("ali"), STR("Ali")) < 0);
    CHECK(collate_cmp(a, STR("Ali"), STR("alib")) < 0);
    CHECK(collate_cmp(a, STR("e"), STR("é")) < 0);
    CHECK(collate_cmp(a, STR("éa"), STR("eb")) < 0);
    CHECK(collate_cmp(a, STR("ی"), STR("a")) < 0);
    CHECK(collate_cmp(a, STR("9"), STR("آ")) < 0);
}

TEST(keys_hold_no_zero_byte)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct str key = collate_key(a, STR("آب، ۱۲ — Ünï 😀 漢 میلاد ۀ \u0378"));

    CHECK(key.len > 0);
    CHECK(str_find_byte(key, '\0', 0) == SIZE_MAX);
}

static int icu_cmp(UCollator *c, struct str x, struct str y)
{
    UErrorCode st = U_ZERO_ERROR;
    UCharIterator ix, iy;
    UCollationResult r;

    uiter_setUTF8(&ix, x.p, (int32_t)x.len);
    uiter_setUTF8(&iy, y.p, (int32_t)y.len);
    r = ucol_strcollIter(c, &ix, &iy, &st);
    CHECK(U_SUCCESS(st));
    return (int)r;
}

/* Random words of Persian letters, digits and spaces. Where ICU's tie-breaks differ is left open: only the
 * order of letters must be the same. */
TEST(order_agrees_with_icu)
{
    static const char *const units[] = { "آ", "ا", "ء", "أ", "ئ", "ب", "پ", "ت", "ج",     "چ", "ژ",
                                         "ک", "گ", "ل", "و", "ه", "ة", "ی", "م", "ن",     "ڤ", "ڕ",
                                         "ۆ", "ێ", "ٹ", " ", "۱", "5", "a", "b", "\u200C" };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    UErrorCode st = U_ZERO_ERROR;
    UCollator *full = ucol_open("fa", &st), *letters = ucol_open("fa", &st);
    uint64_t seed = 9;
    int bad = 0;

    ucol_setStrength(letters, UCOL_PRIMARY);
    for (int i = 0; i < 100000; i++) {
        char text[2][64];
        struct str s[2];
        int want, got;
        for (int side = 0; side < 2; side++) {
            size_t len = 0;
            seed = seed * UINT64_C(6364136223846793005) + 12345;
            for (size_t k = 0, n = (seed >> 60) % 5 + 1; k < n; k++) {
                const char *u;
                seed = seed * UINT64_C(6364136223846793005) + 12345;
                u = units[(seed >> 33) % ARRAY_LEN(units)];
                memcpy(text[side] + len, u, strlen(u));
                len += strlen(u);
            }
            s[side] = text_stored(a, (struct str){ text[side], len }, TEXT_ONE_LINE);
        }
        want = icu_cmp(letters, s[0], s[1]);
        if (want == 0)
            want = icu_cmp(full, s[0], s[1]);
        got = collate_cmp(a, s[0], s[1]);
        if (got != want && bad++ < 5)
            printf("'%.*s' '%.*s': %d, ICU %d\n", STR_ARG(s[0]), STR_ARG(s[1]), got, want);
        arena_clear(a);
    }
    CHECK_INT(bad, 0);
    ucol_close(full);
    ucol_close(letters);
}
