/*
 * job_letter.c - service tasks that write to somebody: letters, notices, the survey.
 *
 * A letter keeps a snapshot of the values it was made from, so that it reads the same for ever. Delivery is a
 * row in the outbox; channels/ sends it after the commit.
 */
#include "app/job.h"
#include "app/letter.h"
#include "domain/ledger.h"
#include "persian/jalali.h"

struct receiver {
    struct str name, unit_name, post_title, address;
    int64_t unit_id, post_id;
    bool applicant;
};

/* ---- whom ---- */

static enum rc to_unit(const struct job_call *j, struct str code, struct receiver *ret, struct err *e)
{
    struct cx *cx = j->f->cx;
    struct unit_rec u;
    struct post_list posts = { 0 };
    enum rc rc = unit_by_code(cx->tx, cx->a, code, &u, e);

    if (rc == RC_NOT_FOUND) { /* an addressee outside our tree, by name */
        ret->name = code;
        return RC_OK;
    }
    if (rc == RC_OK)
        rc = post_list(cx->tx, cx->a, u.id, STR_NONE, cx->now_ms, &posts, e);
    if (rc != RC_OK)
        return rc;
    ret->name = u.name;
    ret->unit_name = u.name;
    ret->address = u.address;
    ret->unit_id = u.id;
    ret->post_id = posts.n > 0 ? posts.v[0].id : 0;
    return RC_OK;
}

static enum rc to_post(const struct job_call *j, const struct post_rec *p, struct receiver *ret)
{
    (void)j;
    ret->name = p->holder.len > 0 ? p->holder : p->title;
    ret->post_title = p->title;
    ret->unit_name = p->unit_name;
    ret->unit_id = p->unit_id;
    ret->post_id = p->id;
    return RC_OK;
}

static enum rc find_receiver(const struct job_call *j, struct receiver *ret, struct err *e)
{
    struct flow *f = j->f;
    struct str to = job_text(j, "to"), name = job_text(j, "to_name");
    struct post_rec post;
    enum rc rc = RC_OK;

    if (str_eq_c(to, "applicant")) {
        ret->applicant = true;
        ret->name = f->applicant.name;
        ret->address = f->applicant.address;
    } else if (str_starts(to, STR("role:"))) {
        rc = flow_assign(f, str_from(to, 5), STR_NONE, STR_NONE, &post, e);
        if (rc == RC_OK)
            rc = to_post(j, &post, ret);
    } else if (str_starts(to, STR("post:"))) {
        rc = post_by_code(f->cx->tx, f->cx->a, str_from(to, 5), f->cx->now_ms, &post, e);
        if (rc == RC_OK)
            rc = to_post(j, &post, ret);
    } else if (str_eq_c(to, "assignee")) {
        int64_t id = f->c.expert_post_id != 0 ? f->c.expert_post_id : f->c.post_id;

        rc = post_by_id(f->cx->tx, f->cx->a, id, f->cx->now_ms, &post, e);
        if (rc == RC_OK)
            rc = to_post(j, &post, ret);
    } else if (str_starts(to, STR("unit:"))) {
        rc = to_unit(j, str_from(to, 5), ret, e);
    } else if (to.len > 0 && !str_eq_c(to, "text")) {
        rc = to_unit(j, to, ret, e);
    }
    if (rc == RC_OK && name.len > 0)
        ret->name = name;
    return rc;
}

/* ---- values of slots ---- */

static struct str public_url(struct cx *cx)
{
    struct str s = STR_NONE;

    if (setting_get(cx->tx, cx->a, STR("public_url"), &s, NULL) != RC_OK || s.len == 0)
        return STR("http://127.0.0.1:8111");
    return s;
}

static const struct feel_value *office_values(const struct job_call *j)
{
    struct flow *f = j->f;
    struct cx *cx = f->cx;
    struct unit_rec up;
    struct str hours = STR_NONE, email = STR_NONE;
    struct feel_builder b = { .a = cx->a };

    feel_build_text(&b, "name", f->unit.name);
    feel_build_text(&b, "phone", f->unit.phone);
    feel_build_text(&b, "address", f->unit.address);
    feel_build_text(&b, "parent",
                    f->unit.parent_id != 0 && unit_by_id(cx->tx, cx->a, f->unit.parent_id, &up, NULL) == RC_OK
                        ? up.name
                        : f->unit.name);
    if (setting_get(cx->tx, cx->a, STR("office_hours"), &hours, NULL) == RC_OK)
        feel_build_text(&b, "hours", hours);
    if (setting_get(cx->tx, cx->a, STR("office_email"), &email, NULL) == RC_OK)
        feel_build_text(&b, "email", email);
    feel_build_text(&b, "web", public_url(cx));
    return feel_built(&b);
}

