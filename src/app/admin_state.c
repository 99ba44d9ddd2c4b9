/*
 * admin_state.c - incidents and messages, as far as the administrator may see their cases.
 *
 * Not here: ledger, settings, log (admin_office.c).
 */
#include "app/admin_state.h"
#include "app/admin_calendar.h"
#include "app/admin_inner.h"
#include "app/letter.h"
#include "app/package.h"
#include "app/sight.h"
#include "app/task.h"
#include "domain/calendar.h"
#include "persian/jalali.h"
#include "port/version.h"

#define REVIEW_SOON_DAYS 90

/* ---- sight ---- */

enum rc admin_hidden(struct cx *cx, const struct case_sight *s, bool *ret, struct err *e)
{
    const struct case_rec c = { .respondent_kind = s->respondent_kind,
                                .respondent_unit_id = s->respondent_unit_id,
                                .respondent_post_id = s->respondent_post_id };
    bool accused = false;
    enum rc rc = RC_OK;

    *ret = s->has_case ? !actor_sees_unit(cx->actor, s->unit_path) : !admin_of_all(cx);
    if (*ret || !s->has_case)
        return RC_OK;
    rc = sight_is_accused(cx, &c, &accused, e);
    *ret = accused || sight_of_accused_unit(cx->actor->unit_id, &c);
    return rc;
}

bool admin_veiled(const struct cx *cx, const struct case_sight *s)
{
    return s->has_case && s->confidential && !(cx->actor->rights & RIGHT_CONFIDENTIAL);
}

static struct case_sight sight_of(const struct case_rec *c)
{
    return (struct case_sight){
        true, c->confidential, c->unit_path, c->respondent_kind, c->respondent_unit_id, c->respondent_post_id
    };
}

enum rc admin_case_hidden(struct cx *cx, const struct case_rec *c, bool *ret, struct err *e)
{
    struct case_sight s = sight_of(c);

    return admin_hidden(cx, &s, ret, e);
}

enum rc admin_instance_seen(struct cx *cx, int64_t id, struct instance_rec *rec, struct case_rec *c,
                            bool *is_veiled, struct err *e)
{
    struct case_sight s;
    bool hidden = true;
    enum rc rc = instance_by_id(cx->tx, cx->a, id, rec, e);

    if (rc == RC_OK)
        rc = case_by_id(cx->tx, cx->a, rec->case_id, c, e);
    if (rc == RC_OK)
        rc = admin_case_hidden(cx, c, &hidden, e);
    if (rc != RC_OK)
        return rc;
    if (hidden)
        return ERR(e, RC_NOT_FOUND, "no such instance for this administrator");
    s = sight_of(c);
    *is_veiled = admin_veiled(cx, &s);
    return RC_OK;
}

static int64_t offset_of(int64_t page)
{
    return page > 1 && page < INT64_MAX / ADMIN_PAGE ? (page - 1) * ADMIN_PAGE : 0;
}

/* ---- incidents ---- */

static enum rc incident_shown(struct cx *cx, const struct incident_row *row, struct admin_incident *ret,
                              struct err *e)
{
    const struct package *pkg = NULL;
    enum rc rc = catalogue_active(cx, row->process_key, &pkg, e);

    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    *ret = (struct admin_incident){ .row = *row,
                                    .process = pkg != NULL ? pkg->title : row->process_key,
                                    .veiled = admin_veiled(cx, &row->sight) };
    if (ret->veiled)
        ret->row.subject = STR_NONE;
    return RC_OK;
}

enum rc admin_incidents(struct cx *cx, bool solved, int64_t page, struct admin_incidents *ret, struct err *e)
{
    struct incident_rows rows = { 0 };
    enum rc rc = incident_page(cx->tx, cx->a, admin_path(cx), solved, ADMIN_PAGE, offset_of(page), &rows, e);

    if (rc != RC_OK)
        return rc;
    *ret = (struct admin_incidents){ .v = ARENA_ARRAY(cx->a, struct admin_incident, rows.n + 1),
                                     .total = rows.total };
    if (ret->v == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++) {
        bool hidden = true;

        rc = admin_hidden(cx, &rows.v[i].sight, &hidden, e);
        if (rc == RC_OK && !hidden)
            rc = incident_shown(cx, &rows.v[i], &ret->v[ret->n++], e);
    }
    return rc;
}

