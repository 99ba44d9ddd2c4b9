/*
 * shape.c - what each element looks like: frames, rings, glyphs, markers, and the words inside.
 *
 * Not here: words outside (label.c), lines (path.c).
 */
#include "drawing/inner.h"

#define CORNER 9.0
#define TYPE_SIZE 17.0
#define MARKER_SIZE 13.0
#define PAD 6.0
#define NAME_EVERY 1300.0 /* a closed pool's name is told again after so much */

/* ---- pools and lanes ---- */

struct draw_box shape_head(const struct plan *p, const struct spot *t)
{
    struct draw_box b = t->box;

    if (!t->horizontal) {
        b.h = fmin(HEAD, b.h);
        return b;
    }
    b.w = fmin(HEAD, b.w);
    if (p->head_right)
        b.x = t->box.x + t->box.w - b.w;
    return b;
}

static void head_name(struct scene *s, const struct spot *t, struct str name, double size)
{
    struct draw_box head = shape_head(s->p, t);
    int turn = !t->horizontal ? 0 : head.x > t->box.x ? 90 : -90;
    double room = (turn == 0 ? head.w : head.h) - 8;
    struct lines l = text_wrap(s->a, s->p->o, name, size, true, room, 2);

    if (l.n > 1)
        l = text_wrap(s->a, s->p->o, name, 9.5, true, room, 2);
    (void)scene_lines(s, DRAW_TEXT_NAME, &l, head, turn, DRAW_MID);
}

bool shape_pool_is_closed(const struct plan *p, uint32_t pool)
{
    const struct bpmn_participant *x = &p->m->participants[pool];
    const struct bpmn_element *process = bpmn_at(p->m, x->process);
    const struct draw_box *b = &p->pools[pool].box;

    if (process != NULL)
        for (uint32_t i = 0; i < process->n_children; i++)
            if (p->elements[process->children[i]].shown)
                return false;
    return b->w >= b->h ? b->h <= 150 : b->w <= 150;
}

static void closed_pool(struct scene *s, const struct spot *t, struct str name)
{
    bool upright = t->box.h > t->box.w;
    double along = upright ? t->box.h : t->box.w;
    struct lines l = text_wrap(s->a, s->p->o, name, 13, true, along - 12, upright ? 1 : 2);
    double from = s->p->rtl ? t->box.x + t->box.w : t->box.x, step = s->p->rtl ? -NAME_EVERY : NAME_EVERY;

    if (upright || along < 2 * NAME_EVERY) {
        (void)scene_lines(s, DRAW_TEXT_NAME, &l, t->box, upright ? (s->p->rtl ? 90 : -90) : 0, DRAW_MID);
        return;
    }
    for (double at = NAME_EVERY / 4; at < along - l.w; at += NAME_EVERY, from += step) {
        double x = from + step / 4;

        (void)scene_lines(s, DRAW_TEXT_NAME, &l, (struct draw_box){ x - l.w / 2, t->box.y, l.w, t->box.h }, 0,
                          DRAW_MID);
    }
}

void shape_pool(struct scene *s, uint32_t pool)
{
    const struct bpmn_participant *x = &s->p->m->participants[pool];
    const struct spot *t = &s->p->pools[pool];

    scene_rect(s, DRAW_POOL, t->box, 3);
    if (shape_pool_is_closed(s->p, pool)) {
        closed_pool(s, t, x->name);
    } else {
        scene_rect(s, DRAW_HEAD, shape_head(s->p, t), 3);
        head_name(s, t, x->name, 13);
    }
    if (x->many)
        scene_glyph(s, glyph_of_marker(MARKER_PARALLEL), t->box.x + t->box.w / 2 - 7,
                    t->box.y + t->box.h - 17, 14);
}

void shape_lane(struct scene *s, uint32_t lane)
{
    const struct spot *t = &s->p->lanes[lane];

    scene_rect(s, DRAW_LANE, t->box, 0);
    head_name(s, t, plan_role(s->p, s->p->m->lanes[lane].name), 12);
}

/* ---- events and gateways ---- */

static bool is_dashed(const struct scene *s, const struct bpmn_element *el)
{
    const struct bpmn_element *up = bpmn_at(s->p->m, el->parent);

    if (el->interrupting)
        return false;
    return el->kind == BPMN_BOUNDARY_EVENT ||
           (el->kind == BPMN_START_EVENT && up != NULL && up->kind == BPMN_EVENT_SUB_PROCESS);
}

static void event(struct scene *s, const struct bpmn_element *el, struct draw_box b)
{
    double x = b.x + b.w / 2, y = b.y + b.h / 2, r = fmin(b.w, b.h) / 2;
    bool dashed = is_dashed(s, el);

    if (el->kind == BPMN_START_EVENT) {
        scene_circle(s, dashed ? DRAW_START_DASH : DRAW_START, x, y, r);
    } else if (el->kind == BPMN_END_EVENT) {
        scene_circle(s, DRAW_END, x, y, r - 1);
    } else {
        scene_circle(s, dashed ? DRAW_MIDDLE_DASH : DRAW_MIDDLE, x, y, r);
        scene_circle(s, dashed ? DRAW_MIDDLE_DASH : DRAW_MIDDLE, x, y, r - 3);
    }
    scene_glyph(s, glyph_of_event(el), x - r * 0.56, y - r * 0.56, r * 1.12);
}