static struct str receipt_code(const struct job_call *j)
{
    struct flow *f = j->f;
    struct receipt r = { .seq = f->c.event_seq };

    if (tracking_parse(f->c.tracking_code, &r.code) != TRACKING_OK ||
        !hash_from_hex(f->c.event_head, &r.head))
        return STR_NONE;
    return receipt_url(f->cx->a, public_url(f->cx), &r);
}

static struct str responsible_phone(struct flow *f)
{
    struct post_rec p;
    struct unit_rec u;
    struct cx *cx = f->cx;

    if (f->c.post_id == 0 || post_by_id(cx->tx, cx->a, f->c.post_id, cx->now_ms, &p, NULL) != RC_OK ||
        unit_by_id(cx->tx, cx->a, p.unit_id, &u, NULL) != RC_OK || u.phone.len == 0)
        return f->unit.phone;
    return u.phone;
}

static const struct feel_value *receiver_values(struct arena *a, const struct receiver *to)
{
    struct feel_builder b = { .a = a };

    feel_build_text(&b, "name", to->name);
    feel_build_text(&b, "unit", to->unit_name);
    feel_build_text(&b, "post", to->post_title);
    feel_build_text(&b, "address", to->address);
    return feel_built(&b);
}

static const struct feel_value *number_values(struct arena *a, const struct letter_rec *l)
{
    struct feel_builder b = { .a = a };

    if (l != NULL && l->number != 0) {
        feel_build_text(&b, "number", arena_fmt(a, "%lld/%lld", (long long)l->year, (long long)l->number));
        feel_build_text(&b, "date", jdate_text(a, jdate_from_day((int32_t)l->day), JDATE_ISO));
    }
    return feel_built(&b);
}

static const struct json *snapshot(const struct job_call *j, const struct receiver *to,
                                   const struct letter_rec *l)
{
    struct flow *f = j->f;
    struct cx *cx = f->cx;
    struct feel_builder b = { .a = cx->a };
    struct str url = public_url(cx);

    feel_build_all(&b, j->cmd->vars);
    feel_build(&b, "to", receiver_values(cx->a, to));
    feel_build(&b, "letter", number_values(cx->a, l));
    feel_build(&b, "office", office_values(j));
    feel_build(&b, "case", flow_case_context(f));
    feel_build_text(&b, "today", jdate_text_ms(cx->a, cx->now_ms, JDATE_ISO));
    feel_build_text(&b, "link",
                    arena_fmt(cx->a, "%.*s/track?code=%.*s", STR_ARG(url), STR_ARG(f->c.tracking_code)));
    feel_build_text(&b, "qr", receipt_code(j));
    feel_build_text(&b, "role_phone", responsible_phone(f));
    if (feel_is_null(feel_context_get(j->cmd->vars, STR("reason"))))
        feel_build_text(&b, "reason", f->reason);
    feel_build(&b, "process_id", feel_int(cx->a, j->in->pkg->id));
    return feel_to_json_tree(cx->a, feel_built(&b));
}

static struct str tree_text(struct arena *a, const struct json *v)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct json_out o;

    buf_init(&b, (size_t)4 << 20);
    json_out_init(&o, &b);
    json_put_value(&o, v);
    return buf_to_arena(&b, a);
}

/* ---- delivery ---- */

/* The preferred channel, or the best one that the applicant can be reached by; "web" needs nothing. */
static void applicant_address(const struct applicant_rec *p, struct outbox_rec *m)
{
    struct str want = p->preferred_channel;

    if (str_eq_c(want, "email") && p->email.len > 0) {
        m->channel = STR("email");
        m->recipient = p->email;
    } else if (str_eq_c(want, "letter") && p->address.len > 0) {
        m->channel = STR("letter");
        m->recipient = p->address;
    } else if (!str_eq_c(want, "web") && p->mobile.len > 0) {
        m->channel = STR("sms");
        m->recipient = p->mobile;
    } else {
        m->channel = STR("web");
    }
}

