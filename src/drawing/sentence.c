/*
 * sentence.c - a process as numbered Persian sentences: for screen readers, the telephone, print.
 *
 * Activities, waiting events, decisions and the ways of starting have numbers, in the order of reading; the
 * steps of a sub-process follow it. Ends are told where they are reached, joins of exclusive ways not at all.
 * Boundary events belong to the sentence of their activity, event sub-processes come last: «در هر زمان که …».
 * A name that ends in a verb is said as it is with its doer in front; other names are quoted.
 */
#include "drawing/sentence.h"

#include "drawing/inner.h"
#include "persian/digits.h"

#define HOPS_MAX 64
#define EDGES_LOOKED_AT 3000u

struct teller {
    struct arena *a;
    const struct bpmn_model *m;
    const struct drawing_options *o;
    uint32_t *number;       /* by element; 0: no step of its own */
    uint32_t *first, *next; /* by scope: its nodes in the order of reading, chained */
    VEC(struct drawing_step) steps;
    struct buf b; /* the sentence at hand */
    uint32_t now; /* its number */
    bool inner;   /* it is inside a sub-process */
};

static void say(struct teller *t, const char *words)
{
    buf_c(&t->b, words);
}

static void say_str(struct teller *t, struct str s)
{
    buf_str(&t->b, s);
}

static void say_number(struct teller *t, uint32_t n)
{
    int_put_fa(&t->b, n);
}

static void say_name(struct teller *t, struct str name)
{
    say_str(t, words_quoted(t->a, name));
}

static struct str role_word(const struct teller *t, struct str code)
{
    return t->o->role == NULL || code.len == 0 ? code : t->o->role(t->o->role_self, code);
}

/* ---- who ---- */

struct doer {
    struct str name;
    bool machine;
};

static struct doer doer_of(const struct teller *t, const struct bpmn_element *el)
{
    const struct bpmn_lane *lane = bpmn_lane_of(t->m, el);
    struct str code = lane == NULL ? STR_NONE : lane->name;
    struct doer d;

    if (el->user != NULL && el->user->groups.feel == NULL && el->user->groups.text.len > 0 &&
        str_find_byte(el->user->groups.text, ',', 0) == SIZE_MAX)
        code = el->user->groups.text;
    d.name = role_word(t, code);
    d.machine = words_are_machine(code, d.name);
    return d;
}

/* The other side of a message flow that begins (or ends) at the element. */
static struct str partner_of(const struct teller *t, const struct bpmn_element *el, bool begins)
{
    for (uint32_t i = 0; i < t->m->n_edges && t->m->n_edges < EDGES_LOOKED_AT; i++) {
        const struct bpmn_edge *g = &t->m->edges[i];
        struct str other = begins ? g->target : g->source;

        if (g->kind != BPMN_MESSAGE_FLOW || !str_eq(begins ? g->source : g->target, el->id))
            continue;
        for (uint32_t k = 0; k < t->m->n_participants && k < 200; k++)
            if (str_eq(t->m->participants[k].id, other))
                return t->m->participants[k].name;
    }
    return STR_NONE;
}

/* ---- where it goes on ---- */

/* One of the events that a gateway waits for is told there. */
static bool is_awaited(const struct teller *t, const struct bpmn_element *el)
{
    for (uint32_t i = 0; i < el->n_in && i < 8; i++) {
        const struct bpmn_element *from = bpmn_at(t->m, t->m->flows[el->in[i]].source);

        if (from != NULL && from->kind == BPMN_EVENT_BASED && from->n_out > 1)
            return true;
    }
    return false;
}

