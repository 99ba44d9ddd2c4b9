/*
 * unicode_tables.c - writes src/persian/unicode_tables.c from ICU's Unicode data. Run by hand when Unicode
 * moves on:
 *
 *     cc -std=gnu17 -o unicode_tables tools/unicode_tables.c $(pkg-config --cflags --libs icu-i18n icu-uc)
 *     ./unicode_tables > src/persian/unicode_tables.c
 *
 * The product never links ICU.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#define CP_END 0x110000

static UErrorCode st = U_ZERO_ERROR;
static int column;

static void must(void)
{
    if (U_FAILURE(st)) {
        fprintf(stderr, "%s\n", u_errorName(st));
        exit(1);
    }
}

static void item(const char *text)
{
    int len = (int)strlen(text);
    if (column == 0 || column + len + 1 > 110) {
        printf("%s    %s", column ? "\n" : "", text);
        column = 4 + len;
    } else {
        printf(" %s", text);
        column += len + 1;
    }
}

static void begin(const char *decl)
{
    printf("\nconst %s[] = {\n", decl);
    column = 0;
}

static void end(const char *name)
{
    printf("\n};\nconst size_t uni_n_%s = ARRAY_LEN(uni_%s);\n", name, name);
}

static int raw_pair(const UNormalizer2 *nfc, UChar32 c, UChar32 out[2])
{
    UChar u[8];
    int32_t n, i = 0, k = 0;

    if (c >= 0xAC00 && c <= 0xD7A3)
        return 0;
    n = unorm2_getRawDecomposition(nfc, c, u, 8, &st);
    must();
    while (i < n && k < 2) {
        U16_NEXT(u, i, n, out[k]);
        k++;
    }
    return n < 0 ? 0 : k;
}

static int cmp_pair(const void *x, const void *y)
{
    const UChar32 *a = x, *b = y;
    return a[0] != b[0] ? (a[0] < b[0] ? -1 : 1) : (a[1] > b[1]) - (a[1] < b[1]);
}

static void normalization(const UNormalizer2 *nfc)
{
    static UChar32 pairs[4096][3];
    size_t n = 0;
    char s[80];

    begin("struct uni_decomp uni_decomp");
    for (UChar32 c = 0; c < CP_END; c++) {
        UChar32 d[2] = { 0, 0 };
        int k = raw_pair(nfc, c, d);
        if (k == 0)
            continue;
        snprintf(s, sizeof(s), "{ 0x%04X, 0x%04X, 0x%04X },", c, d[0], d[1]);
        item(s);
        if (k == 2 && unorm2_composePair(nfc, d[0], d[1]) == c)
            memcpy(pairs[n++], (UChar32[3]){ d[0], d[1], c }, sizeof(pairs[0]));
    }
    end("decomp");
    qsort(pairs, n, sizeof(pairs[0]), cmp_pair);
    begin("struct uni_comp uni_comp");
    for (size_t i = 0; i < n; i++) {
        snprintf(s, sizeof(s), "{ 0x%04X, 0x%04X, 0x%04X },", pairs[i][0], pairs[i][1], pairs[i][2]);
        item(s);
    }
    end("comp");
}

/* Ranges of code points with the same non-zero value. */
static void ranges(const char *name, int (*value)(UChar32))
{
    char s[80];

    snprintf(s, sizeof(s), "struct uni_range uni_%s", name);
    begin(s);
    for (UChar32 c = 0, e; c < CP_END; c = e) {
        int v = value(c);
        for (e = c + 1; e < CP_END && value(e) == v; e++)
            ;
        if (v == 0)
            continue;
        snprintf(s, sizeof(s), "{ 0x%04X, 0x%04X, %d },", c, e - 1, v);
        item(s);
    }
    end(name);
}

static int ccc(UChar32 c)
{
    return u_getCombiningClass(c);
}

static int class_of(UChar32 c)
{
    uint32_t mask = U_GET_GC_MASK(c);

    if (c == '_' || (mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_MC_MASK)) != 0)
        return 1;
    return (mask & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0 ? 2 : 0;
}

static int full_fold(UChar32 c, UChar32 out[3])
{
    UChar src[2], dst[8];
    int32_t n = 0, i = 0, k = 0;
    U16_APPEND_UNSAFE(src, n, c);
    n = u_strFoldCase(dst, 8, src, n, U_FOLD_CASE_DEFAULT, &st);
    must();
    while (i < n && k < 3) {
        U16_NEXT(dst, i, n, out[k]);
        k++;
    }
    return k;
}