static enum rc incident_seen(struct cx *cx, int64_t id, struct incident_row *ret, struct err *e)
{
    struct case_rec c;
    bool hidden = true;
    enum rc rc = incident_by_id(cx->tx, cx->a, id, &ret->i, e);

    if (rc == RC_OK)
        rc = case_by_id(cx->tx, cx->a, ret->i.case_id, &c, e);
    if (rc == RC_OK)
        rc = admin_case_hidden(cx, &c, &hidden, e);
    if (rc != RC_OK)
        return rc;
    ret->subject = c.subject;
    ret->process_key = c.process_key;
    ret->sight = sight_of(&c);
    return hidden ? ERR(e, RC_NOT_FOUND, "no such incident for this administrator") : RC_OK;
}

enum rc admin_incident_get(struct cx *cx, int64_t id, struct admin_incident *ret, struct err *e)
{
    struct incident_row row = { 0 };
    enum rc rc = incident_seen(cx, id, &row, e);

    return rc == RC_OK ? incident_shown(cx, &row, ret, e) : rc;
}

enum rc admin_incident_retry(struct cx *cx, int64_t id, struct str reason, bool *again, struct err *e)
{
    struct incident_row row = { 0 };
    struct incident_list open = { 0 };
    struct json_text t;
    enum rc rc = incident_seen(cx, id, &row, e);

    if (rc == RC_OK)
        rc = incident_retry(cx, id, reason, e);
    if (rc == RC_OK)
        rc = incident_list(cx->tx, cx->a, row.i.case_id, 20, &open, e);
    if (rc != RC_OK)
        return rc;
    *again = false;
    for (size_t i = 0; i < open.n; i++)
        *again = *again || str_eq(open.v[i].element, row.i.element);
    json_text_begin(&t, '{');
    json_member_int(&t.o, "id", id);
    json_member_str(&t.o, "element", row.i.element);
    json_member_str(&t.o, "reason", reason);
    json_member_bool(&t.o, "again", *again);
    return office_audit(cx, "incident.retry", row.i.tracking_code, json_text_end(&t, cx->a, '}'), e);
}

/* ---- messages ---- */

static enum rc part_page(struct cx *cx, enum admin_outbox_part part, int64_t limit, int64_t offset,
                         struct outbox_rows *ret, struct err *e)
{
    static const char *const states[] = { "queued", "queued", "dead", "sent" };
    struct outbox_filter f = { .state = str_c(states[part]),
                               .channel = part == OUTBOX_LETTERS ? STR("letter") : STR_NONE,
                               .path = admin_path(cx),
                               .limit = limit,
                               .offset = offset };

    return outbox_page(cx->tx, cx->a, &f, ret, e);
}

static enum rc part_count(struct cx *cx, enum admin_outbox_part part, int64_t *ret, struct err *e)
{
    struct outbox_rows rows = { 0 };
    enum rc rc = part_page(cx, part, 0, 0, &rows, e);

    *ret = rows.total;
    return rc;
}

static enum rc part_counts(struct cx *cx, int64_t *waiting, int64_t *letters, int64_t *failed, struct err *e)
{
    enum rc rc = part_count(cx, OUTBOX_WAITING, waiting, e);

    if (rc == RC_OK)
        rc = part_count(cx, OUTBOX_LETTERS, letters, e);
    return rc == RC_OK ? part_count(cx, OUTBOX_FAILED, failed, e) : rc;
}

static struct admin_message message_shown(const struct cx *cx, const struct outbox_row *row)
{
    struct admin_message x = { .m = row->m, .veiled = admin_veiled(cx, &row->sight) };

    if (x.veiled)
        x.m.subject = x.m.body = x.m.recipient = STR_NONE;
    return x;
}

enum rc admin_outbox(struct cx *cx, enum admin_outbox_part part, int64_t page, struct admin_outbox *ret,
                     struct err *e)
{
    struct outbox_rows rows = { 0 };
    enum rc rc = part_page(cx, part, ADMIN_PAGE, offset_of(page), &rows, e);

