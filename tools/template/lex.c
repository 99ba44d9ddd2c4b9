/*
 * lex.c - cutting a template into text, slots and statements.
 */
#include "template/translate.h"

static const struct {
    const char *word;
    enum piece_kind kind;
    bool body; /* something must (or must not) follow the word */
} words[] = {
    { "import", PIECE_IMPORT, true }, { "define", PIECE_DEFINE, true }, { "if", PIECE_IF, true },
    { "elif", PIECE_ELIF, true },     { "else", PIECE_ELSE, false },    { "for", PIECE_FOR, true },
    { "let", PIECE_LET, true },       { "call", PIECE_CALL, true },     { "end", PIECE_END, false },
};

struct lexer {
    struct arena *a;
    struct pieces *out;
    struct str text;
    size_t at;
    int line;
};

enum rc template_fault(const struct pieces *p, int line, struct err *e, const char *what)
{
    return ERR(e, RC_INVALID, "%s:%d: %s", p->path, line, what);
}

static bool at_str(const struct lexer *x, size_t at, const char *s)
{
    size_t n = strlen(s);

    return x->text.len - at >= n && memcmp(x->text.p + at, s, n) == 0;
}

static void count_lines(struct lexer *x, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        x->line += x->text.p[i] == '\n';
}

static enum rc push(struct lexer *x, enum piece_kind kind, struct str body, struct err *e)
{
    struct piece p = { kind, body, x->line };

    return VEC_PUSH(x->a, &x->out->list, p) ? RC_OK : arena_check(x->a, e);
}

/* Where `close` stands outside of C strings and characters; SIZE_MAX when it does not. */
static size_t find_close(const struct lexer *x, size_t from, const char *close)
{
    char quote = 0;

    for (size_t i = from; i < x->text.len; i++) {
        char c = x->text.p[i];

        if (quote != 0 && c == '\\')
            i++;
        else if (quote != 0)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (at_str(x, i, close))
            return i;
    }
    return SIZE_MAX;
}

static enum rc lex_statement(struct lexer *x, struct str s, struct err *e)
{
    size_t n = 0;

    s = str_trim(s);
    while (n < s.len && s.p[n] >= 'a' && s.p[n] <= 'z')
        n++;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        struct str body = str_trim(str_from(s, n));

        if (!str_eq_c(str_sub(s, 0, n), words[i].word))
            continue;
        if (words[i].body != (body.len > 0))
            return template_fault(x->out, x->line, e,
                                  words[i].body ? "something is missing after this word"
                                                : "nothing may follow this word");
        return push(x, words[i].kind, body, e);
    }
    return template_fault(x->out, x->line, e, "unknown word after {%");
}

static enum rc lex_marked(struct lexer *x, const char *close, struct err *e)
{
    char open = x->text.p[x->at + 1];
    size_t end = open == '#' ? str_find(x->text, str_c(close), x->at + 2) : find_close(x, x->at + 2, close);
    struct str body;
    enum rc rc = RC_OK;

    if (end == SIZE_MAX)
        return template_fault(x->out, x->line, e, "this {{, {% or {# is never closed");
    body = str_sub(x->text, x->at + 2, end - x->at - 2);
    if (open == '{') {
        body = str_trim(body);
        rc = body.len == 0 ? template_fault(x->out, x->line, e, "an empty slot")
                           : push(x, PIECE_SLOT, body, e);
    } else if (open == '%') {
        rc = lex_statement(x, body, e);
    }
    count_lines(x, x->at, end + 2);
    x->at = end + 2;
    return rc;
}

enum rc template_lex(struct arena *a, const char *path, struct str text, struct pieces *ret, struct err *e)
{
    struct lexer x = { a, ret, text, 0, 1 };
    enum rc rc = RC_OK;

    *ret = (struct pieces){ .path = path };
    if (!utf8_valid(text) || str_find_byte(text, '\0', 0) != SIZE_MAX)
        return template_fault(ret, 1, e, "not UTF-8");
    while (rc == RC_OK && x.at < text.len) {
        size_t from = x.at;

        if (at_str(&x, x.at, "{{")) {
            rc = lex_marked(&x, "}}", e);
        } else if (at_str(&x, x.at, "{%")) {
            rc = lex_marked(&x, "%}", e);
        } else if (at_str(&x, x.at, "{#")) {
            rc = lex_marked(&x, "#}", e);
        } else {
            while (x.at < text.len && !at_str(&x, x.at, "{{") && !at_str(&x, x.at, "{%") &&
                   !at_str(&x, x.at, "{#"))
                x.at++;
            rc = push(&x, PIECE_TEXT, str_sub(text, from, x.at - from), e);
            count_lines(&x, from, x.at);
        }
    }
    return rc == RC_OK ? push(&x, PIECE_EOF, STR_NONE, e) : rc;
}