/* Runs c, c+step, ... that all fold by the same delta. */
static void folding(void)
{
    static int32_t delta[CP_END];
    char s[96];

    for (UChar32 c = 0; c < CP_END; c++) {
        UChar32 f[3];
        delta[c] = U_IS_SURROGATE(c) ? 0 : full_fold(c, f) == 1 ? f[0] - c : 0;
    }
    begin("struct uni_fold uni_fold");
    for (UChar32 c = 0; c < CP_END; c++) {
        int32_t d = delta[c];
        UChar32 e = c, step = 1;
        if (d == 0)
            continue;
        if (c + 2 < CP_END && delta[c + 1] == 0 && delta[c + 2] == d)
            step = 2;
        while (e + step < CP_END && delta[e + step] == d && (step == 1 || delta[e + 1] == 0))
            e += step;
        snprintf(s, sizeof(s), "{ 0x%04X, 0x%04X, %d, %d },", c, e, step, d);
        item(s);
        c = e;
    }
    end("fold");
    begin("struct uni_fold_many uni_fold_many");
    for (UChar32 c = 0; c < CP_END; c++) {
        UChar32 f[3] = { 0, 0, 0 };
        if (U_IS_SURROGATE(c) || full_fold(c, f) < 2)
            continue;
        snprintf(s, sizeof(s), "{ 0x%04X, { 0x%04X, 0x%04X, 0x%04X } },", c, f[0], f[1], f[2]);
        item(s);
    }
    end("fold_many");
}

static void presentation(const UNormalizer2 *nfkc)
{
    static uint16_t pool[8192];
    size_t n_pool = 1; /* 0: no form */
    char s[32];

    begin("uint16_t uni_present");
    for (UChar32 c = 0xFB50; c <= 0xFEFE; c++) {
        UChar src = (UChar)c, dst[32];
        int32_t n;
        size_t at = 0;
        if (c == 0xFE00)
            c = 0xFE70;
        src = (UChar)c;
        n = unorm2_normalize(nfkc, &src, 1, dst, 32, &st);
        must();
        if (!(n == 1 && dst[0] == src) && u_charType(c) != U_UNASSIGNED) {
            at = n_pool;
            for (int32_t i = 0; i < n; i++)
                pool[n_pool++] = dst[i];
            pool[n_pool++] = 0;
        }
        snprintf(s, sizeof(s), "%zu,", at);
        item(s);
    }
    end("present");
    begin("uint16_t uni_present_pool");
    for (size_t i = 0; i < n_pool; i++) {
        snprintf(s, sizeof(s), "0x%04X,", pool[i]);
        item(s);
    }
    end("present_pool");
}

static UCollator *coll[2]; /* primary, full */

static int by_coll(UCollator *c, UChar32 a, UChar32 b)
{
    UChar x = (UChar)a, y = (UChar)b;
    return (int)ucol_strcoll(c, &x, 1, &y, 1);
}

static int by_full(const void *x, const void *y)
{
    UChar32 a = *(const UChar32 *)x, b = *(const UChar32 *)y;
    int r = by_coll(coll[1], a, b);
    return r != 0 ? r : (a > b) - (a < b);
}

struct weight {
    UChar32 cp;
    int primary, secondary;
};

static int by_cp(const void *x, const void *y)
{
    const struct weight *a = x, *b = y;
    return (a->cp > b->cp) - (a->cp < b->cp);
}

/* Letters of the Arabic blocks in the order of CLDR `fa`. */
static void collation(void)
{
    static const UChar32 blocks[][2] = { { 0x0600, 0x06FF }, { 0x0750, 0x077F }, { 0x0870, 0x08FF } };
    static UChar32 letters[1024];
    static struct weight w[1024];
    size_t n = 0;
    char s[64];

    coll[0] = ucol_open("fa", &st);
    coll[1] = ucol_open("fa", &st);
    must();
    ucol_setStrength(coll[0], UCOL_PRIMARY);
    for (size_t b = 0; b < 3; b++)
        for (UChar32 c = blocks[b][0]; c <= blocks[b][1]; c++)
            if ((U_GET_GC_MASK(c) & U_GC_L_MASK) != 0 && c != 0x0640)
                letters[n++] = c;
    qsort(letters, n, sizeof(letters[0]), by_full);
    for (size_t i = 0, p = 0, sec = 0; i < n; i++) {
        if (i > 0 && by_coll(coll[0], letters[i - 1], letters[i]) != 0)
            p++, sec = 0;
        else if (i > 0 && by_coll(coll[1], letters[i - 1], letters[i]) != 0)
            sec++;
        w[i] = (struct weight){ letters[i], (int)p, (int)sec };
    }
    qsort(w, n, sizeof(w[0]), by_cp);
    begin("struct uni_weight uni_weight");
    for (size_t i = 0; i < n; i++) {
        snprintf(s, sizeof(s), "{ 0x%04X, %d, %d },", w[i].cp, w[i].primary, w[i].secondary);
        item(s);
    }
    end("weight");
}

int main(void)
{
    UVersionInfo v;
    char version[U_MAX_VERSION_STRING_LENGTH];

    u_getUnicodeVersion(v);
    u_versionToString(v, version);
    printf("/*\n * unicode_tables.c - data of Unicode %s and of CLDR's order for `fa`. Made by "
           "tools/unicode_tables.c; do not "
           "edit.\n */\n/* clang-format off */\n#include \"persian/unicode.h\"\n",
           version);
    normalization(unorm2_getNFCInstance(&st));
    ranges("ccc", ccc);
    ranges("class", class_of);
    folding();
    presentation(unorm2_getNFKCInstance(&st));
    collation();
    return 0;
}
