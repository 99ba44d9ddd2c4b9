/*
 * case_view.c - what the applicant sees of a case.
 *
 * Not here: what comes next (road.c), guessing of codes, receipts in the ledger (track.c).
 */
#include "app/case_view.h"
#include "app/flow.h"
#include "app/guard.h"
#include "app/sight.h"
#include "persian/jalali.h"
#include "port/letter.h"

#define SUMMED_STAGES_MAX 200

/* ---- the clock ---- */

static const struct deadline_rec *of_kind(const struct deadline_list *list, const char *kind,
                                          const char *state)
{
    const struct deadline_rec *found = NULL;

    for (size_t i = 0; i < list->n; i++)
        if (str_eq_c(list->v[i].kind, kind) && (state == NULL || str_eq_c(list->v[i].state, state)))
            found = &list->v[i];
    return found;
}

enum rc case_clock_of(struct cx *cx, const struct package *pkg, const struct deadline_list *list,
                      struct case_clock *ret, struct err *e)
{
    const struct deadline_rec *r = of_kind(list, "main", "running");
    const struct json *j = NULL;
    struct str key;
    enum rc rc;

    *ret = (struct case_clock){ 0 };
    if (r == NULL)
        r = of_kind(list, "objection", "running");
    if (r == NULL)
        r = of_kind(list, "main", NULL);
    if (r == NULL)
        return RC_OK;
    rc = json_parse(cx->a, r->derivation, &j, e);
    if (rc == RC_OK)
        rc = deadline_parse(cx->a, j, &ret->d, e);
    if (rc != RC_OK)
        return err_wrap(e, "deadline %lld", (long long)r->id);
    ret->is = true;
    ret->stopped = str_eq_c(r->state, "stopped");
    ret->state = deadline_state(&ret->d, cx->now_ms);
    ret->days_left = deadline_days_left(&ret->d, cx->now_ms);
    ret->why = deadline_sentence(cx->a, &ret->d);
    ret->limit = span_words(cx->a, ret->d.basis.limit);
    key = arena_cat(cx->a, STR("class."), r->cls);
    ret->cls = str_eq_c(r->kind, "main") && r->cls.len > 0 && package_has_text(pkg, key)
                   ? package_text(pkg, key)
                   : STR_NONE;
    return RC_OK;
}

/* ---- stages ---- */

struct str act_title(struct cx *cx, struct str name)
{
    struct str key = arena_cat(cx->a, STR("act."), name);
    struct package_list all = { 0 };

    if (catalogue_all(cx, &all, NULL) != RC_OK)
        return STR_NONE;
    for (size_t i = 0; i < all.n; i++)
        if (package_has_text(all.v[i], key))
            return package_text(all.v[i], key);
    return STR_NONE;
}

static bool stage_of_event(struct cx *cx, const struct event_rec *ev, struct case_stage *ret)
{
    const struct json *data = NULL;

    if (!ev->public || json_parse(cx->a, ev->data, &data, NULL) != RC_OK)
        return false;
    *ret = (struct case_stage){ .when = STAGE_PAST, .at = ev->at };
    if (str_eq_c(ev->kind, "stage")) {
        ret->title = json_text_of(data, "stage");
    } else if (str_eq_c(ev->kind, "message")) {
        ret->title = act_title(cx, json_text_of(data, "message"));
        ret->by_citizen = true;
    }
    return ret->title.len > 0;
}

static struct str office_of_work(struct cx *cx, const struct case_rec *c)
{
    struct post_rec post;

    if (c->post_id == 0 || post_by_id(cx->tx, cx->a, c->post_id, cx->now_ms, &post, NULL) != RC_OK)
        return STR_NONE;
    return post.unit_name;
}

static enum rc get_stages(struct cx *cx, struct case_view *v, struct err *e)
{
    struct event_list events = { 0 };
    struct case_stages road = { 0 };
    struct case_stage s;
    VEC(struct case_stage) list = { 0 };
    size_t now = SIZE_MAX;
    enum rc rc = event_list(cx->tx, cx->a, v->c.id, &events, e);

