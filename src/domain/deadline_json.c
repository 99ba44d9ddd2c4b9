/*
 * deadline_json.c - a deadline and its whole derivation as JSON. Instants are ISO 8601 in UTC, limits as
 * span_text().
 */
#include "domain/deadline.h"

static const struct str change_names[] = { STR_INIT("class"), STR_INIT("calendar"), STR_INIT("pause") };

/* ---- writing ---- */

/* 0 is written as null. */
static void member_instant(struct json_out *o, const char *name, int64_t ms)
{
    char text[ISO_INSTANT_MAX];

    json_name(o, str_c(name));
    if (ms == 0)
        json_put_null(o);
    else
        json_put_str(o, iso_instant_chars(text, ms));
}

static void member_basis(struct json_out *o, const char *name, const struct dl_basis *b)
{
    char limit[SPAN_TEXT_MAX];

    json_name(o, str_c(name));
    json_open(o, '{');
    json_member_str(o, "article", b->article);
    json_member_str(o, "decision", b->decision);
    json_member_str(o, "row", b->row);
    json_member_str(o, "because", b->because);
    json_member_str(o, "limit", span_chars(limit, b->limit));
    json_close(o, '}');
}

static void member_calendar(struct json_out *o, const char *name, struct str key, int64_t version)
{
    json_name(o, str_c(name));
    if (str_empty(key)) {
        json_put_null(o);
        return;
    }
    json_open(o, '{');
    json_member_str(o, "key", key);
    json_member_int(o, "version", version);
    json_close(o, '}');
}

static void write_pauses(const struct deadline *d, struct json_out *o)
{
    json_name(o, STR("may_pause"));
    json_open(o, '[');
    for (size_t i = 0; i < d->n_may_pause; i++)
        json_put_str(o, d->may_pause[i]);
    json_close(o, ']');
    json_name(o, STR("pauses"));
    json_open(o, '[');
    for (size_t i = 0; i < d->n_pauses; i++) {
        json_open(o, '{');
        member_instant(o, "from", d->pauses[i].from);
        member_instant(o, "until", d->pauses[i].until);
        json_member_str(o, "event", d->pauses[i].event);
        json_member_str(o, "reason", d->pauses[i].reason);
        json_member_str(o, "who", d->pauses[i].who);
        json_close(o, '}');
    }
    json_close(o, ']');
}

static void write_changes(const struct deadline *d, struct json_out *o)
{
    json_name(o, STR("changes"));
    json_open(o, '[');
    for (size_t i = 0; i < d->n_changes; i++) {
        const struct dl_change *c = &d->changes[i];
        json_open(o, '{');
        json_member_str(o, "kind", change_names[c->kind]);
        member_instant(o, "at", c->at);
        json_member_str(o, "who", c->who);
        json_member_str(o, "reason", c->reason);
        member_instant(o, "old_due", c->old_due);
        member_instant(o, "new_due", c->new_due);
        member_basis(o, "old_basis", &c->old_basis);
        member_calendar(o, "old_calendar", c->old_calendar, c->old_calendar_version);
        json_close(o, '}');
    }
    json_close(o, ']');
}

void deadline_write(const struct deadline *d, struct json_out *o)
{
    json_open(o, '{');
    json_member_str(o, "kind", d->kind);
    json_name(o, STR("words"));
    json_open(o, '{');
    json_member_str(o, "subject", d->words.subject);
    json_member_str(o, "started", d->words.started);
    json_member_str(o, "limit", d->words.limit);
    json_member_str(o, "promise", d->words.promise);
    json_close(o, '}');
    member_basis(o, "basis", &d->basis);
    json_name(o, STR("settings"));
    json_open(o, '{');
    json_member_bool(o, "working_days", d->settings.working_days);
    json_member_bool(o, "count_first_day", d->settings.count_first_day);
    json_member_bool(o, "roll", d->settings.roll);
    json_close(o, '}');
    member_calendar(o, "calendar", d->calendar, d->calendar_version);
    member_instant(o, "start", d->start);
    write_pauses(d, o);
    member_instant(o, "due", d->due);
    member_instant(o, "computed", d->computed);
    json_member_bool(o, "rolled", d->rolled);
    json_name(o, STR("warn"));
    json_open(o, '[');
    for (int i = 0; i < DL_WARNINGS; i++)
        json_put_int(o, d->warn[i]);
    json_close(o, ']');
    member_instant(o, "told", d->told);
    member_instant(o, "met", d->met);
    write_changes(d, o);
    json_close(o, '}');
}