static void gateway(struct scene *s, const struct bpmn_element *el, struct draw_box b)
{
    double half = fmin(b.w, b.h) * 0.27;

    scene_path(
        s, DRAW_GATEWAY, b.x, b.y, 1, false,
        arena_fmt(s->a, "M%.1f 0L%.1f %.1fL%.1f %.1fL0 %.1fZ", b.w / 2, b.w, b.h / 2, b.w / 2, b.h, b.h / 2));
    scene_glyph(s, glyph_of_gateway(el), b.x + b.w / 2 - half, b.y + b.h / 2 - half, 2 * half);
}

/* ---- data ---- */

static void page(struct scene *s, const struct bpmn_element *el, struct draw_box b)
{
    double fold = fmin(b.w, b.h) * 0.3, x = b.x + 3, y = b.y + 3;
    const struct glyph *arrow = NULL;
    static const struct glyph in = { .part = { { DRAW_GLYPH, "M4 9.5H12.5V6L20 12L12.5 18V14.5H4Z" } },
                                     .directed = true };
    static const struct glyph out = { .part = { { DRAW_SOLID, "M4 9.5H12.5V6L20 12L12.5 18V14.5H4Z" } },
                                      .directed = true };

    scene_path(s, DRAW_DATA, b.x, b.y, 1, false,
               arena_fmt(s->a, "M0 0H%.1fL%.1f %.1fV%.1fH0ZM%.1f 0V%.1fH%.1f", b.w - fold, b.w, fold, b.h,
                         b.w - fold, fold, b.w));
    arrow = el->kind == BPMN_DATA_INPUT ? &in : el->kind == BPMN_DATA_OUTPUT ? &out : NULL;
    scene_glyph(s, arrow, x, y, 14);
    if (el->many)
        scene_glyph(s, glyph_of_marker(MARKER_PARALLEL), b.x + b.w / 2 - 6, b.y + b.h - 14, 12);
}

static void store(struct scene *s, struct draw_box b)
{
    double k = b.h * 0.13, w = b.w, h = b.h;

    scene_path(s, DRAW_DATA, b.x, b.y, 1, false,
               arena_fmt(s->a,
                         "M0 %.1fC0 %.1f %.1f %.1f %.1f %.1fV%.1fC%.1f %.1f 0 %.1f 0 %.1fZ"
                         "M0 %.1fC0 %.1f %.1f %.1f %.1f %.1fM0 %.1fC0 %.1f %.1f %.1f %.1f %.1f",
                         k, -k / 3, w, -k / 3, w, k, h - k, w, h + k / 3, h + k / 3, h - k, k, k * 2.3, w,
                         k * 2.3, w, k, k * 2, k * 3.3, w, k * 3.3, w, k * 2));
}

static void annotation(struct scene *s, const struct bpmn_element *el, struct draw_box b)
{
    struct draw_box in = { b.x + 8, b.y, fmax(b.w - 12, 10), b.h };
    struct lines l = { 0 };
    bool right;

    for (double size = SIZE_SMALL; size > 7.4; size -= 1) {
        size_t fit = (size_t)fmax(1, floor(b.h / (size * LINE_HEIGHT)));

        l = text_wrap(s->a, s->p->o, el->name, size, false, in.w, fit);
        if (!l.cut)
            break;
    }
    right = l.n > 0 ? l.rtl : s->p->rtl;
    if (right)
        in.x = b.x + 4;
    scene_path(s, DRAW_NOTE, right ? b.x + b.w : b.x, b.y, 1, right, arena_fmt(s->a, "M12 0H0V%.1fH12", b.h));
    (void)scene_lines(s, DRAW_TEXT, &l, in, 0, DRAW_BEGIN);
}

/* ---- activities ---- */

static size_t markers_of(const struct scene *s, const struct bpmn_element *el, enum marker out[4])
{
    size_t n = 0;

    if (el->loop != NULL)
        out[n++] = el->loop->standard     ? MARKER_LOOP
                   : el->loop->sequential ? MARKER_SEQUENTIAL
                                          : MARKER_PARALLEL;
    if (el->for_compensation)
        out[n++] = MARKER_COMPENSATION;
    if ((bpmn_is_scope(el) || el->kind == BPMN_CALL_ACTIVITY) && !s->p->elements[el->index].container &&
        n < 3) /* a called process stands elsewhere */
        out[n++] = MARKER_PLUS;
    if (el->kind == BPMN_AD_HOC)
        out[n++] = MARKER_ADHOC;
    return n;
}

