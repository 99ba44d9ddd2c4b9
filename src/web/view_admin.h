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
};

/* ---- units, posts, holders ---- */

struct units_view {
    const struct unit_line { /* depth first */
        size_t depth;
        struct str name, code, kind;
        int64_t posts, open_cases;
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
        bool vacant;
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
        int64_t from, until; /* 0: still */
        bool deputy;
        struct url end;
    } * holders;
    size_t holders_n;
    const struct field_view *fields; /* appoint a holder: person, from, deputy */
    size_t fields_n;
    struct url action, edit;
};

struct people_view {
    const struct person_line {
        struct str name, login, posts;
        bool locked, totp;
        int64_t seen;
        struct url to;
    } * v;
    size_t n;
    struct filter_bar filters;
    struct pages_view pages;
    struct url add;
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
        struct url remove, confirm; /* POST; empty: none */
    } * holidays;
    size_t holidays_n;
    const struct field_view *fields; /* announce a holiday: date, title, source */
    size_t fields_n;
    struct url action;
    const struct link_view *others; /* other calendars */
    size_t others_n;
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
    size_t n, unmoved;
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
    struct flow_view flow;
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
        struct str text, element, process, code;
        struct url open, retry, resolve; /* retry, resolve: POST */
        int64_t tries;
        bool resolved;
        struct str resolved_by;
    } * v;
    size_t n;
    struct filter_bar filters;
    struct pages_view pages;
    struct empty_view empty;
};

struct outbox_view {
    const struct tab_view *tabs; /* waiting, sent, failed */
    size_t tabs_n;
    const struct outbox_line {
        int64_t at, next_try, tries;
        struct str channel, to, what, error, code;
        enum tone tone;
        struct str state;
        struct url open, again, drop; /* again, drop: POST */
    } * v;
    size_t n;
    struct pages_view pages;
    struct empty_view empty;
};

struct ledger_view {
    int64_t events, checked_at;
    bool intact;
    struct str fault; /* which record, and what is wrong */
    const struct root_line {
        int32_t day;
        int64_t events;
        struct str root;
        struct url proof;
    } * roots;
    size_t roots_n;
    struct url check; /* POST */
    struct pages_view pages;
};

struct settings_view {
    const struct setting_group {
        struct str title, about;
        const struct field_view *fields;
        size_t fields_n;
    } * groups;
    size_t groups_n;
    struct url action;
};

struct log_view {
    const struct log_line {
        int64_t at;
        struct str who, what, subject, address;
        struct url to;
        enum tone tone;
    } * v;
    size_t n;
    struct filter_bar filters;
    struct pages_view pages;
};

#endif