/* What a letter or notice is written from, and its texts: all are written or tried before a number is taken,
 * so that a letter that cannot be written is an incident, or, at registration, no registration (OFF-ACC-04),
 * never a gap in the numbers nor an empty message. */
struct writing {
    const struct letter *tpl;
    struct str template; /* its name */
    struct str data;     /* snapshot() as JSON */
    struct str text[LETTER_BODY + 1];
};

/* Which texts are sent: to officials the body, to the applicant that of the channel, or where it is empty the
 * body. Asked in the order of enum letter_text, the body last. */
static bool is_sent(const struct job_call *j, const struct receiver *to, const struct writing *w,
                    enum letter_text which)
{
    struct outbox_rec m = { .channel = STR("tray") };

    if (to->applicant)
        applicant_address(&j->f->applicant, &m);
    switch (which) {
    case LETTER_TITLE:
        return true;
    case LETTER_SUBJECT:
        return str_eq_c(m.channel, "email");
    case LETTER_SMS:
        return str_eq_c(m.channel, "sms");
    case LETTER_SPEECH:
        return false;
    case LETTER_BODY:
        break;
    }
    return w->text[LETTER_SMS].len == 0 || job_text(j, "copy_to").len > 0;
}

/* What is not sent need not be written now, only be writable. */
static enum rc write_texts(const struct job_call *j, const struct receiver *to,
                           const struct slot_source *slots, struct writing *w, struct err *e)
{
    struct arena *a = j->f->cx->a;
    enum rc rc = RC_OK;

    for (int k = LETTER_TITLE; rc == RC_OK && k <= LETTER_BODY; k++) {
        enum letter_text which = (enum letter_text)k;

        w->text[k] = STR_NONE;
        rc = is_sent(j, to, w, which) ? letter_render_text(a, w->tpl, which, slots, &w->text[k], e)
                                      : letter_check_text(a, w->tpl, which, slots, e);
        if (rc == RC_NOT_FOUND)
            rc = RC_OK; /* the letter has no such text */
    }
    return rc;
}

/* `rec` NULL: a notice. RC_OK with `good` false: the task has failed (job_fail). */
static enum rc compose(const struct job_call *j, const struct receiver *to, const struct letter_rec *rec,
                       struct writing *w, bool *good, struct err *e)
{
    struct cx *cx = j->f->cx;
    struct letter_values v = { .cx = cx, .pkg = j->in->pkg };
    struct slot_source slots = letter_slot_source(&v);
    struct err why = { .rc = RC_OK };
    enum rc rc;

    *good = false;
    v.root = snapshot(j, to, rec);
    w->data = tree_text(cx->a, v.root);
    rc = arena_check(cx->a, e);
    if (rc != RC_OK)
        return rc;
    rc = write_texts(j, to, &slots, w, &why);
    *good = rc == RC_OK;
    if (rc == RC_INVALID || rc == RC_LIMIT)
        return job_fail(j, arena_str(cx->a, str_c(why.msg)));
    return rc == RC_OK ? RC_OK : ERR(e, rc, "%s", why.msg);
}

/* The text, or where the letter has none the other. */
static struct str text_or(const struct writing *w, enum letter_text which, enum letter_text otherwise)
{
    return w->text[which].len > 0 ? w->text[which] : w->text[otherwise];
}

static enum rc send(const struct job_call *j, const struct writing *w, const struct receiver *to,
                    int64_t letter_id, struct err *e)
{
    struct flow *f = j->f;
    struct outbox_rec m = { .id = cx_id(f->cx),
                            .case_id = f->c.id,
                            .letter_id = letter_id,
                            .template = w->template,
                            .made_at = f->cx->now_ms,
                            .next_at = f->cx->now_ms,
                            .state = STR("queued") };

    if (to->applicant) {
        applicant_address(&f->applicant, &m);
    } else {
        m.channel = to->post_id != 0 ? STR("tray") : STR("letter");
        m.post_id = to->post_id;
        m.recipient = to->name;
    }
    m.subject = text_or(w, str_eq_c(m.channel, "email") ? LETTER_SUBJECT : LETTER_TITLE, LETTER_TITLE);
    m.body = text_or(w, str_eq_c(m.channel, "sms") ? LETTER_SMS : LETTER_BODY, LETTER_BODY);
    if (str_eq_c(m.channel, "web") || str_eq_c(m.channel, "tray")) {
        m.state = STR("delivered");
        m.done_at = f->cx->now_ms;
    }
    return outbox_insert(f->cx->tx, &m, e);
}