    if (rc == RC_OK)
        rc = case_road(cx, &v->c, &road, e);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < events.n && list.n < SUMMED_STAGES_MAX; i++)
        if (stage_of_event(cx, &events.v[i], &s)) {
            if (list.n > 0 && str_eq(list.v[list.n - 1].title, s.title))
                continue; /* the same stage entered twice in a row */
            if (!s.by_citizen)
                now = list.n;
            (void)VEC_PUSH(cx->a, &list, s);
        }
    if (!v->closed && now != SIZE_MAX && list.v != NULL) {
        list.v[now].when = STAGE_NOW;
        list.v[now].who = road.at_work ? office_of_work(cx, &v->c) : STR_NONE;
    }
    for (size_t i = 0; i < road.n; i++)
        (void)VEC_PUSH(cx->a, &list, road.v[i]);
    v->stages = (struct case_stages){ list.v, list.n };
    return arena_check(cx->a, e);
}

/* ---- acts ---- */

/* The event that ends the wait for this one: a timer behind the same event-based gateway. */
static int64_t end_of_wait(const struct package *pkg, const struct citizen_act *act,
                           const struct bpmn_element *el, const struct timer_list *timers)
{
    const struct bpmn_model *m = pkg->model;
    int64_t until = 0;

    for (size_t i = 0; i < timers->n; i++) {
        const struct timer_rec *t = &timers->v[i];
        const struct bpmn_element *other = bpmn_find(m, t->element);

        if (t->instance_id != act->instance_id || other == NULL)
            continue;
        for (uint32_t k = 0; k < el->n_in; k++)
            for (uint32_t j = 0; j < other->n_in; j++)
                if (m->flows[el->in[k]].source == m->flows[other->in[j]].source &&
                    bpmn_at(m, m->flows[el->in[k]].source)->kind == BPMN_EVENT_BASED &&
                    (until == 0 || t->due_at < until))
                    until = t->due_at;
    }
    return until;
}

/* Words of a guard that already says no, whatever would be written. */
static enum rc refused_now(struct cx *cx, const struct citizen_act *act, const struct bpmn_element *el,
                           int64_t case_id, struct str *ret, struct err *e)
{
    struct flow *f = NULL;
    struct flow_instance *in = NULL;
    const struct feel_value *said;
    enum rc rc;

    if (package_expr(act->pkg, el, "guard") == NULL)
        return RC_OK;
    rc = flow_open(cx, case_id, &f, e);
    if (rc == RC_OK)
        rc = flow_instance_get(f, act->instance_id, &in, e);
    if (rc != RC_OK)
        return rc;
    said = guard_eval(f, in, el, "guard", guard_vars(f, in, 0, NULL));
    if (said != NULL && !feel_is_null(said) && !feel_is_true(said))
        *ret = package_text(act->pkg, bpmn_property(el, "guard_text"));
    return RC_OK;
}

static enum rc get_acts(struct cx *cx, struct case_view *v, struct err *e)
{
    struct citizen_acts acts = { 0 };
    struct timer_list timers = { 0 };
    enum rc rc = case_citizen_acts(cx, v->c.id, &acts, e);

    if (rc == RC_OK && acts.n > 0)
        rc = timer_list_case(cx->tx, cx->a, v->c.id, &timers, e);
    if (rc != RC_OK)
        return rc;
    v->acts = ARENA_ARRAY(cx->a, struct case_act, acts.n);
    if (v->acts == NULL && acts.n > 0)
        return arena_check(cx->a, e);
    for (size_t i = 0; rc == RC_OK && i < acts.n; i++) {
        struct case_act *act = &v->acts[v->n_acts++];
        const struct bpmn_element *el = bpmn_find(acts.v[i].pkg->model, acts.v[i].element);
        struct str confirm = bpmn_property(el, "confirm");

        act->act = acts.v[i];
        act->until = end_of_wait(acts.v[i].pkg, &acts.v[i], el, &timers);
        act->closes = el->kind == BPMN_START_EVENT && el->interrupting;
        act->confirm = confirm.len > 0 ? package_text(acts.v[i].pkg, confirm) : STR_NONE;
        rc = refused_now(cx, &acts.v[i], el, v->c.id, &act->refused, e);
    }
    return rc;
}

/* ---- letters ---- */

/* What kind its template says it is: of the case's own process, else of any installed one. */
static struct str letter_kind(struct cx *cx, const struct package *pkg, struct str template)
{
    const struct letter *tpl = package_letter(pkg, template);
    struct package_list all = { 0 };