/* Nodes that nobody needs to hear of. */
static bool is_silent(const struct teller *t, const struct bpmn_element *el)
{
    const struct bpmn_element *up = bpmn_at(t->m, el->parent);

    switch (el->kind) {
    case BPMN_EXCLUSIVE:
    case BPMN_INCLUSIVE:
    case BPMN_EVENT_BASED:
    case BPMN_COMPLEX:
        return el->n_out <= 1;
    case BPMN_PARALLEL:
        return el->n_out <= 1 && el->n_in <= 1;
    case BPMN_THROW_EVENT:
        return (el->trigger == BPMN_ON_NONE && el->name.len == 0) || el->trigger == BPMN_ON_LINK;
    case BPMN_CATCH_EVENT:
    case BPMN_RECEIVE_TASK:
        return el->trigger == BPMN_ON_LINK || is_awaited(t, el);
    case BPMN_START_EVENT:
        return (up != NULL && up->kind != BPMN_PROCESS) || (el->trigger == BPMN_ON_NONE && el->name.len == 0);
    case BPMN_END_EVENT:
    case BPMN_BOUNDARY_EVENT:
        return true;
    default:
        return false;
    }
}

static const struct bpmn_element *after(const struct teller *t, const struct bpmn_element *el)
{
    if (el->kind == BPMN_THROW_EVENT && el->trigger == BPMN_ON_LINK)
        return bpmn_at(t->m, el->link);
    return el->n_out > 0 ? bpmn_at(t->m, t->m->flows[el->out[0]].target) : NULL;
}

/* The next thing worth telling from `el` on: a step, an end, or NULL. */
static const struct bpmn_element *resolve(const struct teller *t, const struct bpmn_element *el)
{
    for (int hops = 0; el != NULL && hops < HOPS_MAX; hops++) {
        if (el->kind == BPMN_END_EVENT || !is_silent(t, el))
            return el;
        el = after(t, el);
    }
    return NULL;
}

static void say_end(struct teller *t, const struct bpmn_element *el)
{
    say(t, t->inner ? "این بخش " : "کار ");
    if (el != NULL && el->trigger == BPMN_ON_TERMINATE)
        say(t, "یک‌باره ");
    if (el != NULL && el->name.len > 0) {
        say(t, el->trigger == BPMN_ON_ERROR ? "با خطای " : "با ");
        say_name(t, el->name);
        say(t, " ");
    }
    say(t, "پایان می‌یابد");
}

/* «به گام ۵ می‌رود», «به گام ۲ بازمی‌گردد», «کار با … پایان
 * می‌یابد»
 */
static void say_target(struct teller *t, const struct bpmn_element *to)
{
    const struct bpmn_element *el = resolve(t, to);
    uint32_t n = el == NULL ? 0 : t->number[el->index];

    if (n == 0) {
        say_end(t, el);
        return;
    }
    say(t, "به گام ");
    say_number(t, n);
    say(t, n <= t->now ? " بازمی‌گردد" : " می‌رود");
}

static void say_steps(struct teller *t, const struct bpmn_element *el)
{
    for (uint32_t i = 0; i < el->n_out; i++) {
        const struct bpmn_element *to = resolve(t, bpmn_at(t->m, bpmn_out(t->m, el, i)->target));

        if (i > 0)
            say(t, i + 1 == el->n_out ? " و " : "، ");
        if (to == NULL || t->number[to->index] == 0) {
            say(t, "پایان");
            continue;
        }
        say(t, "گام ");
        say_number(t, t->number[to->index]);
    }
}

/* ---- decisions ---- */

static void say_condition(struct teller *t, const struct bpmn_element *el, const struct bpmn_flow *f)
{
    bool otherwise = f->is_default || el->default_flow == f->index;

    if (otherwise) {
        say(t, "وگرنه");
        if (f->name.len > 0) {
            say(t, " (");
            say_str(t, str_trim(f->name));
            say(t, ")");
        }
    } else if (f->name.len > 0) {
        say(t, "اگر ");
        say_name(t, f->name);
    } else if (f->condition.text.len > 0) {
        say(t, "اگر شرط این راه برقرار باشد");
    } else {
        say(t, "در هر حال");
    }
    say(t, "، ");
}

/* Conditions in the order of the file, the default last. */
static void say_ways(struct teller *t, const struct bpmn_element *el)
{
    bool first = true;

    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < el->n_out; i++) {
            const struct bpmn_flow *f = bpmn_out(t->m, el, i);

            if ((f->is_default || el->default_flow == f->index) != (pass == 1))
                continue;
            if (!first)
                say(t, "؛ ");
            first = false;
            say_condition(t, el, f);
            say_target(t, bpmn_at(t->m, f->target));
        }
}

