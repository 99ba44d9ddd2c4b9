/*
 * emit.c - C from pieces: literals become constants, slots become typed calls, statements stay C.
 *
 * Every branch of an `if` must end where the HTML stood when it began; so must a `for`.
 */
#include "template/translate.h"

#define DEPTH_MAX 32

/* What stands before or after white space decides whether it matters. EDGE_SPACE: a space is there already.
 */
enum edge { EDGE_BLOCK, EDGE_SPACE, EDGE_INLINE };

struct emitter {
    struct arena *a;
    const struct pieces *in;
    size_t at; /* current piece */
    struct buf *h, *c;
    struct buf literal;
    struct place place;
    enum edge before;
    int depth;
    struct err *e;
};

static const struct piece *here(const struct emitter *m)
{
    return &m->in->list.v[m->at];
}

static enum rc fault_at(struct emitter *m, int line, const char *what)
{
    return template_fault(m->in, line, m->e, what);
}

static enum rc fault(struct emitter *m, const char *what)
{
    return fault_at(m, here(m)->line, what);
}

static void put_c_string(struct buf *b, struct str s)
{
    buf_byte(b, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == '\n')
            buf_c(b, "\\n");
        else if (s.p[i] == '\t')
            buf_c(b, "\\t");
        else if (s.p[i] == '\r')
            buf_c(b, "\\r");
        else if (s.p[i] == '"' || s.p[i] == '\\')
            buf_fmt(b, "\\%c", s.p[i]);
        else
            buf_byte(b, s.p[i]);
    }
    buf_byte(b, '"');
}

static void flush(struct emitter *m)
{
    struct str s = buf_view(&m->literal);

    if (s.len == 0)
        return;
    buf_c(m->c, "    html_lit(out, ");
    put_c_string(m->c, s);
    buf_fmt(m->c, ", %zu);\n", s.len);
    buf_clear(&m->literal);
}

static void line_mark(struct emitter *m)
{
    buf_fmt(m->c, "#line %d ", here(m)->line);
    put_c_string(m->c, str_c(m->in->path));
    buf_byte(m->c, '\n');
}

/* ---- text ---- */

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct str tag_name_at(struct str s)
{
    size_t i = 1, n;

    if (s.len > 1 && s.p[1] == '/')
        i = 2;
    for (n = i; n < s.len && !blank(s.p[n]) && s.p[n] != '>' && s.p[n] != '/'; n++)
        ;
    return str_sub(s, i, n - i);
}

static bool comment_skip(struct str *s)
{
    size_t end = str_find(*s, STR("-->"), 4);

    if (end == SIZE_MAX)
        return false;
    *s = str_from(*s, end + 3);
    return true;
}

/* From a branch's end to the end of its `if`. */
static size_t skip_branches(const struct emitter *m, size_t i)
{
    for (int depth = 0;; i++) {
        enum piece_kind k = m->in->list.v[i].kind;

        if (k == PIECE_IF || k == PIECE_FOR)
            depth++;
        else if (k == PIECE_EOF || (k == PIECE_END && depth-- == 0))
            return i;
    }
}

/* The `for` or `if` that the END at `i` closes; SIZE_MAX when it closes a define. */
static size_t opener(const struct emitter *m, size_t i)
{
    int depth = 0;

    while (i-- > 0) {
        enum piece_kind k = m->in->list.v[i].kind;

        if (k == PIECE_END)
            depth++;
        else if ((k == PIECE_IF || k == PIECE_FOR) && depth-- == 0)
            return i;
        else if (k == PIECE_DEFINE)
            break;
    }
    return SIZE_MAX;
}

/* What comes first in `rest` and the pieces after `i`: a word, an inline element, or a block. At the end of a
 * loop its own beginning counts too, for the next round; `looked` loops have had their turn. */
