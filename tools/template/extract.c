/*
 * extract.c - the words of a template as entries of a gettext .pot file.
 *
 * An entry is what stands between two tags, slots included as they are written, or the value of an attribute
 * that is shown or read aloud. Only text with a letter outside ASCII counts: the rest is not language.
 */
#include "template/translate.h"

struct extractor {
    const struct pieces *in;
    struct buf *pot, run;
    struct place place;
    int line; /* where the run began */
};

static bool shown_attribute(const char *name)
{
    static const char *const list[] = { "title", "alt",   "placeholder", "aria-label",
                                        "label", "value", "content" };

    for (size_t i = 0; i < ARRAY_LEN(list); i++)
        if (strcmp(name, list[i]) == 0)
            return true;
    return false;
}

static bool worded(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return true;
    return false;
}

static void put_entry(struct extractor *x)
{
    struct str s = str_trim(buf_view(&x->run));
    bool gap = false;

    if (worded(s)) {
        buf_fmt(x->pot, "#: %s:%d\nmsgid \"", x->in->path, x->line);
        for (size_t i = 0; i < s.len; i++) {
            if (s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\t' || s.p[i] == '\r') {
                gap = true;
                continue;
            }
            if (gap)
                buf_byte(x->pot, ' ');
            gap = false;
            if (s.p[i] == '"' || s.p[i] == '\\')
                buf_byte(x->pot, '\\');
            buf_byte(x->pot, s.p[i]);
        }
        buf_c(x->pot, "\"\nmsgstr \"\"\n\n");
    }
    buf_clear(&x->run);
}

static bool collecting(const struct place *p)
{
    return p->state == PLACE_TEXT || (p->state == PLACE_QUOTED && shown_attribute(p->attr));
}

static void add(struct extractor *x, struct str s, int line)
{
    if (str_trim(buf_view(&x->run)).len == 0)
        x->line = line;
    buf_str(&x->run, s);
}

static enum rc walk_text(struct extractor *x, const struct piece *p, struct err *e)
{
    int line = p->line;

    for (size_t i = 0; i < p->body.len; i++) {
        bool was = collecting(&x->place);
        const char *why = "";

        if (x->place.state == PLACE_TEXT && str_starts(str_from(p->body, i), STR("<!--"))) {
            size_t end = str_find(p->body, STR("-->"), i);

            if (end == SIZE_MAX)
                return template_fault(x->in, line, e, "an HTML comment with something inside; use {# #}");
            i = end + 2;
            continue;
        }
        if (!place_byte(&x->place, p->body.p[i], &why))
            return template_fault(x->in, line, e, why);
        if (was && collecting(&x->place))
            add(x, str_sub(p->body, i, 1), line);
        else if (was)
            put_entry(x);
        line += p->body.p[i] == '\n';
    }
    return RC_OK;
}

static enum rc walk_slot(struct extractor *x, const struct piece *p, struct err *e)
{
    enum slot_place place;
    const char *why = "";

    if (!place_slot(&x->place, &place, &why))
        return template_fault(x->in, p->line, e, why);
    if (collecting(&x->place)) {
        add(x, STR("{{ "), p->line);
        add(x, p->body, p->line);
        add(x, STR(" }}"), p->line);
    }
    return RC_OK;
}

enum rc template_extract(struct arena *a, const struct pieces *p, struct buf *pot, struct err *e)
{
    struct extractor x = { .in = p, .pot = pot };
    enum rc rc = RC_OK;

    (void)a;
    buf_init(&x.run, (size_t)1 << 20);
    for (size_t i = 0; rc == RC_OK && i < p->list.n; i++) {
        const struct piece *q = &p->list.v[i];
        const char *why = "";

        if (q->kind == PIECE_TEXT) {
            rc = walk_text(&x, q, e);
        } else if (q->kind == PIECE_SLOT) {
            rc = walk_slot(&x, q, e);
        } else {
            if (collecting(&x.place))
                put_entry(&x);
            if (q->kind == PIECE_DEFINE)
                x.place = (struct place){ .state = PLACE_TEXT };
            else if (!place_boundary(&x.place, &why))
                rc = template_fault(p, q->line, e, why);
        }
    }
    buf_free(&x.run);
    return rc == RC_OK ? buf_done(pot, e) : rc;
}