static void say_question(struct teller *t, const struct bpmn_element *el, const char *unnamed)
{
    struct str name = str_trim(el->name);

    if (name.len == 0) {
        say(t, unnamed);
        return;
    }
    say_str(t, name);
    say(t, str_ends(name, STR("؟")) || str_ends(name, STR("?")) ? " " : ": ");
}

/* Does the name only say the time in other words («یک روز»)? Its last unit is in it, and little else. */
static bool tells_span(struct str name, struct str span)
{
    size_t at = 0, unit = 0;

    while ((at = str_find_byte(span, ' ', at)) != SIZE_MAX)
        unit = ++at;
    return str_contains(name, str_from(span, unit)) && utf8_count(str_trim(name)) < utf8_count(span) + 8;
}

/* What must happen for an event to go off: «پاسخ برسد», «۵ روز بگذرد». */
static void say_occurs(struct teller *t, const struct bpmn_element *el)
{
    bool cycle = el->event != NULL && el->event->timer == BPMN_TIMER_CYCLE;
    struct str span = el->event == NULL || el->event->timer == BPMN_TIMER_NONE
                          ? STR_NONE
                          : words_of_span(t->a, el->event->when.text);
    static const char *const before[] = {
        [BPMN_ON_SIGNAL] = "خبر ", [BPMN_ON_ERROR] = "خطای ", [BPMN_ON_MULTIPLE] = "یکی از رویدادهای "
    };
    static const char *const what[] = {
        [BPMN_ON_NONE] = " رخ دهد",          [BPMN_ON_MESSAGE] = " برسد",
        [BPMN_ON_TIMER] = " برسد",           [BPMN_ON_SIGNAL] = " برسد",
        [BPMN_ON_ERROR] = " رخ دهد",         [BPMN_ON_ESCALATION] = " گزارش شود",
        [BPMN_ON_CONDITION] = " برقرار شود", [BPMN_ON_MULTIPLE] = " رخ دهد",
    };
    static const char *const unnamed[] = {
        [BPMN_ON_MESSAGE] = "پیامی",
        [BPMN_ON_TIMER] = "زمان معین",
        [BPMN_ON_SIGNAL] = "خبری",
        [BPMN_ON_ERROR] = "خطایی",
        [BPMN_ON_ESCALATION] = "موضوع به بالادست",
        [BPMN_ON_CONDITION] = "شرطی",
        [BPMN_ON_MULTIPLE] = "یکی از چند رویداد",
    };
    size_t k = (size_t)el->trigger;

    if (el->trigger == BPMN_ON_CANCEL || el->trigger == BPMN_ON_COMPENSATION) {
        say(t, el->trigger == BPMN_ON_CANCEL ? "این بخش لغو شود" : "برگرداندن آن لازم شود");
        return;
    }
    if (span.len > 0 && (el->name.len == 0 || tells_span(el->name, span))) {
        say(t, cycle ? "نوبت هر " : "");
        say_str(t, span);
        say(t, cycle ? " برسد" : " بگذرد");
        return;
    }
    if (el->name.len > 0) {
        say(t, k < ARRAY_LEN(before) && before[k] != NULL ? before[k] : "");
        say_name(t, el->name);
        if (words_have_happened(el->name))
            k = SIZE_MAX; /* it has its verb */
    } else {
        say(t, k < ARRAY_LEN(unnamed) && unnamed[k] != NULL ? unnamed[k] : "رویدادی");
    }
    if (k != SIZE_MAX)
        say(t, k < ARRAY_LEN(what) && what[k] != NULL ? what[k] : " رخ دهد");
    if (span.len > 0) {
        say(t, cycle ? " (هر " : " (پس از ");
        say_str(t, span);
        say(t, ")");
    }
}

