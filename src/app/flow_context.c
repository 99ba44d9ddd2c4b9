/*
 * flow_context.c - the variable `case` as processes see it, and the ledger of the case.
 */
#include "app/flow.h"
#include "app/ledger_entry.h"
#include "persian/jalali.h"

/* An instant as ISO text with Tehran's offset; 0 gives null. */
static void put_time(struct feel_builder *b, const char *name, int64_t ms)
{
    feel_build(b, name, ms == 0 ? feel_null() : feel_string(b->a, iso_instant_tehran(b->a, ms)));
}

static void put_day(struct feel_builder *b, const char *name, int64_t ms)
{
    feel_build(b, name, ms == 0 ? feel_null() : feel_string(b->a, jdate_text_ms(b->a, ms, JDATE_ISO)));
}

static const struct feel_value *applicant_context(const struct flow *f)
{
    struct feel_builder b = { .a = f->cx->a };
    const struct applicant_rec *p = &f->applicant;

    feel_build_text(&b, "name", p->name);
    feel_build_text(&b, "kind", p->kind);
    feel_build_text(&b, "national_id", p->id_value);
    feel_build_text(&b, "mobile", p->mobile);
    feel_build_text(&b, "phone", p->phone);
    feel_build_text(&b, "email", p->email);
    feel_build_text(&b, "address", p->address);
    feel_build_text(&b, "county", p->county);
    feel_build_text(&b, "channel", p->preferred_channel);
    return feel_built(&b);
}

static struct str post_code(struct flow *f, int64_t id);

static const struct feel_value *respondent_context(struct flow *f)
{
    struct feel_builder b = { .a = f->cx->a };
    struct unit_rec u;

    feel_build_text(&b, "kind", f->c.respondent_kind);
    feel_build_text(&b, "name", f->c.respondent_name);
    feel_build_text(&b, "post", post_code(f, f->c.respondent_post_id));
    feel_build_text(&b, "unit",
                    f->c.respondent_unit_id != 0 &&
                            unit_by_id(f->cx->tx, f->cx->a, f->c.respondent_unit_id, &u, NULL) == RC_OK
                        ? u.code
                        : STR_NONE);
    return feel_built(&b);
}

/* The clock that runs: main until it is met, then that of an objection. */
static const struct deadline_rec *running_clock(const struct flow *f)
{
    static const char *const order[] = { "main", "objection" };

    for (size_t k = 0; k < ARRAY_LEN(order); k++)
        for (size_t i = 0; i < f->deadlines.n; i++)
            if (str_eq_c(f->deadlines.v[i].kind, order[k]) && str_eq_c(f->deadlines.v[i].state, "running"))
                return &f->deadlines.v[i];
    return NULL;
}

static void put_deadline(struct flow *f, struct feel_builder *b)
{
    const struct deadline_rec *r = running_clock(f);

    if (r != NULL) {
        const struct json *j = NULL;
        struct deadline d;

        if (json_parse(f->cx->a, r->derivation, &j, NULL) != RC_OK ||
            deadline_parse(f->cx->a, j, &d, NULL) != RC_OK)
            return;
        feel_build_text(b, "class", r->cls);
        put_time(b, "due_at", d.due);
        put_day(b, "due_on", d.due);
        put_time(b, "warn70_at", d.warn[0]);
        put_time(b, "warn90_at", d.warn[1]);
        put_time(b, "warn100_at", d.warn[2]);
        feel_build(b, "overdue", feel_bool(f->cx->now_ms > d.due));
        return;
    }
    feel_build(b, "class", feel_null());
    feel_build(b, "due_at", feel_null());
    feel_build(b, "due_on", feel_null());
    feel_build(b, "warn70_at", feel_null());
    feel_build(b, "warn90_at", feel_null());
    feel_build(b, "warn100_at", feel_null());
    feel_build(b, "overdue", feel_bool(false));
}

static bool read_letters(struct flow *f)
{
    struct letter_list list = { 0 };

    if (f->letters_read)
        return true;
    if (letter_list(f->cx->tx, f->cx->a, f->c.id, &list, NULL) != RC_OK)
        return false;
    for (size_t i = 0; i < list.n; i++)
        if (list.v[i].template.len > 0)
            (void)VEC_PUSH(f->cx->a, &f->letters, list.v[i].template);
    f->letters_read = true;
    return true;
}

void flow_letter_made(struct flow *f, struct str template)
{
    if (f->letters_read)
        (void)VEC_PUSH(f->cx->a, &f->letters, template);
    flow_case_changed(f);
}