/* ---- reading ---- */

/* A missing member or null is 0 when `optional`. */
static enum rc read_instant(const struct json *v, const char *name, bool optional, int64_t *ret,
                            struct err *e)
{
    const struct json *member = json_get(v, name);

    if (member == NULL || member->kind == JSON_NULL) {
        *ret = 0;
        return optional ? RC_OK : ERR(e, RC_INVALID, "%s: missing", name);
    }
    if (!iso_parse_instant(json_text(member), ret))
        return ERR(e, RC_INVALID, "%s: '%.*s' is no instant", name, STR_ARG(json_text(member)));
    return RC_OK;
}

static enum rc read_basis(const struct json *v, const char *name, struct dl_basis *ret, struct err *e)
{
    const struct json *b = json_get(v, name);

    ret->article = json_text_of(b, "article");
    ret->decision = json_text_of(b, "decision");
    ret->row = json_text_of(b, "row");
    ret->because = json_text_of(b, "because");
    if (!span_parse(json_text_of(b, "limit"), &ret->limit))
        return ERR(e, RC_INVALID, "%s.limit: '%.*s' is no limit", name, STR_ARG(json_text_of(b, "limit")));
    return RC_OK;
}

static enum rc read_calendar(const struct json *v, const char *name, struct str *key, int64_t *version,
                             struct err *e)
{
    const struct json *c = json_get(v, name);

    *key = json_text_of(c, "key");
    *version = 0;
    if (!str_empty(*key) && !json_int(json_get(c, "version"), version))
        return ERR(e, RC_INVALID, "%s.version: not a whole number", name);
    return RC_OK;
}

static enum rc read_pauses(struct arena *a, const struct json *v, struct deadline *d, struct err *e)
{
    const struct json *events = json_get(v, "may_pause"), *list = json_get(v, "pauses");
    size_t n_events = events == NULL ? 0 : events->n, n = list == NULL ? 0 : list->n, i = 0;
    struct str *may = ARENA_ARRAY(a, struct str, n_events + 1);
    struct dl_pause *pauses = ARENA_ARRAY(a, struct dl_pause, n + 1);
    int64_t before = d->start;

    if (may == NULL || pauses == NULL)
        return arena_check(a, e);
    for (i = 0; i < n_events; i++)
        may[i] = json_text(json_at(events, i));
    i = 0;
    for (const struct json *p = n == 0 ? NULL : list->first; p != NULL; p = p->next, i++) {
        pauses[i].event = json_text_of(p, "event");
        pauses[i].reason = json_text_of(p, "reason");
        pauses[i].who = json_text_of(p, "who");
        if (read_instant(p, "from", false, &pauses[i].from, e) != RC_OK ||
            read_instant(p, "until", i + 1 == n, &pauses[i].until, e) != RC_OK)
            return err_wrap(e, "pauses[%zu]", i);
        if (pauses[i].from < before || (pauses[i].until != 0 && pauses[i].until <= pauses[i].from))
            return ERR(e, RC_INVALID, "pauses[%zu]: out of order", i);
        before = pauses[i].until;
    }
    d->may_pause = may;
    d->n_may_pause = n_events;
    d->pauses = pauses;
    d->n_pauses = n;
    return RC_OK;
}