static void tell_gateway(struct teller *t, const struct bpmn_element *el)
{
    switch (el->kind) {
    case BPMN_PARALLEL:
        if (el->n_in > 1)
            say(t, "پس از پایان همهٔ شاخه‌های هم‌زمان، کار ادامه "
                   "می‌یابد");
        if (el->n_out > 1) {
            say(t, el->n_in > 1 ? ": " : "از این‌جا هم‌زمان پیش می‌رود: ");
            say_steps(t, el);
        }
        return;
    case BPMN_EVENT_BASED:
        say_question(t, el, "");
        say(t, "هر کدام زودتر رخ دهد: ");
        for (uint32_t i = 0; i < el->n_out; i++) {
            const struct bpmn_element *to = bpmn_at(t->m, bpmn_out(t->m, el, i)->target);

            say(t, i > 0 ? "؛ اگر " : "اگر ");
            say_occurs(t, to);
            say(t, "، ");
            say_target(t, after(t, to) == NULL ? to : after(t, to));
        }
        return;
    case BPMN_INCLUSIVE:
    case BPMN_COMPLEX:
        say_question(t, el, "");
        say(t, "هر راهی که شرطش برقرار باشد: ");
        say_ways(t, el);
        return;
    default:
        say_question(t, el, "راه یکی از این‌هاست: ");
        say_ways(t, el);
    }
}

/* ---- activities ---- */

static void tell_user_task(struct teller *t, const struct bpmn_element *el)
{
    struct doer d = doer_of(t, el);

    if (d.name.len == 0) {
        say_name(t, el->name);
        say(t, " انجام می‌شود");
    } else if (words_are_sentence(el->name)) {
        say_str(t, d.name);
        say(t, " ");
        say_str(t, str_trim(el->name));
    } else {
        say_str(t, d.name);
        say(t, " ");
        say_name(t, el->name);
        say(t, " را انجام می‌دهد");
    }
}

static void tell_send(struct teller *t, const struct bpmn_element *el)
{
    struct str to = partner_of(t, el, true);
    struct doer d = doer_of(t, el);

    say_name(t, el->name);
    if (d.name.len > 0 && !d.machine) {
        say(t, " از سوی ");
        say_str(t, d.name);
    }
    if (to.len > 0) {
        say(t, " برای ");
        say_str(t, to);
    }
    say(t, " فرستاده می‌شود");
}

static void tell_machine(struct teller *t, const struct bpmn_element *el)
{
    if (el->kind == BPMN_RULE_TASK) {
        say_name(t, el->name);
        say(t, " بر پایهٔ جدول تصمیم، خودکار معین می‌شود");
    } else if (words_are_sentence(el->name)) {
        say(t, "سامانه ");
        say_str(t, str_trim(el->name));
    } else {
        say(t, "سامانه ");
        say_name(t, el->name);
        say(t, " را خودکار انجام می‌دهد");
    }
}

static void say_inner(struct teller *t, const struct bpmn_element *el)
{
    uint32_t from = 0, to = 0;

    for (uint32_t k = t->first[el->index]; k != BPMN_NONE; k = t->next[k])
        if (t->number[k] != 0) {
            from = from == 0 ? t->number[k] : from;
            to = t->number[k];
        }
    if (from == 0)
        return;
    say(t, from == to ? " (گام " : " (از گام ");
    say_number(t, from);
    if (from != to) {
        say(t, " تا ");
        say_number(t, to);
    }
    say(t, ")");
}

static void tell_activity(struct teller *t, const struct bpmn_element *el)
{
    switch (el->kind) {
    case BPMN_SERVICE_TASK:
    case BPMN_RULE_TASK:
    case BPMN_SCRIPT_TASK:
        tell_machine(t, el);
        break;
    case BPMN_SEND_TASK:
        tell_send(t, el);
        break;
    case BPMN_RECEIVE_TASK:
        say(t, "کار تا رسیدن ");
        say_name(t, el->name);
        say(t, " می‌ماند");
        break;
    case BPMN_CALL_ACTIVITY:
        say(t, "فرایند ");
        say_name(t, el->name.len > 0 || el->call == NULL ? el->name : el->call->process.text);
        say(t, " انجام می‌شود و کار تا پایان آن می‌ماند");
        break;
    case BPMN_SUB_PROCESS:
    case BPMN_TRANSACTION:
    case BPMN_AD_HOC:
        say(t, "بخش ");
        say_name(t, el->name);
        say(t, " انجام می‌شود");
        say_inner(t, el);
        break;
    default:
        tell_user_task(t, el);
    }
}