static void frame(struct scene *s, const struct bpmn_element *el, struct draw_box b)
{
    bool container = s->p->elements[el->index].container;

    switch (el->kind) {
    case BPMN_CALL_ACTIVITY:
        scene_rect(s, DRAW_CALL, b, CORNER);
        break;
    case BPMN_EVENT_SUB_PROCESS:
        scene_rect(s, DRAW_EVENT_SUB, b, CORNER);
        break;
    case BPMN_TRANSACTION:
        scene_rect(s, DRAW_SUB, b, CORNER);
        scene_rect(s, DRAW_SUB, (struct draw_box){ b.x + 3, b.y + 3, fmax(b.w - 6, 1), fmax(b.h - 6, 1) },
                   CORNER - 3);
        break;
    default:
        scene_rect(s, container ? DRAW_SUB : DRAW_TASK, b, CORNER);
    }
}

/* Do the lines, set in the middle of `in`, come upon the sign in the corner? */
static bool hits_sign(const struct lines *l, struct draw_box in, struct draw_box b)
{
    return in.y + (in.h - l->h) / 2 < b.y + PAD + TYPE_SIZE - 3 && l->width[0] > b.w - 2 * (PAD + TYPE_SIZE);
}

/* How much of the shape's foot its boundary events cover; nothing when there would be no room left. */
static double covered(const struct scene *s, const struct bpmn_element *el, struct draw_box b)
{
    double most = 0;

    for (uint32_t i = 0; i < el->n_boundaries && i < 16; i++) {
        const struct spot *t = &s->p->elements[el->boundaries[i]];
        double y = t->box.y + t->box.h / 2, x = t->box.x + t->box.w / 2;

        if (t->shown && fabs(y - b.y - b.h) < 12 && x > b.x + 8 && x < b.x + b.w - 8)
            most = fmax(most, b.y + b.h - t->box.y + 1);
    }
    return most < b.h * 0.45 ? most : 0;
}

/* Words in the middle, clear of the sign in the corner and the markers at the foot: as large as possible,
 * then narrower, then below the sign. */
static void words_inside(struct scene *s, const struct bpmn_element *el, struct draw_box b, bool sign,
                         bool foot)
{
    double below = fmax(foot ? MARKER_SIZE + 5 : 3, covered(s, el, b));
    struct draw_box in = { b.x + PAD, b.y + 3, fmax(b.w - 2 * PAD, 8), fmax(b.h - 3 - below, 10) };
    struct draw_box low = { in.x, b.y + TYPE_SIZE + 4, in.w, fmax(b.h - TYPE_SIZE - 4 - below, 10) };
    struct lines l = { 0 };

    for (double size = SIZE_TEXT; size > 7.4; size -= 0.75) {
        double line = size * LINE_HEIGHT;
        size_t most = (size_t)fmax(1, floor((in.h + 2) / line));

        l = text_wrap(s->a, s->p->o, el->name, size, false, in.w, most);
        if (l.n == 0)
            return;
        if (!l.cut && (!sign || !hits_sign(&l, in, b)))
            break;
        if (sign && !l.cut && l.h <= low.h + 2) {
            in = low;
            break;
        }
        l = text_wrap(s->a, s->p->o, el->name, size, false, b.w - 2 * (PAD + TYPE_SIZE), most);
        if (sign && !l.cut && b.w > 90)
            break;
    }
    (void)scene_lines(s, DRAW_TEXT, &l, in, 0, DRAW_MID);
}

static void activity(struct scene *s, const struct bpmn_element *el, struct draw_box b)
{
    const struct glyph *sign = glyph_of_task(el->kind);
    bool container = s->p->elements[el->index].container;
    enum marker markers[4];
    size_t n = markers_of(s, el, markers);
    double x = b.x + b.w / 2 - ((double)n * (MARKER_SIZE + 4) - 4) / 2;

    frame(s, el, b);
    scene_glyph(s, sign, s->p->rtl ? b.x + b.w - PAD + 1 - TYPE_SIZE : b.x + PAD - 1, b.y + PAD - 1,
                TYPE_SIZE);
    for (size_t i = 0; i < n; i++)
        scene_glyph(s, glyph_of_marker(markers[i]), x + (double)i * (MARKER_SIZE + 4),
                    b.y + b.h - MARKER_SIZE - 3, MARKER_SIZE);
    if (!container)
        words_inside(s, el, b, sign != NULL, n > 0);
}

void shape_element(struct scene *s, const struct bpmn_element *el)
{
    struct draw_box b = s->p->elements[el->index].box;

    if (bpmn_is_event(el))
        event(s, el, b);
    else if (bpmn_is_gateway(el))
        gateway(s, el, b);
    else if (el->kind == BPMN_DATA_STORE)
        store(s, b);
    else if (el->kind >= BPMN_DATA_OBJECT && el->kind <= BPMN_DATA_OUTPUT)
        page(s, el, b);
    else if (el->kind == BPMN_ANNOTATION)
        annotation(s, el, b);
    else if (el->kind == BPMN_GROUP)
        scene_rect(s, DRAW_GROUP, b, 12);
    else
        activity(s, el, b);
}
