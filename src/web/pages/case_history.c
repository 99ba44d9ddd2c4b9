/*
 * case_history.c - the ledger of a case in words: what was done, by whom, in whose absence.
 */
#include "web/pages/case_history.h"
#include "persian/digits.h"
#include "persian/jalali.h"
#include "web/messages.h"
#include "web/pages/monitor_parts.h"

static const struct {
    const char *kind;
    enum msg words;
    enum icon icon;
    const char *note; /* member of the event's data that is shown under it; may be NULL */
    bool by_itself;   /* follows from what somebody did just before: no name stands beside it */
} kinds[] = {
    { "registered", MSG_EVENT_REGISTERED, ICON_REGISTER, NULL },
    { "numbered", MSG_EVENT_NUMBERED, ICON_REGISTER, NULL, true },
    { "stage", MSG_EVENT_STAGE, ICON_FLOW, "stage", true },
    { "task_done", MSG_EVENT_TASK_DONE, ICON_CHECK, "name" },
    { "referred", MSG_EVENT_REFERRED, ICON_REFER, "note" },
    { "letter", MSG_EVENT_LETTER, ICON_LETTER, "to" },
    { "notice", MSG_EVENT_NOTICE, ICON_BELL, NULL, true },
    { "attached", MSG_EVENT_ATTACHED, ICON_CLIP, "name" },
    { "message", MSG_EVENT_MESSAGE, ICON_REPLY, NULL },
    { "survey", MSG_EVENT_SURVEY, ICON_EDIT, NULL },
    { "deadline_set", MSG_EVENT_DEADLINE_SET, ICON_CLOCK, "reason", true },
    { "deadline_changed", MSG_EVENT_DEADLINE_CHANGED, ICON_CLOCK, "reason", true },
    { "deadline_met", MSG_EVENT_DEADLINE_MET, ICON_CLOCK, NULL, true },
    { "incident", MSG_EVENT_INCIDENT, ICON_WARNING, "cause" },
    { "incident_solved", MSG_EVENT_INCIDENT_SOLVED, ICON_CHECK, "remedy" },
    { "instance_added", MSG_EVENT_INSTANCE_ADDED, ICON_PLUS, "reason" },
    { "migrated", MSG_EVENT_MIGRATED, ICON_FLOW, "reason" },
    { "migration_undone", MSG_EVENT_MIGRATION_UNDONE, ICON_FLOW, "reason" },
    { "variable_corrected", MSG_EVENT_VARIABLE_CORRECTED, ICON_EDIT, "reason" },
    { "move_proposed", MSG_EVENT_MOVE_PROPOSED, ICON_FORWARD, "reason" },
    { "token_moved", MSG_EVENT_TOKEN_MOVED, ICON_FORWARD, "reason" },
    { "move_refused", MSG_EVENT_MOVE_REFUSED, ICON_STOP, "reason" },
    { "move_withdrawn", MSG_EVENT_MOVE_WITHDRAWN, ICON_BACK, "reason" },
    { "closed", MSG_EVENT_CLOSED, ICON_LOCK, NULL, true },
    { "merged", MSG_EVENT_MERGED, ICON_LINK, NULL },
    { "passed_on", MSG_EVENT_PASSED_ON, ICON_FORWARD, NULL },
    { "recorded", MSG_EVENT_RECORDED, ICON_PIN, NULL },
    { "started", MSG_EVENT_STARTED, ICON_FLOW, NULL, true },
    { "voided", MSG_EVENT_VOIDED, ICON_STOP, "reason" },
};

/* «رضا عامری، کارشناس (به جانشینی)»; the applicant and the program have words of their own. */
static struct str who_of(struct arena *a, const struct event_rec *ev)
{
    struct str who = ev->official_name;