static void say_manner(struct teller *t, const struct bpmn_element *el)
{
    struct str due = bpmn_property(el, "due");
    struct str span;

    if (due.len == 0 && el->user != NULL)
        due = el->user->due.text;
    span = words_of_span(t->a, due);
    if (el->loop != NULL)
        say(t, el->loop->standard     ? "؛ تا وقتی لازم باشد دوباره"
               : el->loop->sequential ? "؛ برای هر مورد، یکی پس از دیگری"
                                      : "؛ برای هر مورد جداگانه و هم‌زمان");
    if (span.len > 0) {
        say(t, "؛ ظرف ");
        say_str(t, span);
    }
}

static void tell_boundary(struct teller *t, const struct bpmn_element *ev)
{
    const struct bpmn_element *handler = bpmn_at(t->m, ev->handler);

    say(t, " در هر زمان که ");
    say_occurs(t, ev);
    say(t, "، ");
    if (ev->trigger == BPMN_ON_COMPENSATION && handler != NULL) {
        say_name(t, handler->name);
        say(t, " انجام می‌شود");
    } else if (ev->interrupting) {
        say(t, "این گام رها می‌شود و ");
        say_target(t, after(t, ev));
    } else {
        const struct bpmn_element *to = resolve(t, after(t, ev));

        say(t, "بی آن که این گام رها شود، ");
        if (to != NULL && t->number[to->index] != 0) {
            say(t, "گام ");
            say_number(t, t->number[to->index]);
            say(t, " هم انجام می‌شود");
        } else {
            say(t, "همین ثبت می‌شود");
        }
    }
    say(t, ".");
}

/* ---- events ---- */

static void say_start_name(struct teller *t, const struct bpmn_element *el)
{
    struct str from = partner_of(t, el, false);

    if (el->name.len > 0)
        say_name(t, el->name);
    else
        say_str(t, words_of_kind(el));
    if (from.len > 0 && !str_eq(from, el->name)) {
        say(t, " از ");
        say_str(t, from);
    }
}

static bool begins_alike(const struct bpmn_element *a, const struct bpmn_element *b,
                         const struct bpmn_model *m)
{
    return a->kind == BPMN_START_EVENT && b->kind == BPMN_START_EVENT && a->parent == b->parent &&
           a->n_out == 1 && b->n_out == 1 && m->flows[a->out[0]].target == m->flows[b->out[0]].target;
}

static void tell_start(struct teller *t, const struct bpmn_element *el)
{
    const struct bpmn_element *other;
    bool several = false, first = false;

    for (uint32_t k = t->first[el->parent]; k != BPMN_NONE; k = t->next[k])
        several = several || (k != el->index && t->number[k] == t->number[el->index]);
    if (!several) {
        if (el->trigger == BPMN_ON_TIMER) {
            say(t, "کار خودکار آغاز می‌شود: ");
            say_start_name(t, el);
            return;
        }
        say(t, "کار با ");
        say_start_name(t, el);
        say(t, " آغاز می‌شود");
        return;
    }
    say(t, "کار با یکی از این‌ها آغاز می‌شود: ");
    for (uint32_t k = t->first[el->parent]; k != BPMN_NONE; k = t->next[k]) {
        other = &t->m->elements[k];
        if (t->number[k] != t->number[el->index])
            continue;
        if (first)
            say(t, "، ");
        first = true;
        say_start_name(t, other);
    }
}