static enum edge edge_after(const struct emitter *m, size_t i, struct str rest, int looked)
{
    for (;;) {
        const struct piece *p;

        while (rest.len > 0 && blank(rest.p[0]))
            rest = str_from(rest, 1);
        if (rest.len >= 4 && memcmp(rest.p, "<!--", 4) == 0 && comment_skip(&rest))
            continue;
        if (rest.len > 0)
            return rest.p[0] != '<' || place_is_inline(tag_name_at(rest)) ? EDGE_INLINE : EDGE_BLOCK;
        p = &m->in->list.v[++i];
        if (p->kind == PIECE_ELSE || p->kind == PIECE_ELIF) {
            i = skip_branches(m, i + 1);
            p = &m->in->list.v[i];
        } else if (p->kind == PIECE_END) {
            size_t from = opener(m, i);

            if (from == SIZE_MAX)
                return EDGE_BLOCK;
            if (m->in->list.v[from].kind == PIECE_FOR && looked < DEPTH_MAX &&
                edge_after(m, from, STR_NONE, DEPTH_MAX) == EDGE_INLINE)
                return EDGE_INLINE;
        }
        if (p->kind == PIECE_TEXT)
            rest = p->body;
        else if (p->kind == PIECE_SLOT)
            return EDGE_INLINE;
        else if (p->kind == PIECE_CALL || p->kind == PIECE_DEFINE || p->kind == PIECE_EOF)
            return EDGE_BLOCK;
    }
}

static void emit_blank(struct emitter *m, struct str run, struct str rest)
{
    bool newline = str_find_byte(run, '\n', 0) != SIZE_MAX;

    if (m->place.preserve || m->place.state == PLACE_QUOTED) {
        buf_str(&m->literal, run);
        return;
    }
    if (m->place.state == PLACE_TEXT && newline &&
        (m->before != EDGE_INLINE || edge_after(m, m->at, rest, 0) == EDGE_BLOCK))
        return;
    buf_byte(&m->literal, ' ');
    if (m->place.state == PLACE_TEXT && m->before == EDGE_INLINE)
        m->before = EDGE_SPACE;
}

static void note_edge(struct emitter *m, enum place_state was, const char *tag)
{
    if (was == PLACE_TEXT && m->place.state == PLACE_TEXT)
        m->before = EDGE_INLINE;
    else if (was != PLACE_TEXT && m->place.state == PLACE_TEXT)
        m->before = place_is_inline(str_c(tag)) ? EDGE_INLINE : EDGE_BLOCK;
}

/* End tags that HTML lets one leave out wherever their elements may stand: a page of fifty rows has hundreds
 * of them. (Not </p>: what follows it decides.) */
static void drop_end_tag(struct emitter *m)
{
    static const char *const list[] = { "</li>",    "</td>",     "</th>", "</tr>", "</thead>",
                                        "</tbody>", "</option>", "</dt>", "</dd>" };
    struct str s = buf_view(&m->literal);

    for (size_t i = 0; i < ARRAY_LEN(list); i++)
        if (str_ends(s, str_c(list[i])))
            m->literal.len -= strlen(list[i]);
}

static enum rc emit_text(struct emitter *m)
{
    struct str s = here(m)->body;
    int line = here(m)->line;

    while (s.len > 0) {
        enum place_state was = m->place.state;
        char tag[PLACE_NAME_MAX];
        const char *why = "";
        size_t n = 0;

        if (was == PLACE_TEXT && s.len >= 4 && memcmp(s.p, "<!--", 4) == 0) {
            if (!comment_skip(&s))
                return fault_at(m, line, "an HTML comment with something inside; use {# #}");
            continue;
        }
        while (n < s.len && blank(s.p[n])) {
            if (!place_byte(&m->place, s.p[n], &why))
                return fault_at(m, line, why);
            line += s.p[n++] == '\n';
        }
        if (n > 0) {
            emit_blank(m, str_sub(s, 0, n), str_from(s, n));
            s = str_from(s, n);
            continue;
        }
        memcpy(tag, m->place.tag, sizeof(tag));
        if (!place_byte(&m->place, s.p[0], &why))
            return fault_at(m, line, why);
        if (was == PLACE_TAG_NAME && m->place.state == PLACE_TEXT && tag[0] == '\0')
            return fault_at(m, line, "an empty tag");
        note_edge(m, was, tag);
        buf_byte(&m->literal, s.p[0]);
        if (was != PLACE_TEXT && m->place.state == PLACE_TEXT)
            drop_end_tag(m);
        s = str_from(s, 1);
    }
    m->at++;
    return RC_OK;
}

/* ---- slots and statements ---- */

static enum rc emit_slot(struct emitter *m)
{
    static const char *const macro[] = { [SLOT_IN_TEXT] = "SLOT_TEXT",
                                         [SLOT_IN_PLAIN] = "SLOT_PLAIN",
                                         [SLOT_IN_ATTR] = "SLOT_ATTR",
                                         [SLOT_IN_URL] = "SLOT_URL" };
    enum slot_place place = SLOT_IN_TEXT;
    const char *why = "";

