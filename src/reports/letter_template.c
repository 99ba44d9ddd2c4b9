/*
 * letter_template.c - {{ }} of letters: text, slots, conditions and loops as a tree.
 *
 * Not here: head lines (letter_parse.c); values (letter_expand.c); Markdown (letter_blocks.c).
 */
#include <stdarg.h>
#include <stdio.h>

#include "reports/letter_inner.h"

#define PROBLEMS_MAX 100u
#define SLOT_NAME_MAX 120u

struct parser {
    struct letter_reader *r;
    struct str s;
    size_t pos;
    int line;
    int line_after; /* line breaks eaten after the tag at hand */
    unsigned depth;
    const struct letter_slot *in;
};

/* What ended a run of nodes. */
enum stop { STOP_END, STOP_ELSE, STOP_IF, STOP_UNLESS, STOP_EACH };

void letter_problem_add(struct letter_reader *r, int line, const char *fmt, ...)
{
    struct letter_problem one = { .line = line };
    char text[300];
    va_list ap;

    if (r->problems.n >= PROBLEMS_MAX)
        return;
    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    one.text = arena_str(r->a, str_c(text));
    (void)VEC_PUSH(r->a, &r->problems, one);
}

static const struct {
    const char *name;
    enum letter_filter filter;
} filters[] = {
    { "date", FILTER_DATE },     { "day", FILTER_DAY },       { "time", FILTER_TIME },
    { "moment", FILTER_MOMENT }, { "number", FILTER_NUMBER }, { "code", FILTER_CODE },
    { "phone", FILTER_PHONE },   { "spoken", FILTER_SPOKEN }, { "ltr", FILTER_LTR },
    { "exact", FILTER_EXACT },   { "bold", FILTER_BOLD },
};

static bool name_ok(struct str s)
{
    bool start = true;

    if (s.len == 0 || s.len > SLOT_NAME_MAX)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';

        if (c == '.' && !start) {
            start = true;
            continue;
        }
        if (!letter && (start || c < '0' || c > '9'))
            return false;
        start = false;
    }
    return !start;
}

static void note_slot(struct parser *p, struct str name, enum letter_slot_use use, struct letter_slot **ret)
{
    struct letter_slot *s = ARENA_NEW(p->r->a, struct letter_slot);

    if (s == NULL)
        return;
    s->name = name;
    s->use = use;
    s->in = p->in;
    s->line = p->line;
    if (ret != NULL)
        *ret = s;
    if (!str_eq_c(name, "this") && !str_eq_c(name, "index"))
        (void)VEC_PUSH(p->r->a, &p->r->slots, s);
}

static void parse_filters(struct parser *p, struct node *n, struct str rest)
{
    while (rest.p != NULL) {
        struct str name = str_trim(str_cut(&rest, '|'));
        size_t i = 0;

        while (i < ARRAY_LEN(filters) && !str_eq_c(name, filters[i].name))
            i++;
        if (i == ARRAY_LEN(filters))
            letter_problem_add(p->r, p->line, "unknown filter '%.*s'", STR_ARG(name));
        else if (n->filters_n == FILTERS_MAX)
            letter_problem_add(p->r, p->line, "more than %u filters", FILTERS_MAX);
        else
            n->filters[n->filters_n++] = filters[i].filter;
    }
}

/* Text before a tag that stands alone on its line: without the blanks before the tag. */
static bool stands_alone(const struct parser *p, size_t open, size_t close, size_t *from, size_t *to)
{
    size_t i = open, k = close;

    while (i > 0 && (p->s.p[i - 1] == ' ' || p->s.p[i - 1] == '\t'))
        i--;
    if (i > 0 && p->s.p[i - 1] != '\n')
        return false;
    while (k < p->s.len && (p->s.p[k] == ' ' || p->s.p[k] == '\t'))
        k++;
    if (k < p->s.len && p->s.p[k] != '\n')
        return false;
    *from = i;
    *to = k < p->s.len ? k + 1 : k;
    return true;
}

static int count_lines(struct str s)
{
    int n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += s.p[i] == '\n';
    return n;
}

/* A list of nodes being appended to. */
struct nodes {
    struct node *first, *last;
};

static struct node *append(struct parser *p, struct nodes *list, enum node_kind kind, struct str text)
{
    struct node *n = ARENA_NEW(p->r->a, struct node);

    if (n == NULL)
        return NULL;
    n->kind = kind;
    n->text = text;
    n->line = p->line;
    if (list->last != NULL)
        list->last->next = n;
    else
        list->first = n;
    list->last = n;
    return n;
}

static const struct node *parse_nodes(struct parser *p, enum stop *stop);

static const char *const closers[] = {
    [STOP_IF] = "{{/if}}", [STOP_UNLESS] = "{{/unless}}", [STOP_EACH] = "{{/each}}"
};