static enum rc read_change(const struct json *v, struct dl_change *ret, struct err *e)
{
    struct str kind = json_text_of(v, "kind");
    size_t k = 0;
    enum rc rc;

    while (k < ARRAY_LEN(change_names) && !str_eq(kind, change_names[k]))
        k++;
    if (k == ARRAY_LEN(change_names))
        return ERR(e, RC_INVALID, "kind: unknown");
    ret->kind = (enum dl_change_kind)k;
    ret->who = json_text_of(v, "who");
    ret->reason = json_text_of(v, "reason");
    rc = read_instant(v, "at", false, &ret->at, e);
    if (rc == RC_OK)
        rc = read_instant(v, "old_due", false, &ret->old_due, e);
    if (rc == RC_OK)
        rc = read_instant(v, "new_due", false, &ret->new_due, e);
    if (rc == RC_OK)
        rc = read_basis(v, "old_basis", &ret->old_basis, e);
    if (rc == RC_OK)
        rc = read_calendar(v, "old_calendar", &ret->old_calendar, &ret->old_calendar_version, e);
    return rc;
}

static enum rc read_changes(struct arena *a, const struct json *v, struct deadline *d, struct err *e)
{
    const struct json *list = json_get(v, "changes");
    size_t n = list == NULL ? 0 : list->n, i = 0;
    struct dl_change *changes = ARENA_ARRAY(a, struct dl_change, n + 1);

    if (changes == NULL)
        return arena_check(a, e);
    for (const struct json *c = n == 0 ? NULL : list->first; c != NULL; c = c->next, i++)
        if (read_change(c, &changes[i], e) != RC_OK)
            return err_wrap(e, "changes[%zu]", i);
    d->changes = changes;
    d->n_changes = n;
    return RC_OK;
}

static enum rc read_instants(const struct json *v, struct deadline *d, struct err *e)
{
    const struct json *warn = json_get(v, "warn");
    enum rc rc = read_instant(v, "start", false, &d->start, e);

    if (rc == RC_OK)
        rc = read_instant(v, "due", false, &d->due, e);
    if (rc == RC_OK)
        rc = read_instant(v, "computed", false, &d->computed, e);
    if (rc == RC_OK)
        rc = read_instant(v, "told", true, &d->told, e);
    if (rc == RC_OK)
        rc = read_instant(v, "met", true, &d->met, e);
    for (size_t i = 0; rc == RC_OK && i < DL_WARNINGS; i++)
        if (!json_int(json_at(warn, i), &d->warn[i]))
            rc = ERR(e, RC_INVALID, "warn[%zu]: not an instant", i);
    return rc;
}

enum rc deadline_parse(struct arena *a, const struct json *v, struct deadline *ret, struct err *e)
{
    const struct json *words = json_get(v, "words"), *settings = json_get(v, "settings");
    struct deadline d = { .kind = json_text_of(v, "kind") };
    enum rc rc;

    if (v == NULL || v->kind != JSON_OBJECT || str_empty(d.kind))
        return ERR(e, RC_INVALID, "kind: missing");
    d.words = (struct dl_words){ json_text_of(words, "subject"), json_text_of(words, "started"),
                                 json_text_of(words, "limit"), json_text_of(words, "promise") };
    d.settings = (struct dl_settings){ json_bool_of(settings, "working_days", false),
                                       json_bool_of(settings, "count_first_day", false),
                                       json_bool_of(settings, "roll", false) };
    d.rolled = json_bool_of(v, "rolled", false);
    rc = read_instants(v, &d, e);
    if (rc == RC_OK)
        rc = read_basis(v, "basis", &d.basis, e);
    if (rc == RC_OK)
        rc = read_calendar(v, "calendar", &d.calendar, &d.calendar_version, e);
    if (rc == RC_OK)
        rc = read_pauses(a, v, &d, e);
    if (rc == RC_OK)
        rc = read_changes(a, v, &d, e);
    if (rc != RC_OK)
        return rc;
    *ret = d;
    return RC_OK;
}
