/*
 * letter_parse.c - a letter's source: head lines, then the body; and what `samad process check` wants to
 * know.
 */
#include "reports/letter_inner.h"

struct head_reader {
    struct letter_reader *r;
    struct letter *l;
    uint32_t seen; /* a bit a key */
};

static void read_page(struct head_reader *h, struct str v, int line)
{
    static const struct {
        const char *name;
        enum doc_page page;
        bool landscape;
    } pages[] = { { "A4", DOC_A4, false },
                  { "A5", DOC_A5, false },
                  { "A4-landscape", DOC_A4, true },
                  { "A5-landscape", DOC_A5, true } };

    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        if (str_eq_nocase(v, str_c(pages[i].name))) {
            h->l->head.page = pages[i].page;
            h->l->head.landscape = pages[i].landscape;
            return;
        }
    }
    letter_problem_add(h->r, line, "page '%.*s' is not A4, A5, A4-landscape or A5-landscape", STR_ARG(v));
}

static void read_yes_no(struct head_reader *h, struct str v, int line, bool *ret)
{
    if (str_eq_c(v, "yes") || str_eq_c(v, "no"))
        *ret = str_eq_c(v, "yes");
    else
        letter_problem_add(h->r, line, "letterhead is '%.*s', not yes or no", STR_ARG(v));
}

enum head_key { KEY_TITLE, KEY_KIND, KEY_PAGE, KEY_LETTERHEAD, KEY_FOOTER, KEY_SUBJECT, KEY_SMS, KEY_SPEECH };
static const char *const head_keys[] = { "title",  "kind",    "page", "letterhead",
                                         "footer", "subject", "sms",  "speech" };

static void read_key(struct head_reader *h, enum head_key key, struct str v, int line)
{
    struct letter *l = h->l;

    switch (key) {
    case KEY_TITLE:
        l->head.title = v;
        l->title = letter_template(h->r, v, line);
        break;
    case KEY_KIND:
        l->head.kind = v;
        break;
    case KEY_PAGE:
        read_page(h, v, line);
        break;
    case KEY_LETTERHEAD:
        read_yes_no(h, v, line, &l->head.letterhead);
        break;
    case KEY_FOOTER:
        l->footer = letter_template(h->r, v, line);
        break;
    case KEY_SUBJECT:
        l->head.has_subject = true;
        l->subject = letter_template(h->r, v, line);
        break;
    case KEY_SMS:
        l->head.has_sms = true;
        l->sms = letter_template(h->r, v, line);
        break;
    case KEY_SPEECH:
        l->head.has_speech = true;
        l->speech = letter_template(h->r, v, line);
        break;
    }
}

static void read_head_line(struct head_reader *h, struct str text, int line)
{
    struct str rest = text, name = str_trim(str_cut(&rest, ':'));

    if (rest.p == NULL) {
        letter_problem_add(h->r, line, "'key: value' or '---' wanted");
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(head_keys); i++) {
        if (!str_eq_c(name, head_keys[i]))
            continue;
        if (h->seen & (UINT32_C(1) << i))
            letter_problem_add(h->r, line, "'%s' stands here twice", head_keys[i]);
        h->seen |= UINT32_C(1) << i;
        read_key(h, (enum head_key)i, str_trim(rest), line);
        return;
    }
    letter_problem_add(h->r, line, "unknown key '%.*s'", STR_ARG(name));
}

/* Leaves the body in `*rest`; returns the number of its first line. */
static int read_head(struct head_reader *h, struct str *rest)
{
    int line = 0;

    while (rest->p != NULL && rest->len > 0) {
        struct str text = str_trim(str_cut(rest, '\n'));

        line++;
        if (str_eq_c(text, "---")) {
            if (line > 1)
                return line + 1;
        } else if (!str_empty(text)) {
            read_head_line(h, text, line);
        }
    }
    letter_problem_add(h->r, line, "the head is not closed by '---'");
    *rest = STR_NONE;
    return line;
}