static void tell_event(struct teller *t, const struct bpmn_element *el)
{
    static const char *const thrown[] = { [BPMN_ON_SIGNAL] = " اعلام می‌شود",
                                          [BPMN_ON_MESSAGE] = " فرستاده می‌شود",
                                          [BPMN_ON_ESCALATION] =
                                              " به بالادست گزارش می‌شود",
                                          [BPMN_ON_NONE] = " ثبت می‌شود" };

    if (el->kind == BPMN_START_EVENT) {
        tell_start(t, el);
    } else if (el->kind == BPMN_CATCH_EVENT && words_have_happened(el->name)) {
        say(t, "کار تا این رویداد می‌ماند: ");
        say_name(t, el->name);
    } else if (el->kind == BPMN_CATCH_EVENT) {
        say(t, "کار می‌ماند تا ");
        say_occurs(t, el);
    } else if (el->trigger == BPMN_ON_COMPENSATION) {
        say(t, "آنچه انجام شده است برگردانده می‌شود");
    } else {
        say_name(t, el->name.len > 0 ? el->name : words_of_kind(el));
        say(t, (size_t)el->trigger < ARRAY_LEN(thrown) && thrown[el->trigger] != NULL
                   ? thrown[el->trigger]
                   : " رخ می‌دهد");
    }
}

/* ---- one step ---- */

static void say_next(struct teller *t, const struct bpmn_element *el)
{
    const struct bpmn_element *to;
    uint32_t follows = t->now + 1;

    if (bpmn_is_gateway(el) && el->n_out > 1)
        return;
    if (el->n_out > 1) {
        bool choice = false;

        for (uint32_t i = 0; i < el->n_out; i++)
            choice = choice || bpmn_out(t->m, el, i)->condition.text.len > 0;
        say(t, choice ? " سپس " : " سپس هم‌زمان: ");
        if (choice)
            say_ways(t, el);
        else
            say_steps(t, el);
        say(t, ".");
        return;
    }
    if (el->for_compensation || el->kind == BPMN_EVENT_SUB_PROCESS)
        return;
    if (bpmn_is_scope(el)) /* its own steps come between */
        for (uint32_t k = t->first[el->index]; k != BPMN_NONE; k = t->next[k])
            follows = t->number[k] >= follows ? t->number[k] + 1 : follows;
    to = resolve(t, after(t, el));
    if (to != NULL && t->number[to->index] == follows)
        return;
    if (to == NULL && el->n_out == 0 && bpmn_at(t->m, el->parent)->kind == BPMN_AD_HOC)
        return;
    say(t, " سپس ");
    say_target(t, to);
    say(t, ".");
}

static void tell(struct teller *t, const struct bpmn_element *el)
{
    const struct bpmn_element *start = bpmn_at(t->m, el->start);

    t->inner = bpmn_at(t->m, el->parent)->kind != BPMN_PROCESS;
    if (el->kind == BPMN_EVENT_SUB_PROCESS) {
        say(t, "در هر زمان که ");
        say_occurs(t, start == NULL ? el : start);
        say(t, start == NULL || start->interrupting
                   ? "، کار اصلی رها می‌شود و این انجام می‌شود"
                   : "، در کنار کار اصلی این انجام می‌شود");
        if (el->name.len > 0) {
            say(t, ": ");
            say_name(t, el->name);
        }
        say_inner(t, el);
    } else if (bpmn_is_gateway(el)) {
        tell_gateway(t, el);
    } else if (bpmn_is_event(el)) {
        tell_event(t, el);
    } else {
        tell_activity(t, el);
        say_manner(t, el);
    }
    say(t, ".");
    say_next(t, el);
    for (uint32_t i = 0; i < el->n_boundaries; i++)
        tell_boundary(t, &t->m->elements[el->boundaries[i]]);
}

/* ---- numbering ---- */

static void number_scope(struct teller *t, uint32_t scope, uint32_t *n)
{
    for (uint32_t k = t->first[scope]; k != BPMN_NONE; k = t->next[k]) {
        const struct bpmn_element *el = &t->m->elements[k];

        if (is_silent(t, el))
            continue;
        for (uint32_t q = t->first[scope]; q != k && el->kind == BPMN_START_EVENT; q = t->next[q])
            if (t->number[q] != 0 && begins_alike(&t->m->elements[q], el, t->m)) {
                t->number[k] = t->number[q];
                break;
            }
        if (t->number[k] == 0)
            t->number[k] = ++*n;
        if (bpmn_is_scope(el))
            number_scope(t, k, n);
    }
}

