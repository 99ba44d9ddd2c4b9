/*
 * messages.c - build tool: locales/fa.po to an enumeration and a table.
 *
 *     messages fa.po messages_gen.h messages_gen.c
 *
 * Reads the gettext text format as we write it: comments, msgid, msgstr, strings over several lines. Keys
 * must be lower-case words parted by dots and underscores; a key twice, an empty text or a broken slot is an
 * error with file and line.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"

struct entry {
    struct str key, text;
    int line;
};

struct catalogue {
    struct arena *a;
    const char *path;
    VEC(struct entry) entries;
};

static enum rc fault(const struct catalogue *c, int line, struct err *e, const char *what)
{
    return ERR(e, RC_INVALID, "%s:%d: %s", c->path, line, what);
}

/* One C-like string literal, appended to `out`. */
static bool unquote(struct str s, struct buf *out)
{
    s = str_trim(s);
    if (s.len < 2 || s.p[0] != '"' || s.p[s.len - 1] != '"')
        return false;
    for (size_t i = 1; i + 1 < s.len; i++) {
        char c = s.p[i];

        if (c == '"')
            return false;
        if (c == '\\') {
            if (++i + 1 >= s.len)
                return false;
            c = s.p[i] == 'n' ? '\n' : s.p[i];
            if (c != '\n' && c != '"' && c != '\\')
                return false;
        }
        buf_byte(out, c);
    }
    return true;
}

static bool key_ok(struct str key)
{
    for (size_t i = 0; i < key.len; i++) {
        char c = key.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_'))
            return false;
    }
    return key.len > 0;
}

static bool slots_ok(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        size_t close;

        if (text.p[i] == '}')
            return false;
        if (text.p[i] != '{')
            continue;
        close = str_find_byte(text, '}', i);
        if (close == SIZE_MAX || !key_ok(str_sub(text, i + 1, close - i - 1)))
            return false;
        i = close;
    }
    return true;
}

enum part { NOTHING, KEY, TEXT };

struct reader {
    enum part part;
    struct buf key, text;
    int line; /* where the entry began */
};

static enum rc entry_finish(struct catalogue *c, struct reader *r, struct err *e)
{
    struct entry x = { arena_str(c->a, buf_view(&r->key)), arena_str(c->a, buf_view(&r->text)), r->line };

    if (r->part == NOTHING || x.key.len == 0) /* the header entry has an empty key */
        return RC_OK;
    if (r->part != TEXT || x.text.len == 0)
        return fault(c, r->line, e, "the text is empty");
    if (!key_ok(x.key) || !utf8_valid(x.text) || !slots_ok(x.text))
        return fault(c, r->line, e, "bad key, bad slot or no UTF-8");
    for (size_t i = 0; i < c->entries.n; i++)
        if (str_eq(c->entries.v[i].key, x.key))
            return fault(c, r->line, e, "this key stands here twice");
    return VEC_PUSH(c->a, &c->entries, x) ? RC_OK : arena_check(c->a, e);
}

static enum rc read_line(struct catalogue *c, struct reader *r, struct str line, int number, struct err *e)
{
    struct str s = str_trim(line);
    enum rc rc;

    if (s.len == 0 || s.p[0] == '#')
        return RC_OK;
    if (str_starts(s, STR("msgid "))) {
        rc = entry_finish(c, r, e);
        if (rc != RC_OK)
            return rc;
        buf_clear(&r->key);
        buf_clear(&r->text);
        r->part = KEY;
        r->line = number;
        s = str_from(s, 6);
    } else if (str_starts(s, STR("msgstr "))) {
        if (r->part != KEY)
            return fault(c, number, e, "msgstr without msgid");
        r->part = TEXT;
        s = str_from(s, 7);
    } else if (r->part == NOTHING) {
        return fault(c, number, e, "text before the first msgid");
    }
    if (!unquote(s, r->part == KEY ? &r->key : &r->text))
        return fault(c, number, e, "a string in double quotes is wanted");
    return RC_OK;
}