    *ret = (struct admin_outbox){ .total = rows.total };
    if (rc == RC_OK)
        rc = part_counts(cx, &ret->waiting, &ret->letters, &ret->failed, e);
    if (rc != RC_OK)
        return rc;
    ret->v = ARENA_ARRAY(cx->a, struct admin_message, rows.n + 1);
    if (ret->v == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++) {
        bool hidden = true;

        rc = admin_hidden(cx, &rows.v[i].sight, &hidden, e);
        if (rc == RC_OK && !hidden)
            ret->v[ret->n++] = message_shown(cx, &rows.v[i]);
    }
    return rc;
}

static enum rc message_seen(struct cx *cx, int64_t id, struct outbox_row *ret, struct err *e)
{
    bool hidden = true;
    enum rc rc = outbox_by_id(cx->tx, cx->a, id, ret, e);

    if (rc == RC_OK)
        rc = admin_hidden(cx, &ret->sight, &hidden, e);
    if (rc == RC_OK && hidden)
        rc = ERR(e, RC_NOT_FOUND, "no such message for this administrator");
    return rc;
}

static struct str message_name(struct cx *cx, const struct outbox_row *row)
{
    return row->m.tracking_code.len > 0 ? row->m.tracking_code
                                        : arena_fmt(cx->a, "%lld", (long long)row->m.id);
}

static enum rc log_message(struct cx *cx, const char *act, const struct outbox_row *row, struct str reason,
                           struct err *e)
{
    struct json_text t;

    json_text_begin(&t, '{');
    json_member_int(&t.o, "id", row->m.id);
    if (reason.len > 0)
        json_member_str(&t.o, "reason", reason);
    return office_audit(cx, act, message_name(cx, row), json_text_end(&t, cx->a, '}'), e);
}

enum rc admin_message_get(struct cx *cx, int64_t id, struct admin_message *ret, struct err *e)
{
    struct outbox_row row;
    enum rc rc = message_seen(cx, id, &row, e);

    if (rc == RC_OK)
        *ret = message_shown(cx, &row);
    return rc;
}

enum rc admin_message_give_up(struct cx *cx, int64_t id, struct str reason, struct err *e)
{
    struct outbox_row row;
    enum rc rc = message_seen(cx, id, &row, e);

    if (rc == RC_OK && !str_eq_c(row.m.state, "dead") && !str_eq_c(row.m.state, "failed"))
        rc = ERR(e, RC_CONFLICT, "the message is not one that failed");
    if (rc == RC_OK)
        rc = outbox_give_up(cx->tx, id, cx->now_ms, reason, e);
    return rc == RC_OK ? log_message(cx, "outbox.give_up", &row, reason, e) : rc;
}

enum rc admin_message_retry(struct cx *cx, int64_t id, struct str reason, struct err *e)
{
    struct outbox_row row;
    enum rc rc = message_seen(cx, id, &row, e);

    if (rc == RC_OK && !str_eq_c(row.m.state, "dead") && !str_eq_c(row.m.state, "failed") &&
        !str_eq_c(row.m.state, "queued"))
        rc = ERR(e, RC_CONFLICT, "the message has gone out");
    if (rc == RC_OK)
        rc = outbox_retry(cx->tx, id, cx->now_ms, e);
    return rc == RC_OK ? log_message(cx, "outbox.retry", &row, reason, e) : rc;
}

enum rc admin_letter_posted(struct cx *cx, int64_t id, struct err *e)
{
    struct outbox_row row;
    enum rc rc = message_seen(cx, id, &row, e);

    if (rc == RC_OK && !str_eq_c(row.m.channel, "letter"))
        rc = ERR(e, RC_NOT_FOUND, "not a printed letter");
    if (rc != RC_OK || str_eq_c(row.m.state, "sent") || str_eq_c(row.m.state, "delivered"))
        return rc;
    rc = outbox_done(cx->tx, id, STR("sent"), cx->now_ms, e);
    return rc == RC_OK ? admin_note(cx, "outbox.posted", message_name(cx, &row), id, e) : rc;
}