    if (tpl == NULL && catalogue_all(cx, &all, NULL) != RC_OK)
        return STR_NONE;
    for (size_t i = 0; tpl == NULL && i < all.n; i++)
        tpl = package_letter(all.v[i], template);
    return tpl == NULL ? STR_NONE : letter_head(tpl)->kind;
}

static struct str code_of_receipt(struct cx *cx, int64_t letter_id)
{
    struct letter_rec l;
    const struct json *data = NULL;

    if (letter_by_id(cx->tx, cx->a, letter_id, &l, NULL) != RC_OK ||
        json_parse(cx->a, l.data, &data, NULL) != RC_OK)
        return STR_NONE;
    return json_text_of(data, "qr");
}

static enum rc get_letters(struct cx *cx, struct case_view *v, struct err *e)
{
    struct letter_list list = { 0 };
    VEC(struct case_letter) out = { 0 };
    enum rc rc = letter_list(cx->tx, cx->a, v->c.id, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        const struct letter_rec *l = &list.v[i];
        struct case_letter x = {
            .id = l->id, .title = l->subject, .template = l->template, .at = l->made_at
        };

        if (!l->to_applicant || l->template.len == 0 || str_eq_c(l->state, "draft") ||
            str_eq_c(l->state, "voided"))
            continue;
        x.kind = letter_kind(cx, v->pkg, l->template);
        if (l->number != 0)
            x.number = arena_fmt(cx->a, "%lld/%lld", (long long)l->year, (long long)l->number);
        if (str_eq_c(x.kind, "receipt"))
            v->receipt = x;
        else
            (void)VEC_PUSH(cx->a, &out, x);
    }
    v->letters = out.v;
    v->n_letters = out.n;
    return rc == RC_OK ? arena_check(cx->a, e) : rc;
}

/* ---- the whole ---- */

static struct str text_or_none(const struct package *pkg, struct str key)
{
    return package_has_text(pkg, key) ? package_text(pkg, key) : STR_NONE;
}

/* The text of what is asked, with {key} replaced by what was filed under that key. */
static struct str asked_words(struct arena *a, struct str text, const struct json *filed)
{
    CLEANUP(buf_free) struct buf b = { 0 };

    buf_init(&b, (size_t)64 << 10);
    while (text.len > 0) {
        size_t open = str_find_byte(text, '{', 0);
        size_t close = open == SIZE_MAX ? SIZE_MAX : str_find_byte(text, '}', open);

        if (close == SIZE_MAX) {
            buf_str(&b, text);
            break;
        }
        buf_str(&b, str_sub(text, 0, open));
        buf_str(&b, json_text(json_get_str(filed, str_sub(text, open + 1, close - open - 1))));
        text = str_from(text, close + 1);
    }
    return buf_to_arena(&b, a);
}

static enum rc get_asked(struct cx *cx, struct case_view *v, struct err *e)
{
    struct str text = text_or_none(v->pkg, arena_cat(cx->a, STR("track."), v->c.state));
    const struct json *filed = NULL;
    enum rc rc = v->c.extra.len == 0 ? RC_OK : json_parse(cx->a, v->c.extra, &filed, e);

    if (rc == RC_OK)
        v->asked = asked_words(cx->a, text, filed);
    return rc;
}

/* What the page of a case asks by its id alone, in one go. */
static void ask_ahead(struct cx *cx, int64_t case_id)
{
    struct case_rec c;
    struct deadline_list deadlines = { 0 };
    struct letter_list letters = { 0 };

    tx_ahead_reference(cx->tx);
    tx_ahead(cx->tx, true);
    AHEAD(case_by_id(cx->tx, cx->a, case_id, &c, NULL));
    AHEAD(deadline_list(cx->tx, cx->a, case_id, &deadlines, NULL));
    AHEAD(letter_list(cx->tx, cx->a, case_id, &letters, NULL));
    tx_ahead(cx->tx, false);
}

