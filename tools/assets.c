/*
 * assets.c - build tool: files of src/web/assets to a table in C.
 *
 *     assets OUT.c OUT.h FILE...
 *
 * Comments and white space are taken out first (squeeze.c). OUT.h says where the sprite of icons is:
 * ASSET_ICONS. The address of a file carries the first ten digits of its content's BLAKE2b hash. Inside a
 * style sheet `/assets/NAME` becomes the address of that asset; style sheets may name pictures, not each
 * other. Custom properties get short names, the same in all style sheets.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "squeeze.h"

struct item {
    struct str name, address, bytes;
};

struct items {
    struct arena *a;
    VEC(struct item) v;
};

static void set_address(struct arena *a, struct item *x)
{
    struct hash h = hash_bytes(x->bytes);
    struct str hex = str_sub(hash_hex(a, &h), 0, 10);
    size_t dot = x->name.len;

    while (dot > 0 && x->name.p[dot - 1] != '.')
        dot--;
    x->address = arena_fmt(a, "/assets/%.*s%.*s.%.*s", (int)dot, x->name.p, STR_ARG(hex),
                           STR_ARG(str_from(x->name, dot)));
}

static const struct item *item_named(const struct items *list, struct str s)
{
    const struct item *best = NULL;

    for (size_t i = 0; i < list->v.n; i++) {
        const struct item *x = &list->v.v[i];

        if (str_starts(s, x->name) && (best == NULL || best->name.len < x->name.len))
            best = x;
    }
    return best;
}

static enum rc link_sheet(struct items *list, struct item *x, struct err *e)
{
    static const char mark[] = "/assets/";
    struct str rest = x->bytes, out = STR_NONE;

    for (;;) {
        size_t at = str_find(rest, STR("/assets/"), 0), from = at + sizeof(mark) - 1;
        const struct item *target;

        if (at == SIZE_MAX)
            break;
        out = arena_cat(list->a, out, str_sub(rest, 0, at));
        rest = str_from(rest, from);
        target = item_named(list, rest);
        if (target == NULL && !str_starts(rest, STR("fonts/")))
            return ERR(e, RC_INVALID, "%.*s: no asset '%.*s'", STR_ARG(x->name),
                       STR_ARG(str_sub(rest, 0, 30)));
        out = arena_cat(list->a, out, target != NULL ? target->address : STR("/assets/"));
        if (target != NULL)
            rest = str_from(rest, target->name.len);
    }
    x->bytes = arena_cat(list->a, out, rest);
    return arena_check(list->a, e);
}

/* ---- custom properties: --primary becomes --c ---- */

struct names {
    struct arena *a;
    VEC(struct str) v;
};

static bool word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* The length of the custom property's name at the start of `s`; 0: there is none. `before` stands before it.
 */
static size_t property_len(struct str s, char before)
{
    size_t n = 0;

    if (!str_starts(s, STR("--")) || word_byte(before))
        return 0;
    while (n < s.len && word_byte(s.p[n]))
        n++;
    return n > 2 ? n : 0;
}

static struct str short_name(struct names *names, struct str name)
{
    size_t i = 0;

    while (i < names->v.n && !str_eq(names->v.v[i], name))
        i++;
    if (i == names->v.n && !VEC_PUSH(names->a, &names->v, name))
        return STR_NONE;
    if (i < 26)
        return arena_fmt(names->a, "--%c", (char)('a' + i));
    return arena_fmt(names->a, "--%c%c", (char)('a' + i / 26 - 1), (char)('a' + i % 26));
}

static enum rc shorten_sheet(struct names *names, struct item *x, struct err *e)
{
    CLEANUP(buf_free) struct buf out = { 0 };
    struct str rest = x->bytes;
    char before = ' ';

