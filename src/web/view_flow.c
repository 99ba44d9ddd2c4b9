/*
 * view_flow.c - a process's picture and sentences as the part «flowchart» shows them.
 */
#include "app/picture.h"
#include "web/view.h"

#define PICTURE_BYTES_MAX ((size_t)1500 << 10)

static enum timeline_state state_of(enum drawing_state s)
{
    return s == DRAWING_DONE ? TIMELINE_DONE : s == DRAWING_HERE ? TIMELINE_HERE : TIMELINE_NEXT;
}

enum rc flow_of_picture(struct arena *a, const struct picture *x, struct str id, struct flow_view *ret,
                        struct err *e)
{
    struct flow_line *lines = ARENA_ARRAY(a, struct flow_line, x->steps.n + 1);
    CLEANUP(buf_free) struct buf b = { 0 };
    struct drawing d = *x->drawing;
    enum rc rc;

    if (lines == NULL)
        return arena_check(a, e);
    *ret = (struct flow_view){ .title = d.title, .id = id, .marked = x->marks != NULL, .lines = lines };
    for (size_t i = 0; i < x->steps.n; i++) {
        const struct drawing_step *s = &x->steps.v[i];

        lines[ret->lines_n++] =
            (struct flow_line){ .text = s->text, .number = s->number, .inner = s->depth > 0 };
        if (x->marks != NULL && x->marks[s->element].state != DRAWING_PLAIN) {
            lines[i].marked = true;
            lines[i].state = state_of(x->marks[s->element].state);
        }
    }
    d.prefix = id;
    for (size_t i = 0; i < d.n_groups && ret->here.len == 0; i++)
        if (d.groups[i].state == DRAWING_HERE)
            ret->here = drawing_group_id(a, &d, &d.groups[i]);
    buf_init(&b, PICTURE_BYTES_MAX);
    rc = drawing_write_svg(&d, false, &b, e);
    if (rc == RC_LIMIT) /* too large for a page: its sentences are there, and the file of its own */
        return RC_OK;
    if (rc == RC_OK)
        ret->svg = html_from_template(a, &b);
    return rc;
}