static void tell_scope(struct teller *t, uint32_t scope, uint32_t depth)
{
    for (uint32_t k = t->first[scope]; k != BPMN_NONE; k = t->next[k]) {
        const struct bpmn_element *el = &t->m->elements[k];

        if (t->number[k] <= t->now)
            continue; /* silent, or told with another start */
        t->now = t->number[k];
        buf_clear(&t->b);
        tell(t, el);
        (void)VEC_PUSH(t->a, &t->steps,
                       ((struct drawing_step){ k, t->now, depth, buf_to_arena(&t->b, t->a) }));
        if (bpmn_is_scope(el))
            tell_scope(t, k, depth + 1);
    }
}

/* Chains of nodes by scope, in the order of reading; event sub-processes last. */
static enum rc chain(struct teller *t, const struct bpmn_element *process, struct err *e)
{
    const uint32_t *order = NULL;
    size_t n = 0;
    enum rc rc = bpmn_reading_order(t->a, t->m, process, &order, &n, e);

    t->number = ARENA_ARRAY(t->a, uint32_t, t->m->n_elements + 1u);
    t->first = ARENA_ARRAY(t->a, uint32_t, t->m->n_elements + 1u);
    t->next = ARENA_ARRAY(t->a, uint32_t, t->m->n_elements + 1u);
    if (rc != RC_OK || arena_failed(t->a))
        return rc != RC_OK ? rc : arena_check(t->a, e);
    for (uint32_t i = 0; i < t->m->n_elements; i++)
        t->first[i] = t->next[i] = BPMN_NONE;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = n; i > 0; i--) {
            const struct bpmn_element *el = &t->m->elements[order[i - 1]];

            if ((el->kind == BPMN_EVENT_SUB_PROCESS) != (pass == 0) || el->parent == BPMN_NONE)
                continue;
            t->next[el->index] = t->first[el->parent];
            t->first[el->parent] = el->index;
        }
    return RC_OK;
}

enum rc drawing_sentences(struct arena *a, const struct bpmn_model *m, const struct bpmn_element *process,
                          const struct drawing_options *o, struct drawing_steps *ret, struct err *e)
{
    static const struct drawing_options none;
    struct teller t = { .a = a, .m = m, .o = o == NULL ? &none : o };
    uint32_t n = 0;
    enum rc rc;

    *ret = (struct drawing_steps){ 0 };
    if (process == NULL)
        process = bpmn_process(m, STR_NONE);
    if (process == NULL)
        return RC_OK;
    rc = chain(&t, process, e);
    if (rc != RC_OK)
        return rc;
    buf_init(&t.b, (size_t)1 << 20);
    number_scope(&t, process->index, &n);
    tell_scope(&t, process->index, 0);
    buf_free(&t.b);
    *ret = (struct drawing_steps){ t.steps.v, t.steps.n };
    return arena_check(a, e);
}

enum rc drawing_write_text(struct arena *a, const struct bpmn_model *m, const struct drawing_options *o,
                           struct buf *out, struct err *e)
{
    for (uint32_t i = 0; i < m->n_processes; i++) {
        const struct bpmn_element *p = &m->elements[m->processes[i]];
        struct drawing_steps steps;
        enum rc rc = drawing_sentences(a, m, p, o, &steps, e);

        if (rc != RC_OK)
            return rc;
        if (steps.n == 0)
            continue;
        if (out->len > 0)
            buf_byte(out, '\n');
        buf_str(out, p->name.len > 0 ? p->name : p->id);
        buf_byte(out, '\n');
        for (size_t k = 0; k < steps.n; k++) {
            for (uint32_t d = 0; d < steps.v[k].depth; d++)
                buf_c(out, "    ");
            int_put_fa(out, steps.v[k].number);
            buf_c(out, ". ");
            buf_str(out, steps.v[k].text);
            buf_byte(out, '\n');
        }
    }
    return buf_done(out, e);
}
