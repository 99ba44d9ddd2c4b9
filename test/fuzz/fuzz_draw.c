/*
 * fuzz_draw.c - a damaged model drawn and told: text before the first zero byte is BPMN XML.
 *
 * Invariants: what can be read is drawn inside its picture, or refused for its size; the SVG is the same the
 * second time; sentences are numbered from 1 without gap.
 */
#include <assert.h>
#include <math.h>

#include "drawing/drawing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BUDGET ((size_t)192 << 20)

static struct str svg_of(struct arena *a, const struct drawing *d)
{
    struct str s = STR_NONE;
    struct err e;
    struct buf b;

    buf_init(&b, (size_t)32 << 20);
    if (drawing_write_svg(d, true, &b, &e) == RC_OK)
        s = arena_str(a, buf_view(&b));
    buf_free(&b);
    return s;
}

static void check(const struct drawing *d)
{
    assert(isfinite(d->width) && isfinite(d->height) && d->width > 0 && d->height > 0);
    for (size_t i = 0; i < d->n_groups; i++) {
        struct draw_box b = d->groups[i].box;

        assert(isfinite(b.x) && isfinite(b.y) && b.x + b.w <= d->width + 1 && b.y + b.h <= d->height + 1);
        assert(d->groups[i].from + d->groups[i].n <= d->n_items);
    }
}

static void tell(struct arena *a, const struct bpmn_model *m)
{
    struct drawing_steps steps;
    struct err e;

    if (drawing_sentences(a, m, NULL, NULL, &steps, &e) != RC_OK)
        return;
    for (size_t i = 0; i < steps.n; i++)
        assert(steps.v[i].number == i + 1 && utf8_valid(steps.v[i].text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { (const char *)data, size }, xml = str_cut(&rest, '\0');
    struct arena *a = arena_new(BUDGET);
    const struct bpmn_model *m;
    const struct drawing *one, *two;
    struct err e;

    if (a != NULL && bpmn_read(a, STR("fuzz"), xml, &m, &e) == RC_OK) {
        tell(a, m);
        if (drawing_make(a, m, NULL, &one, &e) == RC_OK) {
            check(one);
            if (drawing_make(a, m, NULL, &two, &e) == RC_OK) {
                struct str x = svg_of(a, one), y = svg_of(a, two);

                assert(str_eq(x, y) || arena_failed(a));
            }
        }
    }
    arena_free(a);
    return 0;
}