static void parse_block(struct parser *p, struct nodes *list, struct str name, enum stop want)
{
    struct node *n = append(p, list, want == STOP_EACH ? NODE_EACH : NODE_IF, name);
    const struct letter_slot *outer = p->in;
    struct letter_slot *slot = NULL;
    enum stop stop;
    int line = p->line;

    if (!name_ok(name))
        letter_problem_add(p->r, line, "'%.*s' is no slot name", STR_ARG(name));
    if (n == NULL)
        return;
    if (p->depth >= LETTER_DEPTH_MAX) {
        letter_problem_add(p->r, line, "blocks nested deeper than %u", LETTER_DEPTH_MAX);
        p->pos = p->s.len;
        return;
    }
    n->negate = want == STOP_UNLESS;
    note_slot(p, name, want == STOP_EACH ? LETTER_EACH : LETTER_TEST, &slot);
    if (want == STOP_EACH)
        p->in = slot;
    p->depth++;
    p->line += p->line_after;
    n->body = parse_nodes(p, &stop);
    p->in = outer;
    if (stop == STOP_ELSE)
        n->other = parse_nodes(p, &stop);
    p->depth--;
    if (stop != want)
        letter_problem_add(p->r, line, "this block is not closed by %s", closers[want]);
}

static enum stop stop_of(struct str tag)
{
    if (str_eq_c(tag, "else"))
        return STOP_ELSE;
    if (str_eq_c(tag, "/if"))
        return STOP_IF;
    if (str_eq_c(tag, "/unless"))
        return STOP_UNLESS;
    if (str_eq_c(tag, "/each"))
        return STOP_EACH;
    return STOP_END;
}

static void parse_tag(struct parser *p, struct nodes *list, struct str tag)
{
    if (str_starts(tag, STR("#"))) {
        struct str name = str_from(tag, 1), word = str_cut(&name, ' ');

        name = str_trim(name);
        if (str_eq_c(word, "if"))
            parse_block(p, list, name, STOP_IF);
        else if (str_eq_c(word, "unless"))
            parse_block(p, list, name, STOP_UNLESS);
        else if (str_eq_c(word, "each"))
            parse_block(p, list, name, STOP_EACH);
        else
            letter_problem_add(p->r, p->line, "unknown block '#%.*s'", STR_ARG(word));
    } else {
        struct str rest = tag, name = str_trim(str_cut(&rest, '|'));
        struct node *n = append(p, list, NODE_SLOT, name);

        if (!name_ok(name))
            letter_problem_add(p->r, p->line, "'%.*s' is no slot name", STR_ARG(name));
        else
            note_slot(p, name, LETTER_VALUE, NULL);
        if (n != NULL)
            parse_filters(p, n, rest);
    }
}

static void add_text(struct parser *p, struct nodes *list, size_t from, size_t to)
{
    struct str text = str_sub(p->s, from, to > from ? to - from : 0);

    if (!str_empty(text))
        (void)append(p, list, NODE_TEXT, text);
    p->line += count_lines(text);
}

/* The next tag: `from`..`to` is what it takes of the text, with its whole line when it stands alone there. */
struct tag {
    struct str text;
    size_t from, to;
    int breaks; /* line breaks inside that */
};

/* False at the end of the text, which is then added to `list`. */
static bool next_tag(struct parser *p, struct nodes *list, struct tag *t)
{
    for (;;) {
        size_t open = str_find(p->s, STR("{{"), p->pos), close;

        if (open == SIZE_MAX) {
            add_text(p, list, p->pos, p->s.len);
            p->pos = p->s.len;
            return false;
        }
        close = str_find(p->s, STR("}}"), open);
        if (open > 0 && p->s.p[open - 1] == '\\') { /* \{{ is text */
            add_text(p, list, p->pos, open + 2);
            p->pos = open + 2;
            continue;
        }
        if (close == SIZE_MAX || str_find_byte(str_sub(p->s, open, close - open), '\n', 0) != SIZE_MAX) {
            add_text(p, list, p->pos, open);
            letter_problem_add(p->r, p->line, "'{{' without '}}' on its line");
            p->pos = open + 2;
            continue;
        }
        t->text = str_trim(str_sub(p->s, open + 2, close - open - 2));
        t->from = open;
        t->to = close + 2;
        if (str_starts(t->text, STR("#")) || stop_of(t->text) != STOP_END)
            (void)stands_alone(p, open, close + 2, &t->from, &t->to);
        if (t->from < p->pos)
            t->from = p->pos;
        t->breaks = count_lines(str_sub(p->s, close, t->to - close));
        return true;
    }
}

static const struct node *parse_nodes(struct parser *p, enum stop *stop)
{
    struct nodes list = { NULL, NULL };
    struct tag t;

    while (next_tag(p, &list, &t)) {
        add_text(p, &list, p->pos, t.from);
        p->pos = t.to;
        *stop = stop_of(t.text);
        if (*stop == STOP_END) {
            p->line_after = t.breaks;
            parse_tag(p, &list, t.text);
            continue;
        }
        if (p->depth == 0)
            letter_problem_add(p->r, p->line, "'{{%.*s}}' without its beginning", STR_ARG(t.text));
        p->line += t.breaks;
        if (p->depth > 0)
            return list.first;
    }
    *stop = STOP_END;
    return list.first;
}

const struct node *letter_template(struct letter_reader *r, struct str source, int line)
{
    struct parser p = { .r = r, .s = source, .line = line };
    enum stop stop;

    return parse_nodes(&p, &stop);
}