static bool known_directive(struct str line)
{
    static const char *const names[] = { "signature", "draft", "qr", "centre", "box", "pagebreak" };
    struct str rest = str_from(line, 1), name = str_cut(&rest, ' ');

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_eq_c(str_trim(name), names[i]))
            return true;
    }
    return false;
}

static bool table_too_wide(struct str line)
{
    size_t bars = 0;

    for (size_t i = 0; i < line.len; i++)
        bars += line.p[i] == '|' && (i == 0 || line.p[i - 1] != '\\');
    return bars > (size_t)DOC_COLUMNS_MAX * 2; /* filters have bars too */
}

static void check_lines(struct letter_reader *r, struct str body, int line)
{
    while (body.p != NULL && body.len > 0) {
        struct str text = str_trim(str_cut(&body, '\n'));

        if (str_starts(text, STR("@")) && !known_directive(text))
            letter_problem_add(r, line, "unknown '%.*s'", STR_ARG(str_sub(text, 0, 40)));
        if (str_starts(text, STR("|")) && table_too_wide(text))
            letter_problem_add(r, line, "a table of more than %u columns", DOC_COLUMNS_MAX);
        line++;
    }
}

/* No control characters: they mark slots while a letter is filled. */
static void check_characters(struct letter_reader *r, struct str s)
{
    int line = 1;

    if (!utf8_valid(s)) {
        letter_problem_add(r, 0, "this is no UTF-8 text");
        return;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == '\n')
            line++;
        else if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t' && s.p[i] != '\r') || s.p[i] == 0x7F)
            letter_problem_add(r, line, "a control character");
    }
}

static struct str without_returns(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.len + 1);
    size_t n = 0;

    if (p == NULL)
        return STR_NONE;
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] != '\r')
            p[n++] = s.p[i];
    }
    return (struct str){ p, n };
}

static enum rc read_letter(struct letter_reader *r, struct str source, struct letter *l)
{
    struct head_reader h = { .r = r, .l = l };
    struct str rest;
    int line;

    if (str_starts(source, STR("\xEF\xBB\xBF")))
        source = str_from(source, 3);
    check_characters(r, source);
    if (r->problems.n > 0)
        return RC_INVALID;
    rest = without_returns(r->a, source);
    l->head.letterhead = true;
    line = read_head(&h, &rest);
    if (str_empty(l->head.title))
        letter_problem_add(r, 1, "the letter has no title");
    l->body = letter_template(r, rest, line);
    check_lines(r, rest, line);
    return r->problems.n > 0 ? RC_INVALID : RC_OK;
}

enum rc letter_parse(struct arena *a, struct str file, struct str source, const struct letter **ret,
                     const struct letter_problem **problems, size_t *problems_n, struct err *e)
{
    struct letter_reader r = { .a = a, .file = file };
    struct letter *l = ARENA_NEW(a, struct letter);
    struct letter_slot *slots;
    enum rc rc;

    *problems = NULL;
    *problems_n = 0;
    if (l == NULL)
        return arena_check(a, e);
    if (source.len > LETTER_SOURCE_MAX)
        return ERR(e, RC_LIMIT, "%.*s: longer than %u bytes", STR_ARG(file), LETTER_SOURCE_MAX);
    rc = read_letter(&r, source, l);
    *problems = r.problems.v;
    *problems_n = r.problems.n;
    if (arena_failed(a))
        return arena_check(a, e);
    if (rc != RC_OK)
        return ERR(e, RC_INVALID, "%.*s:%d: %.*s", STR_ARG(file), r.problems.v[0].line,
                   STR_ARG(r.problems.v[0].text));
    slots = ARENA_ARRAY(a, struct letter_slot, r.slots.n + 1);
    if (slots == NULL)
        return arena_check(a, e);
    for (size_t i = 0; i < r.slots.n; i++)
        slots[i] = *r.slots.v[i];
    l->slots = slots;
    l->slots_n = r.slots.n;
    l->file = arena_str(a, file);
    *ret = l;
    return arena_check(a, e);
}

const struct letter_head *letter_head(const struct letter *l)
{
    return &l->head;
}

const struct letter_slot *letter_slots(const struct letter *l, size_t *n)
{
    *n = l->slots_n;
    return l->slots;
}