    buf_init(&out, x->bytes.len + 1);
    while (rest.len > 0) {
        size_t n = property_len(rest, before);

        if (n > 0)
            buf_str(&out, short_name(names, str_sub(rest, 0, n)));
        else
            buf_byte(&out, rest.p[n++]);
        before = rest.p[n - 1];
        rest = str_from(rest, n);
    }
    x->bytes = arena_str(names->a, buf_view(&out));
    return arena_check(names->a, e);
}

static enum rc load(struct items *list, char **paths, struct err *e)
{
    struct names names = { .a = list->a };

    for (; *paths != NULL; paths++) {
        const char *slash = strrchr(*paths, '/');
        struct item x = { .name = str_c(slash == NULL ? *paths : slash + 1) };
        enum rc rc = file_read(list->a, *paths, 4u << 20, &x.bytes, e);

        if (rc != RC_OK)
            return rc;
        x.bytes = squeeze(list->a, x.name, x.bytes);
        if (!str_ends(x.name, STR(".css")))
            set_address(list->a, &x);
        if (!VEC_PUSH(list->a, &list->v, x))
            return arena_check(list->a, e);
    }
    for (size_t i = 0; i < list->v.n; i++) {
        struct item *x = &list->v.v[i];

        if (str_ends(x->name, STR(".css"))) {
            enum rc rc = shorten_sheet(&names, x, e);

            if (rc == RC_OK)
                rc = link_sheet(list, x, e);
            if (rc != RC_OK)
                return rc;
            set_address(list->a, x);
        }
    }
    return RC_OK;
}

static void put_bytes(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        buf_fmt(b, i % 24 == 23 ? "%d,\n" : "%d,", (unsigned char)s.p[i]);
}

static void write_table(const struct items *list, struct buf *b)
{
    buf_c(b, "/* Made from src/web/assets by tools/assets.c. */\n#include \"assets_table.h\"\n\n");
    for (size_t i = 0; i < list->v.n; i++) {
        buf_fmt(b, "static const unsigned char bytes_%zu[] = {\n", i);
        put_bytes(b, list->v.v[i].bytes);
        buf_c(b, "0\n};\n");
    }
    buf_c(b, "\nconst struct asset asset_table[] = {\n");
    for (size_t i = 0; i < list->v.n; i++) {
        const struct item *x = &list->v.v[i];

        buf_fmt(b, "    { STR_INIT(\"%.*s\"), STR_INIT(\"%.*s\"), { (const char *)bytes_%zu, %zu } },\n",
                STR_ARG(x->name), STR_ARG(x->address), i, x->bytes.len);
    }
    buf_fmt(b, "};\nconst size_t asset_table_n = %zu;\n", list->v.n);
}

static void write_header(const struct items *list, struct buf *b)
{
    buf_c(b, "/* Made from src/web/assets by tools/assets.c. */\n");
    for (size_t i = 0; i < list->v.n; i++)
        if (str_eq_c(list->v.v[i].name, "icons.svg"))
            buf_fmt(b, "#define ASSET_ICONS \"%.*s\"\n", STR_ARG(list->v.v[i].address));
}

int main(int argc, char **argv)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)64 << 20);
    CLEANUP(buf_free) struct buf out = { .max = (size_t)64 << 20 };
    CLEANUP(buf_free) struct buf head = { .max = 4096 };
    struct items list = { .a = a };
    struct err e = { 0 };
    enum rc rc;

    if (argc < 4 || a == NULL) {
        fprintf(stderr, "usage: assets OUT.c OUT.h FILE...\n");
        return 2;
    }
    rc = load(&list, argv + 3, &e);
    if (rc == RC_OK) {
        write_table(&list, &out);
        write_header(&list, &head);
        rc = buf_done(&out, &e);
    }
    if (rc == RC_OK)
        rc = file_write_durable(argv[1], buf_view(&out), &e);
    if (rc == RC_OK)
        rc = file_write_durable(argv[2], buf_view(&head), &e);
    if (rc != RC_OK) {
        fprintf(stderr, "assets: %s\n", e.msg);
        return 1;
    }
    return 0;
}