    if (!place_slot(&m->place, &place, &why))
        return fault(m, why);
    flush(m);
    line_mark(m);
    buf_fmt(m->c, "    %s(out, (%.*s));\n", macro[place], STR_ARG(here(m)->body));
    if (m->place.state == PLACE_TEXT)
        m->before = EDGE_INLINE;
    m->at++;
    return RC_OK;
}

static enum rc emit_call(struct emitter *m)
{
    struct str body = here(m)->body, name, args;
    size_t open = str_find_byte(body, '(', 0);

    if (m->place.state != PLACE_TEXT || m->place.raw[0] != '\0')
        return fault(m, "a call may stand only between tags");
    if (open == SIZE_MAX || body.p[body.len - 1] != ')')
        return fault(m, "call name(arguments)");
    name = str_trim(str_sub(body, 0, open));
    args = str_trim(str_sub(body, open + 1, body.len - open - 2));
    flush(m);
    line_mark(m);
    buf_fmt(m->c, "    tpl_%.*s(out%s%.*s);\n", STR_ARG(name), args.len > 0 ? ", " : "", STR_ARG(args));
    m->before = EDGE_BLOCK;
    m->at++;
    return RC_OK;
}

static enum rc emit_let(struct emitter *m)
{
    struct str body = here(m)->body;

    flush(m);
    line_mark(m);
    buf_fmt(m->c, "    %.*s%s\n", STR_ARG(body), body.p[body.len - 1] == ';' ? "" : ";");
    m->at++;
    return RC_OK;
}

static enum rc emit_block(struct emitter *m);

static enum rc boundary(struct emitter *m)
{
    const char *why = "";

    return place_boundary(&m->place, &why) ? RC_OK : fault(m, why);
}

/* `if` with its branches; the current piece is PIECE_IF. */
static enum rc emit_if(struct emitter *m)
{
    struct place start, end;
    enum edge before = m->before, after = EDGE_BLOCK;
    bool any_end = false, has_else = false;
    const char *head = "if (";
    enum rc rc = boundary(m);

    start = m->place;
    while (rc == RC_OK && here(m)->kind != PIECE_END) {
        struct str cond = here(m)->body;
        bool is_else = here(m)->kind == PIECE_ELSE;

        if (has_else)
            return fault(m, "nothing may follow the else branch");
        has_else = is_else;
        line_mark(m);
        if (is_else)
            buf_c(m->c, "    } else {\n");
        else
            buf_fmt(m->c, "    %s%.*s) {\n", head, STR_ARG(cond));
        head = "} else if (";
        m->at++;
        m->place = start;
        m->before = before;
        rc = emit_block(m);
        if (rc == RC_OK)
            rc = boundary(m);
        if (rc != RC_OK)
            return rc;
        flush(m);
        if (any_end ? !place_join(&end, &m->place) : (end = m->place, false))
            return fault(m, "this branch ends in another place of the HTML than the one before");
        any_end = true;
        after = m->before > after ? m->before : after;
    }
    if (rc != RC_OK)
        return rc;
    m->before = !has_else && before > after ? before : after;
    if (!has_else && !place_join(&end, &start))
        return fault(m, "this branch does not end in the place of the HTML where it began");
    m->place = end;
    buf_c(m->c, "    }\n");
    m->at++;
    return RC_OK;
}

static enum rc emit_for(struct emitter *m)
{
    struct str head = here(m)->body;
    struct place start;
    enum rc rc = boundary(m);

    if (rc != RC_OK)
        return rc;
    if (head.len < 2 || head.p[0] != '(' || head.p[head.len - 1] != ')')
        return fault(m, "for (C for header)");
    start = m->place;
    line_mark(m);
    buf_fmt(m->c, "    for %.*s {\n", STR_ARG(head));
    m->at++;
    rc = emit_block(m);
    if (rc == RC_OK)
        rc = boundary(m);
    if (rc != RC_OK)
        return rc;
    if (here(m)->kind != PIECE_END)
        return fault(m, "a for has no else");
    if (!place_join(&m->place, &start))
        return fault(m, "the body of this for does not end in the place of the HTML where it began");
    flush(m);
    buf_c(m->c, "    }\n");
    m->at++;
    return RC_OK;
}

static enum rc emit_piece(struct emitter *m)
{
    enum rc rc = RC_OK;

