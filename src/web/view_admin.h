/*
 * view_admin.h - what each administrator page needs. Templates: templates/admin/NAME.html, function
 * tpl_admin_NAME(resp_html(rs), &page, &view). Forms that are only a list of fields use struct
 * office_form_view and tpl_official_form() of view_official.h.
 */
#ifndef WEB_VIEW_ADMIN_H
#define WEB_VIEW_ADMIN_H

#include "web/view_official.h"

struct admin_home_view { /* state of the installation: each a figure with a link */
    const struct figure_view *figures;
    size_t figures_n;
    const struct register_link *links;
    size_t links_n;
    struct str version, store;
    int64_t started_at;
    bool all; /* administers the whole office: settings and log too */
};

/* ---- units, posts, holders ---- */

struct units_view {
    const struct unit_line { /* depth first */
        size_t depth;
        struct str name, code, kind;
        int64_t posts, vacant, open_tasks;
        bool closed;
        struct url to;
    } * v;
    size_t n;
    struct url add;
    struct filter_bar filters;
};

struct unit_view {
    struct str name, code, kind, parent, phone, address;
    const struct case_fact *facts;
    size_t facts_n;
    const struct post_line {
        struct str title, code, roles, holder, deputy;
        int64_t since;
        struct url to;
        bool vacant, closed;
    } * posts;
    size_t posts_n;
    struct url edit, add_post;
};

struct post_view {
    struct str title, code, unit;
    const struct case_fact *facts; /* roles, rights */
    size_t facts_n;
    const struct holder_line {
        struct str name, login;
        int64_t from, until; /* until 0: still */
        bool deputy, now;
        struct str reason;
        struct url to, end; /* the person; a page that asks first */
    } * holders;
    size_t holders_n;
    const struct field_view *fields; /* appoint a holder: person, from, deputy */
    size_t fields_n;
    struct url action, edit;
    struct str why_not; /* why nobody can be appointed: the form is left out */
};

struct people_view {
    const struct person_line {
        struct str name, login, posts;
        bool locked, totp, no_password;
        int64_t seen;
        struct url to;
    } * v;
    size_t n;
    struct filter_bar filters;
    struct pages_view pages;
    struct url add;
};

struct person_view {
    struct str name, login;
    const struct case_fact *facts;
    size_t facts_n;
    const struct held_line {
        struct str post, unit, reason;
        int64_t from, until;
        bool deputy, now;
        struct url to;
    } * held;
    size_t held_n;
    bool closed, may_change, totp;
    int64_t version;
    struct url edit, password, totp_off; /* password, totp_off: POST */
};

/* A first password: this page is the only place where it is ever shown. */
struct first_password_view {
    struct str name, login, password;
    struct url person;
    struct url sign_in; /* for the slip that is handed over */
};

/* ---- calendars ---- */

struct calendar_view {
    struct str name, key;
    int64_t version;
    int64_t year;
    struct url previous_year, next_year;
    struct str weekend; /* «پنجشنبه و جمعه» */
    const struct holiday_line {
        int32_t day;
        struct str title, kind; /* «رسمی»، «اعلام‌شده» */
        bool predicted;         /* lunar, not yet confirmed */
        struct str source;
        bool here;         /* of this province only */
        struct url change; /* the page of this day; empty: nothing to be done */
        bool may_remove, may_confirm;
    } * holidays;
    size_t holidays_n;
    const struct field_view *fields; /* announce a holiday: date, title, source */
    size_t fields_n;
    struct url action;
    const struct carried_field *carried;
    size_t carried_n;
    const struct link_view *others; /* other calendars */
    size_t others_n;
    const struct calendar_version {
        int64_t version, at;
        struct str note, by;
        struct url to; /* what it moved */
    } * versions;
    size_t versions_n;
    struct str not_newest; /* an earlier version is looked at: which */
};

/* After (or before) a change of the calendar: which deadlines moved. */
struct moved_view {
    struct str title; /* «تعطیل شدن چهارشنبه ۳ دی ۱۴۰۴ (آلودگی هوا)» */
    bool done;        /* false: a preview; the button does it */
    const struct moved_line {
        struct str subject, code, unit;
        int64_t old_due, new_due;
        struct url to;
        bool told; /* the applicant has been told */
    } * v;
    size_t n;
    int64_t unmoved; /* -1: not counted */
    bool cut;        /* there are more than these */
    struct str note;
    struct confirm_view confirm;
};

/* ---- processes ---- */

struct processes_view {
    const struct process_line {
        struct str title, key, family, owner;
        int64_t version, installed_at, running, review_at;
        bool public;
        bool incidents;
        struct url to;
    } * v;
    size_t n;
};

struct process_view {
    struct str title, key, catalogue, owner;
    const struct link_view *links; /* picture, compare, move cases, instances */
    size_t links_n;
    const struct process_version {
        int64_t version, installed_at, running;
        struct str by, hash, change;
        bool current;
        struct url to;
    } * versions;
    size_t versions_n;
    const struct case_fact *facts; /* forms, decisions, letters, scenarios */
    size_t facts_n;
    const struct link_view *files;
    size_t files_n;
};

/* ---- incidents, outbox, ledger, settings, log ---- */

struct incidents_view {
    const struct incident_view {
        int64_t at;
        struct str text, element, process, code, subject;
        struct url open, retry; /* the case; the page of this incident */
        bool resolved;
        struct str resolved_by, remedy;
        int64_t resolved_at;
    } * v;
    size_t n;
    const struct tab_view *tabs; /* open, solved */
    size_t tabs_n;
    struct pages_view pages;
    struct empty_view empty;
};

struct incident_page_view {
    const struct incident_view *incident;
    struct url instance;             /* where it stands, and the other remedies */
    const struct field_view *fields; /* the reason */
    size_t fields_n;
    struct url action;
};

struct outbox_view {
    const struct tab_view *tabs; /* waiting, sent, failed */
    size_t tabs_n;
    const struct outbox_line {
        int64_t at, next_try, tries;
        struct str channel, to, what, error, code;
        enum tone tone;
        struct str state;
        struct url open, again, print; /* the case; POST; the sheet */
        struct url remedy;             /* the page of a dead letter */
        struct str tick;               /* value of its box when letters are marked as posted; empty: none */
    } * v;
    size_t n;
    struct pages_view pages;
    struct empty_view empty;
    struct url posted; /* POST of the ticked letters; empty: none */
    bool letters;      /* the part of printed letters */
};

struct ledger_view {
    const struct root_line {
        int32_t day;
        int64_t cases, at;
        struct str root;
        struct url check; /* POST */
    } * roots;
    size_t roots_n;
    const struct field_view *fields; /* the tracking code */
    size_t fields_n;
    struct url check; /* POST */
};

struct settings_view {
    const struct setting_group {
        struct str title, about;
        const struct field_view *fields;
        size_t fields_n;
    } * groups;
    size_t groups_n;
    const struct carried_field *carried;
    size_t carried_n;
    struct url action;
};

struct log_view {
    const struct log_line {
        int64_t at;
        struct str who, what, subject, detail;
        struct url to;
        enum tone tone;
    } * v;
    size_t n;
    struct filter_bar filters;
    struct pages_view pages;
};

#endif