    if (str_eq_c(ev->actor, "citizen"))
        return msg(MSG_EVENT_APPLICANT);
    if (str_eq_c(ev->actor, "system"))
        return msg(MSG_EVENT_SYSTEM);
    if (ev->post_title.len > 0)
        who =
            who.len == 0 ? ev->post_title : arena_fmt(a, "%.*s، %.*s", STR_ARG(who), STR_ARG(ev->post_title));
    if (who.len == 0)
        who = ev->actor;
    return ev->acting_for == 0 ? who
                               : arena_fmt(a, "%.*s (%.*s)", STR_ARG(who), STR_ARG(msg(MSG_EVENT_DEPUTY)));
}

static struct str due_words(struct arena *a, const struct json *data)
{
    int64_t ms;

    if (!iso_parse_instant(json_text_of(data, "due"), &ms))
        return STR_NONE;
    return MSG_FMT(a, MSG_EVENT_DUE, { "date", jdate_text_ms(a, ms, JDATE_LONG) });
}

static struct str note_of(struct arena *a, const struct official_case *c, const struct event_rec *ev,
                          const struct json *data, const char *member)
{
    struct str note = member == NULL ? STR_NONE : json_text_of(data, member), due;

    if (str_eq_c(ev->kind, "incident"))
        return cause_text(a, note);
    if (str_eq_c(ev->kind, "message"))
        return official_word(c->pkg, a, "act", json_text_of(data, "message"));
    if (str_eq_c(ev->kind, "letter"))
        return note.len == 0 ? note : MSG_FMT(a, MSG_EVENT_LETTER_TO, { "to", note });
    if (str_eq_c(ev->kind, "instance_added") && json_text_of(data, "unit").len > 0)
        return arena_fmt(a, "%.*s\n%.*s", STR_ARG(json_text_of(data, "unit")), STR_ARG(note));
    if (str_eq_c(ev->kind, "closed"))
        return official_word(c->pkg, a, "state", json_text_of(data, "state"));
    if (str_eq_c(ev->kind, "numbered"))
        return digits_fa(a, arena_fmt(a, "%lld/%lld", (long long)json_int_of(data, "year", 0),
                                      (long long)json_int_of(data, "number", 0)));
    due = str_starts(ev->kind, STR("deadline_")) && !str_eq_c(ev->kind, "deadline_met") ? due_words(a, data)
                                                                                        : STR_NONE;
    if (due.len > 0)
        return note.len == 0 ? due : arena_fmt(a, "%.*s\n%.*s", STR_ARG(due), STR_ARG(note));
    return note;
}

const struct event_view *history_of(struct arena *a, const struct official_case *c, size_t *n)
{
    struct event_view *v = ARENA_ARRAY(a, struct event_view, c->events.n);

    *n = 0;
    for (size_t i = c->events.n; v != NULL && i-- > 0;) {
        const struct event_rec *ev = &c->events.v[i];
        const struct json *data = NULL;
        struct event_view x = { .at = ev->at, .what = ev->kind, .who = who_of(a, ev) };

        if (json_parse(a, ev->data, &data, NULL) != RC_OK)
            data = NULL;
        for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
            if (str_eq_c(ev->kind, kinds[k].kind)) {
                x.what = msg(kinds[k].words);
                x.icon = kinds[k].icon;
                x.who = kinds[k].by_itself ? STR_NONE : x.who;
                x.note = note_of(a, c, ev, data, kinds[k].note);
            }
        if (str_eq_c(ev->kind, "letter") && (str_eq_c(ev->actor, "citizen") || str_eq_c(ev->actor, "system")))
            x.who = STR_NONE; /* the office wrote it, whoever's act it followed from */
        if (str_eq_c(ev->kind, "instance_added") && json_text_of(data, "name").len > 0)
            x.what = json_text_of(data, "name"); /* the process has its own words for it */
        if (str_eq_c(ev->kind, "stage") && x.note.len > 0) {
            x.what = x.note;
            x.note = STR_NONE;
        }
        x.seq = arena_fmt(a, "%lld", (long long)ev->seq);
        x.hash = str_sub(ev->hash, 0, 8);
        v[(*n)++] = x;
    }
    return v;
}
