/*
 * picture.c - pictures of installed processes, kept; the way of a case on them.
 *
 * What a case has done is read from the steps of its instances, run again through the engine (flow_walk());
 * where it is, from the instance's state. Next are the first steps behind that, gateways walked through.
 *
 * Not here: live figures (picture_figures.c).
 */
#include "app/picture.h"
#include "app/flow.h"
#include "app/inner.h"
#include "app/letter.h"
#include "port/picture.h"

#define PICTURE_BUDGET ((size_t)64 << 20)
#define PICTURES_MAX 4
#define HOPS_MAX 6

struct kept_picture {
    int64_t process_id;
    struct arena *arena;
    struct picture picture;
    struct kept_picture *next;
};

static struct str role_of(void *self, struct str name)
{
    const struct package *p = self;

    return package_role(p, name);
}

/* ---- made once ---- */

static bool find_kept(struct app *app, int64_t process_id, struct picture *ret)
{
    bool found = false;

    pthread_mutex_lock(&app->lock);
    for (const struct kept_picture *k = app->pictures; k != NULL && !found; k = k->next)
        if (k->process_id == process_id) {
            *ret = k->picture;
            found = true;
        }
    pthread_mutex_unlock(&app->lock);
    return found;
}

static void free_kept(struct kept_picture *k)
{
    if (k == NULL)
        return;
    arena_free(k->arena);
    free(k);
}

/* Another thread may have been quicker: then its picture stays. */
static void keep(struct app *app, struct kept_picture *fresh, struct picture *ret)
{
    const struct kept_picture *k;

    pthread_mutex_lock(&app->lock);
    for (k = app->pictures; k != NULL && k->process_id != fresh->process_id;)
        k = k->next;
    if (k == NULL) {
        fresh->next = app->pictures;
        app->pictures = fresh;
        k = fresh;
        fresh = NULL;
    }
    *ret = k->picture;
    pthread_mutex_unlock(&app->lock);
    free_kept(fresh);
}

void app_pictures_free(struct app *app)
{
    while (app->pictures != NULL) {
        struct kept_picture *next = app->pictures->next;

        free_kept(app->pictures);
        app->pictures = next;
    }
}

static enum rc draw(struct app *app, const struct package *pkg, struct arena *a, struct picture *ret,
                    struct err *e)
{
    CLEANUP(ruler_closep) struct ruler *ruler = NULL;
    struct drawing_options o = { .role = role_of,
                                 .role_self = (void *)(uintptr_t)pkg,
                                 .title = pkg->title,
                                 .id = arena_fmt(a, "p%lld", (long long)(pkg->id < 0 ? 0 : pkg->id)) };
    struct documents *docs = NULL;
    struct err no_fonts;
    enum rc rc = drawing_sentences(a, pkg->model, NULL, &o, &ret->steps, e);

    if (rc != RC_OK)
        return rc;
    if (app_documents(app, &docs, &no_fonts) == RC_OK && ruler_open(docs, &ruler, &no_fonts) == RC_OK) {
        o.width = ruler_width;
        o.width_self = ruler;
    }
    ret->pkg = pkg;
    return drawing_make(a, pkg->model, &o, &ret->drawing, e);
}

enum rc picture_of_package(struct cx *cx, const struct package *pkg, struct picture *ret, struct err *e)
{
    struct kept_picture *k;
    enum rc rc;

    if (find_kept(cx->app, pkg->id, ret))
        return RC_OK;
    k = calloc(1, sizeof(*k));
    if (k != NULL)
        k->arena = arena_new(PICTURE_BUDGET);
    if (k == NULL || k->arena == NULL) {
        free_kept(k);
        return ERR(e, RC_LIMIT, "no memory for a picture");
    }
    k->process_id = pkg->id;
    rc = draw(cx->app, pkg, k->arena, &k->picture, e);
    if (rc != RC_OK) {
        free_kept(k);
        return rc;
    }
    keep(cx->app, k, ret);
    return RC_OK;
}

enum rc picture_marked(struct cx *cx, const struct package *pkg, const struct drawing_mark *marks,
                       struct picture *ret, struct err *e)
{
    enum rc rc = picture_of_package(cx, pkg, ret, e);

