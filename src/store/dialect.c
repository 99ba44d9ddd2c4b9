/*
 * dialect.c - translate a migration for one engine, word by word.
 *
 * Not here: named statements, which are written for both or twice (statements.h).
 */
#include "store/dialect.h"

struct translator {
    struct str in;
    size_t at;
    bool postgres;
    struct buf *out;
    unsigned word;      /* number of words of this statement so far, up to 3 */
    bool create, alter; /* first word of this statement */
    bool table;         /* it makes or changes an ordinary table */
};

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* A comment ends with its line; of one that names this engine only the mark is left out. */
static void comment(struct translator *t)
{
    static const struct str marks[] = { STR_INIT("-- sqlite:"), STR_INIT("-- postgres:") };
    struct str mark = marks[t->postgres ? 1 : 0];
    size_t end = str_find_byte(t->in, '\n', t->at);

    if (str_starts(str_from(t->in, t->at), mark))
        t->at += mark.len;
    else
        t->at = end == SIZE_MAX ? t->in.len : end;
}

/* Quoted text or name; a doubled quote is two pieces one after the other. */
static void quoted(struct translator *t)
{
    size_t end = str_find_byte(t->in, t->in.p[t->at], t->at + 1);
    struct str s = str_sub(t->in, t->at, end == SIZE_MAX ? SIZE_MAX : end + 1 - t->at);

    buf_str(t->out, s);
    t->at += s.len;
}

static void statement_word(struct translator *t, struct str w)
{
    if (t->word == 0) {
        t->create = str_eq_nocase(w, STR("CREATE"));
        t->alter = str_eq_nocase(w, STR("ALTER"));
    } else if (t->word == 1) {
        t->table = (t->create || t->alter) && str_eq_nocase(w, STR("TABLE"));
    }
    t->word++;
}

static void word(struct translator *t)
{
    size_t n = 0;
    struct str w;

    while (t->at + n < t->in.len && is_word(t->in.p[t->at + n]))
        n++;
    w = str_sub(t->in, t->at, n);
    t->at += n;
    statement_word(t, w);
    if (!t->postgres && str_eq_c(w, "BIGINT"))
        buf_c(t->out, "INTEGER");
    else if (!t->postgres && str_eq_c(w, "DOUBLE"))
        buf_c(t->out, "REAL");
    else if (!t->postgres && str_eq_c(w, "PRECISION"))
        ;
    else if (t->postgres && str_eq_c(w, "BLOB"))
        buf_c(t->out, "BYTEA");
    else if (t->postgres && t->table && str_eq_c(w, "TEXT"))
        buf_c(t->out, "TEXT COLLATE \"C\"");
    else
        buf_str(t->out, w);
}

void dialect_translate(struct str sql, bool postgres, struct buf *out)
{
    struct translator t = { .in = sql, .postgres = postgres, .out = out };

    while (t.at < sql.len) {
        char c = sql.p[t.at];
        if (c == '-' && t.at + 1 < sql.len && sql.p[t.at + 1] == '-') {
            comment(&t);
        } else if (c == '\'' || c == '"') {
            quoted(&t);
        } else if (is_word(c)) {
            word(&t);
        } else {
            if (c == ';' && t.table && t.create && !postgres)
                buf_c(out, " STRICT");
            if (c == ';')
                t.word = 0, t.create = t.alter = t.table = false;
            buf_byte(out, c);
            t.at++;
        }
    }
}