/* ---- the kinds ---- */

static void sign_letter(const struct job_call *j, struct letter_rec *l)
{
    const struct feel_value *s = feel_context_get(j->cmd->vars, STR("signer"));
    int64_t v;

    if (feel_to_i64(feel_context_get(s, STR("post_id")), &v))
        l->signed_by_post = v;
    if (feel_to_i64(feel_context_get(s, STR("official_id")), &v))
        l->signed_by = v;
    if (l->signed_by_post != 0)
        l->signed_at = j->f->cx->now_ms;
}

static enum rc note_letter(const struct job_call *j, const struct letter_rec *l, struct err *e)
{
    struct hash h = hash_bytes(l->data);
    struct json_text t;

    json_text_begin(&t, '{');
    json_member_int(&t.o, "letter", l->id);
    json_member_str(&t.o, "template", l->template);
    json_member_int(&t.o, "number", l->number);
    json_member_str(&t.o, "to", l->addressee);
    json_member_str(&t.o, "content", hash_hex(j->f->cx->a, &h));
    if (l->attachments > 0)
        json_member_int(&t.o, "enclosures", l->attachments);
    return flow_note(j->f, "letter", l->to_applicant, json_text_end(&t, j->f->cx->a, '}'), e);
}

/* What goes with a letter: files of the case that the input `enclosures` names. What goes to the applicant,
 * the applicant may read. */
static enum rc enclose(const struct job_call *j, const struct receiver *to, struct letter_rec *l,
                       struct err *e)
{
    struct flow *f = j->f;
    const struct feel_value *list = feel_context_get(j->cmd->vars, STR("enclosures"));
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < feel_count(list); i++) {
        struct attachment_rec t;
        int64_t id;

        if (!parse_i64(feel_to_string(f->cx->a, feel_item(list, i)), 1, INT64_MAX, &id))
            continue;
        rc = attachment_by_id(f->cx->tx, f->cx->a, id, &t, e);
        if (rc == RC_NOT_FOUND || (rc == RC_OK && t.case_id != f->c.id)) {
            rc = RC_OK;
            continue;
        }
        l->attachments++;
        if (rc == RC_OK && to->applicant)
            rc = attachment_publish(f->cx->tx, id, e);
    }
    return rc;
}

/* Write the letter under the number that is next, and take that number. */
static enum rc write_letter(const struct job_call *j, const struct receiver *to, struct letter_rec *l,
                            struct writing *w, bool *good, struct err *e)
{
    struct flow *f = j->f;
    bool numbered = !str_eq_c(job_text(j, "numbered"), "false");
    int64_t taken = 0;
    enum rc rc = RC_OK;

    if (numbered) {
        l->year = jdate_from_ms(f->cx->now_ms).year;
        rc = indicator_peek(f->cx->tx, l->unit_id, l->year, &l->number, e);
    }
    if (rc == RC_OK)
        rc = compose(j, to, l, w, good, e);
    if (rc != RC_OK || !*good || !numbered)
        return rc;
    rc = indicator_next(f->cx->tx, l->unit_id, l->year, &taken, e);
    if (rc == RC_OK && taken != l->number) /* no transaction sees another's number */
        rc = ERR(e, RC_BUSY, "number %lld was taken meanwhile", (long long)l->number);
    return rc;
}

/* The body that referred the complaint, when it came so (OFF-CMP-24). */
static bool to_referrer(const struct job_call *j, struct receiver *ret)
{
    const struct json *filed = NULL;

    if (json_parse(j->f->cx->a, j->f->c.extra, &filed, NULL) != RC_OK ||
        !str_eq_c(json_text_of(filed, "sender_kind"), "authority"))
        return false;
    ret->name = json_text_of(filed, "sender_name");
    return ret->name.len > 0;
}

static enum rc copies(const struct job_call *j, const struct writing *w, int64_t letter_id, struct err *e)
{
    struct str rest = job_text(j, "copy_to");
    enum rc rc = RC_OK;