static void sort_entries(struct catalogue *c)
{
    for (size_t i = 1; i < c->entries.n; i++) {
        struct entry x = c->entries.v[i];
        size_t j = i;

        for (; j > 0 && str_cmp(c->entries.v[j - 1].key, x.key) > 0; j--)
            c->entries.v[j] = c->entries.v[j - 1];
        c->entries.v[j] = x;
    }
}

static enum rc catalogue_read(struct catalogue *c, struct err *e)
{
    CLEANUP(buf_free) struct buf key, text;
    struct reader r = { .part = NOTHING };
    struct str all;
    int number = 0;
    enum rc rc;

    buf_init(&key, 1 << 12);
    buf_init(&text, 1 << 16);
    rc = file_read(c->a, c->path, 4u << 20, &all, e);
    r.key = key;
    r.text = text;
    while (rc == RC_OK && all.len > 0) {
        struct str line = str_cut(&all, '\n');

        rc = read_line(c, &r, line, ++number, e);
    }
    if (rc == RC_OK)
        rc = entry_finish(c, &r, e);
    if (rc == RC_OK && (r.key.failed || r.text.failed))
        rc = fault(c, r.line, e, "too long");
    key = r.key; /* freed by CLEANUP */
    text = r.text;
    sort_entries(c);
    return rc;
}

static void put_enumerator(struct buf *b, struct str key)
{
    buf_c(b, "MSG_");
    for (size_t i = 0; i < key.len; i++) {
        char c = key.p[i];

        buf_byte(b, c == '.' ? '_' : c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
}

static void put_literal(struct buf *b, struct str s)
{
    buf_byte(b, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == '\n')
            buf_c(b, "\\n");
        else if (s.p[i] == '"' || s.p[i] == '\\')
            buf_fmt(b, "\\%c", s.p[i]);
        else
            buf_byte(b, s.p[i]);
    }
    buf_byte(b, '"');
}

static void write_header(const struct catalogue *c, struct buf *b)
{
    buf_c(b, "/* Made from locales/fa.po by tools/messages.c. */\n"
             "#ifndef WEB_MESSAGES_GEN_H\n#define WEB_MESSAGES_GEN_H\n\n"
             "#include \"base/str.h\"\n\nenum msg {\n    MSG_NONE,\n");
    for (size_t i = 0; i < c->entries.n; i++) {
        buf_c(b, "    ");
        put_enumerator(b, c->entries.v[i].key);
        buf_c(b, ",\n");
    }
    buf_c(b, "    MSG_COUNT\n};\n\nstruct msg_entry {\n    struct str key, text;\n};\n"
             "extern const struct msg_entry msg_table[MSG_COUNT]; /* sorted by key */\n\n#endif\n");
}

static void write_source(const struct catalogue *c, struct buf *b)
{
    buf_c(b, "/* Made from locales/fa.po by tools/messages.c. */\n#include \"messages_gen.h\"\n\n"
             "const struct msg_entry msg_table[MSG_COUNT] = {\n");
    for (size_t i = 0; i < c->entries.n; i++) {
        const struct entry *x = &c->entries.v[i];

        buf_c(b, "    [");
        put_enumerator(b, x->key);
        buf_c(b, "] = { STR_INIT(");
        put_literal(b, x->key);
        buf_c(b, "), STR_INIT(");
        put_literal(b, x->text);
        buf_c(b, ") },\n");
    }
    buf_c(b, "};\n");
}

int main(int argc, char **argv)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)64 << 20);
    CLEANUP(buf_free) struct buf out;
    struct catalogue c = { .a = a };
    struct err e = { 0 };
    enum rc rc;

    buf_init(&out, (size_t)16 << 20);
    if (argc != 4 || a == NULL) {
        fprintf(stderr, "usage: messages FILE.po HEADER SOURCE\n");
        return 2;
    }
    c.path = argv[1];
    rc = catalogue_read(&c, &e);
    if (rc == RC_OK) {
        write_header(&c, &out);
        rc = file_write_durable(argv[2], buf_view(&out), &e);
    }
    if (rc == RC_OK) {
        buf_clear(&out);
        write_source(&c, &out);
        rc = file_write_durable(argv[3], buf_view(&out), &e);
    }
    if (rc != RC_OK) {
        fprintf(stderr, "%s\n", e.msg);
        return 1;
    }
    return 0;
}