static void ask_whole_ahead(struct cx *cx, int64_t case_id)
{
    struct event_list events = { 0 };
    struct instance_list running = { 0 };
    struct task_places tasks = { 0 };
    struct subscription_list waiting = { 0 };
    struct timer_list timers = { 0 };
    struct attachment_list files = { 0 };
    struct survey_rec survey;

    tx_ahead(cx->tx, true);
    AHEAD(event_list(cx->tx, cx->a, case_id, &events, NULL));
    AHEAD(instance_list(cx->tx, cx->a, case_id, true, &running, NULL));
    AHEAD(task_places(cx->tx, cx->a, case_id, &tasks, NULL));
    AHEAD(subscription_by_case(cx->tx, cx->a, case_id, &waiting, NULL));
    AHEAD(timer_list_case(cx->tx, cx->a, case_id, &timers, NULL));
    AHEAD(survey_get(cx->tx, cx->a, case_id, &survey, NULL));
    AHEAD(attachment_list(cx->tx, cx->a, case_id, 0, &files, NULL));
    tx_ahead(cx->tx, false);
}

static enum rc get_case(struct cx *cx, int64_t case_id, struct case_view *v, struct err *e)
{
    struct front_office front;
    struct deadline_list deadlines = { 0 };
    enum rc rc;

    *v = (struct case_view){ 0 };
    ask_ahead(cx, case_id);
    rc = case_by_id(cx->tx, cx->a, case_id, &v->c, e);
    if (rc == RC_OK)
        rc = sight_of_case(cx, &v->c, e);
    if (rc == RC_OK)
        rc = applicant_by_id(cx->tx, cx->a, v->c.applicant_id, &v->applicant, e);
    if (rc == RC_OK)
        rc = catalogue_get(cx, v->c.process_id, &v->pkg, e);
    if (rc == RC_OK)
        rc = front_office_get(cx, v->c.unit_path, &front, e);
    if (rc == RC_OK)
        rc = deadline_list(cx->tx, cx->a, case_id, &deadlines, e);
    if (rc == RC_OK)
        rc = case_clock_of(cx, v->pkg, &deadlines, &v->clock, e);
    if (rc != RC_OK)
        return rc;
    v->office = front.office;
    v->unit = front.unit;
    v->closed = v->c.closed_at != 0;
    if (!v->clock.is && !v->closed)
        v->no_clock = text_or_none(v->pkg, STR("track.no_clock"));
    return RC_OK;
}

enum rc case_receipt_get(struct cx *cx, int64_t case_id, struct case_view *ret, struct err *e)
{
    enum rc rc = get_case(cx, case_id, ret, e);

    if (rc == RC_OK)
        rc = get_letters(cx, ret, e);
    if (rc == RC_OK && ret->receipt.id != 0)
        ret->receipt_code = code_of_receipt(cx, ret->receipt.id);
    return rc;
}

static enum rc get_survey(struct cx *cx, struct case_view *v, struct err *e)
{
    struct survey_rec s;
    enum rc rc = survey_get(cx->tx, cx->a, v->c.id, &s, e);

    if (rc == RC_OK)
        v->survey_answered = s.at != 0;
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    v->survey_asked = !v->survey_answered && (rc == RC_OK || str_eq_c(v->c.state, "answered"));
    return RC_OK;
}

enum rc case_view_get(struct cx *cx, int64_t case_id, struct case_view *ret, struct err *e)
{
    struct attachment_list files = { 0 };
    enum rc rc;

    ask_whole_ahead(cx, case_id);
    rc = get_case(cx, case_id, ret, e);
    if (rc == RC_OK)
        rc = get_stages(cx, ret, e);
    if (rc == RC_OK)
        rc = get_acts(cx, ret, e);
    if (rc == RC_OK)
        rc = get_letters(cx, ret, e);
    if (rc == RC_OK)
        rc = get_survey(cx, ret, e);
    if (rc == RC_OK)
        rc = get_asked(cx, ret, e);
    if (rc == RC_OK)
        rc = attachment_list(cx->tx, cx->a, case_id, 0, &files, e);
    if (rc != RC_OK)
        return rc;
    ret->files.v = files.v;
    for (size_t i = 0; i < files.n; i++)
        if (files.v[i].public || files.v[i].by_applicant)
            ret->files.v[ret->files.n++] = files.v[i];
    if (ret->closed && ret->c.answered_at != 0)
        ret->after = text_or_none(ret->pkg, STR("track.outside_forums"));
    return arena_check(cx->a, e);
}
