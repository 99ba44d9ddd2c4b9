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