    while (rc == RC_OK && rest.len > 0) {
        struct str one = str_trim(str_cut(&rest, ' '));
        struct receiver to = { 0 };
        struct post_rec post;

        if (str_eq_c(one, "referrer")) {
            if (to_referrer(j, &to))
                rc = send(j, w, &to, letter_id, e);
            continue;
        }
        if (str_starts(one, STR("role:")))
            one = str_from(one, 5);
        if (one.len == 0 || flow_assign(j->f, one, STR_NONE, STR_NONE, &post, NULL) != RC_OK)
            continue;
        rc = to_post(j, &post, &to);
        if (rc == RC_OK)
            rc = send(j, w, &to, letter_id, e);
    }
    return rc;
}

enum rc job_letter(const struct job_call *j, struct err *e)
{
    struct flow *f = j->f;
    struct cx *cx = f->cx;
    struct str name = job_text(j, "template");
    struct writing w = { .tpl = package_letter(j->in->pkg, name), .template = name };
    struct receiver to = { 0 };
    struct letter_rec l = {
        .id = cx_id(cx),
        .case_id = f->c.id,
        .unit_id = f->c.unit_id,
        .day = day_from_ms(cx->now_ms),
        .made_at = cx->now_ms,
        .direction = STR("out"),
        .template = name,
        .sender = f->unit.name,
        .confidential = f->c.confidential,
        .state = STR("sent"),
        .made_by_post = cx->actor->post_id,
        .made_by = cx->actor->official_id,
    };
    bool good = false;
    enum rc rc;

    if (w.tpl == NULL)
        return job_fail(j, arena_fmt(cx->a, "no letter template '%.*s'", STR_ARG(name)));
    rc = find_receiver(j, &to, e);
    if (rc == RC_NOT_FOUND)
        return job_fail(j, STR("the addressee is not found"));
    if (rc != RC_OK)
        return rc;
    l.addressee = to.name;
    l.addressee_unit_id = to.unit_id;
    l.to_applicant = to.applicant;
    sign_letter(j, &l);
    rc = write_letter(j, &to, &l, &w, &good, e);
    if (rc != RC_OK || !good)
        return rc;
    l.data = w.data;
    l.subject = w.text[LETTER_TITLE];
    rc = enclose(j, &to, &l, e);
    if (rc == RC_OK)
        rc = letter_insert(cx->tx, &l, e);
    if (rc == RC_OK)
        rc = send(j, &w, &to, l.id, e);
    if (rc == RC_OK)
        rc = copies(j, &w, l.id, e);
    if (rc == RC_OK)
        rc = note_letter(j, &l, e);
    if (rc != RC_OK)
        return rc;
    flow_letter_made(f, name);
    job_put(j, "letter_number",
            l.number == 0
                ? feel_null()
                : feel_string(cx->a, arena_fmt(cx->a, "%lld/%lld", (long long)l.year, (long long)l.number)));
    job_put(j, "letter_date", feel_string(cx->a, jdate_text_ms(cx->a, cx->now_ms, JDATE_ISO)));
    return RC_OK;
}

enum rc job_notify(const struct job_call *j, struct err *e)
{
    struct flow *f = j->f;
    struct str name = job_text(j, "template");
    struct writing w = { .tpl = package_letter(j->in->pkg, name), .template = name };
    struct receiver to = { 0 };
    struct json_text t;
    bool good = false;
    enum rc rc;

    if (w.tpl == NULL)
        return job_fail(j, arena_fmt(f->cx->a, "no letter template '%.*s'", STR_ARG(name)));
    rc = find_receiver(j, &to, e);
    if (rc == RC_NOT_FOUND)
        return job_fail(j, STR("the addressee is not found"));
    if (rc == RC_OK)
        rc = compose(j, &to, NULL, &w, &good, e);
    if (rc != RC_OK || !good)
        return rc;
    rc = send(j, &w, &to, 0, e);
    if (rc != RC_OK)
        return rc;
    json_text_begin(&t, '{');
    json_member_str(&t.o, "template", name);
    json_member_str(&t.o, "to", to.applicant ? STR("applicant") : to.post_title);
    return flow_note(f, "notice", to.applicant, json_text_end(&t, f->cx->a, '}'), e);
}

enum rc job_survey(const struct job_call *j, struct err *e)
{
    struct flow *f = j->f;

    return survey_ask(f->cx->tx, f->c.id, f->cx->now_ms, e);
}