static enum rc plain_document(struct cx *cx, const struct outbox_rec *m, struct doc **ret, struct err *e)
{
    struct doc_setup setup = { .page = DOC_A5, .title = m->subject, .created_ms = cx->now_ms };
    struct admin_settings s;
    struct doc_letterhead head = { .invocation = STR("بسمه تعالی"),
                                   .date = jdate_text_ms(cx->a, m->made_at, JDATE_SHORT) };
    struct doc *d;
    enum rc rc = admin_settings_get(cx, &s, e);

    if (rc != RC_OK)
        return rc;
    d = doc_new(cx->a, &setup);
    head.units = &s.office.name;
    head.units_n = 1;
    doc_letterhead(d, &head);
    doc_para(d, DOC_STRONG_BOX);
    doc_run(d, m->recipient, DOC_PLAIN);
    doc_para(d, DOC_TITLE);
    doc_run(d, m->subject, DOC_BOLD);
    doc_para(d, DOC_BODY);
    doc_run(d, m->body, DOC_PLAIN);
    *ret = d;
    return doc_done(d, e);
}

enum rc admin_letter_document(struct cx *cx, int64_t id, struct doc **ret, struct err *e)
{
    struct outbox_row row;
    struct letter_rec l;
    enum rc rc = message_seen(cx, id, &row, e);

    if (rc == RC_OK && (!str_eq_c(row.m.channel, "letter") || admin_veiled(cx, &row.sight)))
        rc = ERR(e, RC_NOT_FOUND, "not a letter that this administrator may print");
    if (rc != RC_OK)
        return rc;
    if (row.m.letter_id != 0)
        return letter_document(cx, row.m.letter_id, row.m.case_id, ret, &l, e);
    return plain_document(cx, &row.m, ret, e);
}

/* ---- the whole at a glance ---- */

static enum rc count_units(struct cx *cx, struct admin_overview *ret, struct err *e)
{
    struct admin_unit_rows rows = { 0 };
    enum rc rc = admin_units(cx, STR_NONE, &rows, e);

    for (size_t i = 0; rc == RC_OK && i < rows.n; i++) {
        ret->units += rows.v[i].u.active;
        ret->vacant += rows.v[i].vacant;
    }
    return rc;
}

static enum rc count_processes(struct cx *cx, struct admin_overview *ret, struct err *e)
{
    struct process_list list = { 0 };
    enum rc rc = process_list(cx->tx, cx->a, true, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        ret->running += list.v[i].running;
        ret->reviews_due += list.v[i].active && list.v[i].review_at != 0 &&
                            list.v[i].review_at < cx->now_ms + REVIEW_SOON_DAYS * DAY_MS;
    }
    return rc;
}

static enum rc count_predicted(struct cx *cx, struct admin_overview *ret, struct err *e)
{
    struct admin_calendar c;
    int32_t today = day_from_ms(cx->now_ms);
    const struct calendar_data *d;
    enum rc rc = admin_calendar_get(cx, STR_NONE, 0, 0, &c, e);

    ret->has_calendar = rc == RC_OK;
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    d = calendar_data(c.cal);
    for (size_t i = 0; i < d->n_holidays; i++)
        ret->predicted +=
            !d->holidays[i].confirmed && d->holidays[i].day >= today && d->holidays[i].day <= today + 60;
    return RC_OK;
}

enum rc admin_overview(struct cx *cx, struct admin_overview *ret, struct err *e)
{
    struct incident_rows open = { 0 };
    enum rc rc = incident_page(cx->tx, cx->a, admin_path(cx), false, 0, 0, &open, e);

    *ret = (struct admin_overview){ .incidents = open.total };
    if (rc == RC_OK)
        rc = part_counts(cx, &ret->waiting, &ret->letters, &ret->failed, e);
    if (rc == RC_OK)
        rc = count_units(cx, ret, e);
    if (rc == RC_OK)
        rc = count_processes(cx, ret, e);
    return rc == RC_OK ? count_predicted(cx, ret, e) : rc;
}