    switch (here(m)->kind) {
    case PIECE_TEXT:
        return emit_text(m);
    case PIECE_SLOT:
        return emit_slot(m);
    case PIECE_CALL:
        return emit_call(m);
    case PIECE_LET:
        return emit_let(m);
    case PIECE_IF:
    case PIECE_FOR:
        flush(m);
        if (++m->depth > DEPTH_MAX)
            return fault(m, "nested too deeply");
        rc = here(m)->kind == PIECE_IF ? emit_if(m) : emit_for(m);
        m->depth--;
        return rc;
    case PIECE_DEFINE:
        return fault(m, "a define inside a define");
    case PIECE_IMPORT:
        return fault(m, "an import inside a define");
    default:
        return fault(m, "an end is missing");
    }
}

/* Up to, and not including, the END, ELSE or ELIF that closes this block. */
static enum rc emit_block(struct emitter *m)
{
    enum rc rc = RC_OK;

    while (rc == RC_OK) {
        enum piece_kind k = here(m)->kind;

        if (k == PIECE_END || k == PIECE_ELSE || k == PIECE_ELIF)
            return RC_OK;
        rc = emit_piece(m);
    }
    return rc;
}

/* ---- functions and files ---- */

static bool identifier(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9' && i > 0) || c == '_'))
            return false;
    }
    return s.len > 0;
}

static enum rc emit_define(struct emitter *m)
{
    struct str body = here(m)->body, name, params;
    size_t open = str_find_byte(body, '(', 0);
    enum rc rc;

    if (open == SIZE_MAX || body.p[body.len - 1] != ')')
        return fault(m, "define name(C parameters)");
    name = str_trim(str_sub(body, 0, open));
    params = str_trim(str_sub(body, open + 1, body.len - open - 2));
    if (!identifier(name))
        return fault(m, "a name is lower-case letters, digits and _");
    buf_fmt(m->h, "void tpl_%.*s(struct buf *out%s%.*s);\n", STR_ARG(name), params.len > 0 ? ", " : "",
            STR_ARG(params));
    line_mark(m);
    buf_fmt(m->c, "void tpl_%.*s(struct buf *out%s%.*s)\n{\n", STR_ARG(name), params.len > 0 ? ", " : "",
            STR_ARG(params));
    m->place = (struct place){ .state = PLACE_TEXT };
    m->before = EDGE_BLOCK;
    m->at++;
    rc = emit_block(m);
    if (rc != RC_OK)
        return rc;
    if (here(m)->kind != PIECE_END)
        return fault(m, "else without if");
    if (m->place.state != PLACE_TEXT || m->place.raw[0] != '\0')
        return fault(m, "a tag, a quote or an element of text is still open at the end of this define");
    flush(m);
    buf_c(m->c, "}\n\n");
    m->at++;
    return RC_OK;
}

static enum rc emit_file(struct emitter *m)
{
    enum rc rc = RC_OK;

    while (rc == RC_OK && here(m)->kind != PIECE_EOF) {
        const struct piece *p = here(m);

        if (p->kind == PIECE_DEFINE) {
            rc = emit_define(m);
            continue;
        }
        if (p->kind == PIECE_IMPORT)
            buf_fmt(m->h, "#include %.*s\n", STR_ARG(p->body));
        else if (p->kind != PIECE_TEXT || str_trim(p->body).len > 0)
            return fault(m, "only import, define and comments may stand outside a define");
        m->at++;
    }
    return rc;
}

enum rc template_emit(struct arena *a, const struct pieces *p, struct str name, struct buf *header,
                      struct buf *source, struct err *e)
{
    struct emitter m = { .a = a, .in = p, .h = header, .c = source, .e = e };
    enum rc rc;

    buf_init(&m.literal, (size_t)8 << 20);
    buf_fmt(header,
            "/* Made from a template by tools/template. */\n#ifndef TEMPLATES_%.*s_H\n#define "
            "TEMPLATES_%.*s_H\n\n"
            "#include \"web/html.h\"\n",
            STR_ARG(name), STR_ARG(name));
    buf_fmt(source,
            "/* Made from a template by tools/template. */\n#include \"templates/%.*s.h\"\n\n"
            "#pragma GCC diagnostic ignored \"-Wunused-parameter\"\n\n",
            STR_ARG(name));
    rc = emit_file(&m);
    buf_c(header, "\n#endif\n");
    if (rc == RC_OK)
        rc = buf_done(&m.literal, e);
    buf_free(&m.literal);
    if (rc == RC_OK)
        rc = buf_done(header, e);
    return rc == RC_OK ? buf_done(source, e) : rc;
}