    if (rc == RC_OK)
        rc = drawing_marked(cx->a, ret->drawing, marks, &ret->drawing, e);
    ret->marks = marks;
    return rc;
}

/* ---- the way of a case ---- */

struct way {
    struct cx *cx;
    const struct package *pkg;
    const struct picture_words *words;
    struct drawing_mark *marks;
};

static void put(struct way *w, const struct bpmn_element *el, enum drawing_state state)
{
    struct drawing_mark *m = &w->marks[el->index];

    if (m->state == DRAWING_HERE || (m->state == DRAWING_DONE && state == DRAWING_NEXT))
        return;
    m->state = state;
    m->note = state == DRAWING_DONE   ? w->words->done
              : state == DRAWING_HERE ? w->words->here
                                      : w->words->next;
}

/* A step of another version is found by its id. */
static void passed(void *self, const struct bpmn_element *el)
{
    struct way *w = self;
    const struct bpmn_element *own = bpmn_find(w->pkg->model, el->id);

    if (own != NULL && bpmn_is_node(own) && own->kind != BPMN_EVENT_SUB_PROCESS)
        put(w, own, DRAWING_DONE);
}

static void mark_next(struct way *w, const struct bpmn_element *el, int hops)
{
    for (uint32_t i = 0; i < el->n_out && hops < HOPS_MAX; i++) {
        const struct bpmn_element *to = bpmn_at(w->pkg->model, bpmn_out(w->pkg->model, el, i)->target);

        if (to == NULL)
            continue;
        if (bpmn_is_gateway(to))
            mark_next(w, to, hops + 1);
        else
            put(w, to, DRAWING_NEXT);
    }
}

static enum rc picture_of_instance(struct cx *cx, const struct instance_rec *in,
                                   const struct picture_words *words, struct picture *ret, struct err *e)
{
    struct way w = { .cx = cx, .words = words };
    const struct bpmn_element *el, *process;
    struct bpmn_state *s = NULL;
    uint64_t key;
    enum rc rc = catalogue_get(cx, in->process_id, &w.pkg, e);

    if (rc != RC_OK)
        return rc;
    w.marks = ARENA_ARRAY(cx->a, struct drawing_mark, w.pkg->model->n_elements + 1u);
    process = bpmn_process(w.pkg->model, in->bpmn_process);
    if (w.marks == NULL || process == NULL)
        return arena_check(cx->a, e);
    rc = flow_walk(cx, in, passed, &w, e);
    if (rc == RC_OK && in->ended_at == 0)
        rc = bpmn_state_load(cx->a, w.pkg->model, process, in->state, &s, e);
    for (size_t i = 0; rc == RC_OK && s != NULL && bpmn_state_place(s, i, &key, &el); i++)
        put(&w, el, DRAWING_HERE);
    for (size_t i = 0; rc == RC_OK && s != NULL && bpmn_state_place(s, i, &key, &el); i++)
        mark_next(&w, el, 0);
    return rc == RC_OK ? picture_marked(cx, w.pkg, w.marks, ret, e) : rc;
}

enum rc picture_of_case(struct cx *cx, const struct case_rec *c, const struct picture_words *words,
                        bool inner, struct picture_list *ret, struct err *e)
{
    struct instance_list list = { 0 };
    enum rc rc = instance_list(cx->tx, cx->a, c->id, false, &list, e);

    *ret = (struct picture_list){ .v = ARENA_ARRAY(cx->a, struct picture, PICTURES_MAX) };
    if (rc != RC_OK || ret->v == NULL)
        return rc != RC_OK ? rc : arena_check(cx->a, e);
    for (size_t i = 0; rc == RC_OK && i < list.n && ret->n < PICTURES_MAX; i++) {
        const struct instance_rec *in = &list.v[i];
        bool own = in->parent_id == 0 && in->process_id == c->process_id;

        if (own || (inner && in->parent_id != 0 && in->ended_at == 0))
            rc = picture_of_instance(cx, in, words, &ret->v[ret->n++], e);
    }
    return rc;
}
