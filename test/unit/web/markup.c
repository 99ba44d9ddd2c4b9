/*
 * markup.c - see markup.h. It knows only what our own templates write: quoted attributes, no comments.
 */
#include "markup.h"

#include <string.h>

#define DEPTH_MAX 64
#define IDS_MAX 2000

struct reading {
    struct markup m;
    struct str open[DEPTH_MAX];
    size_t depth;
    struct str ids[IDS_MAX];
};

static bool never_closed(struct str name)
{
    static const char *const list[] = { "meta", "link", "input", "br", "hr", "img", "!doctype" };

    for (size_t i = 0; i < ARRAY_LEN(list); i++)
        if (str_eq_nocase(name, str_c(list[i])))
            return true;
    return false;
}

static bool one_of(struct str name, const char *const *list)
{
    for (; *list != NULL; list++)
        if (str_eq_c(name, *list))
            return true;
    return false;
}

/* Elements whose end tag the templates leave out: the next one of their kind, or their parent's end, ends
 * them. */
static void end_implied(struct reading *r, struct str before)
{
    static const struct {
        const char *begins[4]; /* these … */
        const char *end[6];    /* … end these */
    } rules[] = {
        { { "li" }, { "li" } },
        { { "option" }, { "option" } },
        { { "dt", "dd" }, { "dt", "dd" } },
        { { "td", "th" }, { "td", "th" } },
        { { "tr" }, { "td", "th", "tr" } },
        { { "tbody", "tfoot", "thead" }, { "td", "th", "tr", "thead", "tbody" } },
    };

    for (size_t i = 0; i < ARRAY_LEN(rules); i++)
        while (one_of(before, rules[i].begins) && r->depth > 0 && one_of(r->open[r->depth - 1], rules[i].end))
            r->depth--;
}

static bool may_be_left_open(struct str name)
{
    static const char *const list[] = {
        "li", "option", "dt", "dd", "td", "th", "tr", "tbody", "thead", NULL
    };

    return one_of(name, list);
}

static void note_id(struct reading *r, struct str id)
{
    for (size_t i = 0; i < r->m.ids; i++)
        if (str_eq(r->ids[i], id))
            r->m.doubled = id;
    if (r->m.ids < IDS_MAX)
        r->ids[r->m.ids++] = id;
}

static void note_tag(struct reading *r, struct str tag, bool closed_at_once)
{
    struct str rest = tag, name = str_cut(&rest, ' ');
    size_t id = str_find(rest, STR("id=\""), 0);

    end_implied(r, name);
    if (str_eq_c(name, "h1"))
        r->m.h1++;
    if (str_eq_c(name, "form"))
        r->m.forms++;
    if (id != SIZE_MAX && (id == 0 || rest.p[id - 1] == ' ')) {
        struct str value = str_from(rest, id + 4);

        note_id(r, str_cut(&value, '"'));
    }
    if (!closed_at_once && !never_closed(name) && r->depth < DEPTH_MAX)
        r->open[r->depth++] = name;
}

static void note_end(struct reading *r, struct str name)
{
    while (r->depth > 0 && !str_eq(r->open[r->depth - 1], name) && may_be_left_open(r->open[r->depth - 1]))
        r->depth--;
    if (r->depth == 0 || !str_eq(r->open[r->depth - 1], name)) {
        if (r->m.balanced)
            r->m.wrong = name;
        r->m.balanced = false;
        return;
    }
    r->depth--;
}

struct markup markup_read(struct str html)
{
    static struct reading zero;
    struct reading r = zero;
    size_t at = 0;

    r.m.balanced = true;
    while ((at = str_find_byte(html, '<', at)) != SIZE_MAX) {
        size_t end = str_find_byte(html, '>', at);
        struct str tag;

        if (end == SIZE_MAX)
            break;
        tag = str_sub(html, at + 1, end - at - 1);
        if (tag.len > 0 && tag.p[0] == '/')
            note_end(&r, str_from(tag, 1));
        else
            note_tag(&r, tag, str_ends(tag, STR("/")));
        at = end;
    }
    if (r.depth != 0) {
        r.m.balanced = false;
        r.m.wrong = r.open[r.depth - 1];
    }
    return r.m;
}
