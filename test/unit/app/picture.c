/*
 * picture.c - the way of a case on the picture of its process, and live figures by step.
 */
#include "app/picture.h"
#include "app/package.h"
#include "check.h"
#include "tiny.h"

/* A, then B, which may send back to A, then C. */
static const char back[] = TINY_PROC(
    "<startEvent id='S'/>" TINY_USER("A", "تهیه")
        TINY_USER("B", "بازبینی") "<exclusiveGateway id='G' default='f4'/>" TINY_USER("C", "ارسال")
            TINY_END TINY_FLOW("f1", "S", "A") TINY_FLOW("f2", "A", "B") TINY_FLOW(
                "f3", "B", "G") "<sequenceFlow id='f4' sourceRef='G' targetRef='C'/>"
                                "<sequenceFlow id='f5' sourceRef='G' "
                                "targetRef='A'><conditionExpression>=subject = \"x\"</conditionExpression>"
                                "</sequenceFlow>" TINY_FLOW("f6", "C", "E"));

static const struct picture_words words = { STR_INIT("شد"), STR_INIT("این‌جا"), STR_INIT("بعد") };

struct look {
    struct case_rec c;
    struct picture_list list;
    struct step_figures figures;
};

static enum rc look(struct cx *cx, void *arg, struct err *e)
{
    struct look *x = arg;
    const struct package *pkg = NULL;
    enum rc rc = picture_of_case(cx, &x->c, &words, true, &x->list, e);

    if (rc == RC_OK)
        rc = catalogue_active(cx, STR("tiny"), &pkg, e);
    return rc == RC_OK ? picture_figures(cx, pkg, &x->figures, e) : rc;
}

static enum drawing_state state_of(const struct look *x, const char *id)
{
    const struct picture *p = &x->list.v[0];
    const struct bpmn_element *el = bpmn_find(p->pkg->model, str_c(id));

    return x->list.n == 0 || el == NULL ? DRAWING_PLAIN : p->marks[el->index].state;
}

static const struct step_figure *figure_of(const struct look *x, const char *id)
{
    for (size_t i = 0; i < x->figures.n; i++)
        if (str_eq_c(x->figures.v[i].el->id, id))
            return &x->figures.v[i];
    return NULL;
}

OFFICE_TEST(the_way_of_a_case_is_shown_on_its_picture)
{
    struct actor boss = office_post(o, "mgr");
    struct look x = { 0 };
    const struct step_figure *a, *b;
    int64_t id, other;

    CHECK_INT(tiny_install(o, "tiny", back), 1);
    id = tiny_case(o, "tiny");
    other = tiny_case(o, "tiny");
    CHECK(id != 0 && other != 0);
    CHECK(office_advance(o, (int64_t)3600 * 1000));
    CHECK_MSG(office_do(o, id, "A", "{}") == RC_OK, "%s", o->e.msg);
    x.c = tiny_rec(o, id);
    boss.rights |= RIGHT_ALL_UNITS;
    CHECK_MSG(office_read(o, &boss, look, &x) == RC_OK, "%s", o->e.msg);
    CHECK_INT((int)x.list.n, 1);
    CHECK_INT(state_of(&x, "S"), DRAWING_DONE);
    CHECK_INT(state_of(&x, "A"), DRAWING_DONE);
    CHECK_INT(state_of(&x, "B"), DRAWING_HERE);
    CHECK_INT(state_of(&x, "C"), DRAWING_NEXT); /* behind the gateway */
    CHECK_INT(state_of(&x, "E"), DRAWING_PLAIN);
    a = figure_of(&x, "A");
    b = figure_of(&x, "B");
    CHECK(a != NULL && b != NULL);
    if (a == NULL || b == NULL)
        return;
    CHECK_INT(a->now, 1);
    CHECK_INT(a->done, 1);
    CHECK_INT(a->median, (int64_t)3600 * 1000);
    CHECK_INT(a->p90, (int64_t)3600 * 1000);
    CHECK_INT(a->returned, 0);
    CHECK_INT(b->now, 1);
    CHECK_INT(b->median, -1);
}

/* Who sees only another unit sees none of these cases in the figures. */
OFFICE_TEST(figures_are_narrowed_to_the_units_that_are_seen)
{
    struct actor other = office_post(o, "roads-AGY");
    struct look x = { 0 };
    const struct step_figure *a;
    int64_t id;

    CHECK_INT(tiny_install(o, "tiny", back), 1);
    id = tiny_case(o, "tiny");
    x.c = tiny_rec(o, id);
    other.rights &= ~(int64_t)RIGHT_ALL_UNITS;
    CHECK_MSG(office_read(o, &other, look, &x) == RC_OK, "%s", o->e.msg);
    a = figure_of(&x, "A");
    CHECK(a != NULL && a->now == 0 && a->done == 0 && a->returned == -1);
}