/* Template names of the letters made in the case, in order. */
static const struct feel_value *letter_names(struct flow *f)
{
    VEC(const struct feel_value *) v = { 0 };

    if (!read_letters(f))
        return feel_null();
    for (size_t i = 0; i < f->letters.n; i++)
        (void)VEC_PUSH(f->cx->a, &v, feel_string(f->cx->a, f->letters.v[i]));
    return feel_list(f->cx->a, v.v, v.n);
}

static struct str post_code(struct flow *f, int64_t id)
{
    struct post_rec p;

    if (id == 0 || post_by_id(f->cx->tx, f->cx->a, id, f->cx->now_ms, &p, NULL) != RC_OK)
        return STR_NONE;
    return p.code;
}

const struct feel_value *flow_case_context(struct flow *f)
{
    struct arena *a = f->cx->a;
    struct feel_builder b = { .a = a };

    if (f->context != NULL && f->context_rev == f->case_rev)
        return f->context;
    feel_build_text(&b, "tracking_code", f->c.tracking_code);
    feel_build(&b, "number", f->c.number == 0 ? feel_null() : feel_int(a, f->c.number));
    put_day(&b, "registered_on", f->c.registered_at);
    put_time(&b, "registered_at", f->c.registered_at);
    feel_build_text(&b, "channel", f->c.channel);
    feel_build_text(&b, "kind", f->c.kind);
    feel_build_text(&b, "state", f->c.state);
    feel_build_text(&b, "subject", f->c.subject);
    feel_build_text(&b, "text", f->c.body);
    feel_build_text(&b, "demand", f->c.demand);
    put_deadline(f, &b);
    if (f->applicant_context == NULL) {
        f->applicant_context = applicant_context(f);
        f->respondent_context = respondent_context(f);
    }
    feel_build(&b, "applicant", f->applicant_context);
    feel_build(&b, "respondent", f->respondent_context);
    feel_build_text(&b, "owner_unit", f->unit.code);
    feel_build_text(&b, "owner_unit_name", f->unit.name);
    feel_build_text(&b, "contact_phone", f->unit.phone);
    feel_build_text(&b, "expert", post_code(f, f->c.expert_post_id));
    feel_build_text(&b, "result", f->c.result);
    feel_build(&b, "letters", letter_names(f));
    feel_build(&b, "confidential", feel_bool(f->c.confidential));
    put_time(&b, "answered_at", f->c.answered_at);
    put_time(&b, "closed_at", f->c.closed_at);
    f->context = feel_built(&b);
    f->context_rev = f->case_rev;
    return f->context;
}

struct str flow_actor_label(const struct flow *f)
{
    const struct actor *who = f->cx->actor;

    switch (who->kind) {
    case ACTOR_OFFICIAL:
        return who->post_code;
    case ACTOR_CITIZEN:
    case ACTOR_ANYONE:
        return STR("citizen");
    case ACTOR_SYSTEM:
        break;
    }
    return STR("system");
}

static struct str canonical(struct arena *a, struct str json, struct err *e)
{
    const struct json *j = NULL;
    CLEANUP(buf_free) struct buf b = { 0 };

    if (json.len == 0)
        return STR("{}");
    if (json_parse(a, json, &j, e) != RC_OK)
        return STR_NONE;
    buf_init(&b, json.len * 2 + 64);
    json_canonical(&b, j);
    return buf_to_arena(&b, a);
}

enum rc flow_note(struct flow *f, const char *kind, bool public, struct str data, struct err *e)
{
    struct cx *cx = f->cx;
    struct event_rec rec = {
        .case_id = f->c.id,
        .seq = f->c.event_seq + 1,
        .at = cx->now_ms,
        .kind = str_c(kind),
        .actor = flow_actor_label(f),
        .post_id = cx->actor->post_id,
        .official_id = cx->actor->official_id,
        .acting_for = cx->actor->acting_for,
        .public = public,
        .data = canonical(cx->a, data, e),
    };
    struct ledger_event le;
    struct hash before, own;

    if (rec.data.len == 0)
        return ERR(e, RC_INTERNAL, "an event's data is not JSON");
    if (f->c.event_seq == 0)
        before = ledger_genesis(f->c.tracking_code);
    else if (!hash_from_hex(f->c.event_head, &before))
        return ERR(e, RC_INTERNAL, "the head of case %.*s is damaged", STR_ARG(f->c.tracking_code));
    le = ledger_entry(cx->a, f->c.tracking_code, &rec);
    own = ledger_hash(&le, &before);
    rec.hash_before = hash_hex(cx->a, &before);
    rec.hash = hash_hex(cx->a, &own);
    f->c.event_seq = rec.seq;
    f->c.event_head = rec.hash;
    return event_insert(cx->tx, &rec, e);
}
