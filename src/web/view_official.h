/*
 * view_official.h - what each page of officials needs, as plain data. Templates:
 * templates/official/NAME.html, function tpl_official_NAME(resp_html(rs), &page, &view). The page's `who` is
 * set, but for sign-in.
 *
 * Addresses that the templates name themselves: /tray, /tray/counts (JSON {"new":1,"today":2,"late":3}),
 * /intake, /indicator, /board, /registers, /reports, /clocks, /account, /delegations, /sign-in, /sign-out
 * (POST), /admin.
 */
#ifndef WEB_VIEW_OFFICIAL_H
#define WEB_VIEW_OFFICIAL_H

#include "web/view.h"

/* ---- sign-in ---- */

struct sign_in_view {
    struct field_view login, password, totp; /* names login, password, totp */
    bool ask_totp;                           /* second step */
    bool wrong;                              /* name or password: never says which */
    int64_t wait_seconds;                    /* > 0: too many tries from here */
    bool expired;                            /* a session ended in the middle of work */
    bool work_kept;                          /* …and what was typed goes along */
    bool no_post;                            /* right password, but holds no post now */
    struct str pending;                      /* with ask_totp: goes along, hidden */
    struct safe_html resume;                 /* resume_fields(rq) */
};

/* ---- in-tray ---- */

struct tray_page_view {
    const struct tab_view
        *tabs; /* همه، تازه، امروز، دیرشده، ارجاع‌شده، انجام‌شده */
    size_t tabs_n;
    struct filter_bar filters;
    const struct link_view *orders; /* «بر پایهٔ فوریت»، «تازه‌ترین» */
    size_t orders_n;
    const struct tray_row_view *rows;
    size_t rows_n;
    struct pages_view pages;
    struct empty_view empty; /* shown when there is no row */
};

/* ---- a case ---- */

struct task_view {
    struct str id;     /* the section's fragment is task-ID */
    struct str title;  /* of the user task */
    struct str order;  /* هامش: what the referrer wrote */
    struct str notice; /* what the process says about it, such as why it came back */
    struct str from;
    int64_t since;
    struct clock_view clock;
    struct str holder; /* who has claimed it; empty: nobody */
    bool mine;         /* may be filled in and finished */
    bool may_claim, may_release;
    const struct answers_view *shown; /* what is decided about: the draft to be reviewed or signed */
    size_t shown_n;
    struct form_view form;
    const struct decision_view *decisions; /* at least one when `mine` */
    size_t decisions_n;
    struct str choice_name, choice_label,
        choice_error;                        /* of the question that the buttons answer; may be empty */
    struct str drawn;                        /* names of the drawn fields: hidden input `_drawn` */
    struct url action, claim, release, save; /* save: keep as draft (POST) */
    struct url hand_over;                    /* the page with the forms of referring and giving back */
    bool handing_over;                       /* this is that page */
    bool draw_form;                          /* of the work itself */
    struct url open;                         /* the page that draws it, when this one has no room for two */
    struct field_view release_reason;
    bool files;
    int64_t version; /* optimistic locking: hidden input `version` */
    int64_t saved_at;
    struct str guard_text; /* why finishing was refused (guard_text of the package) */
};

struct refer_view {
    struct url action;
    struct field_view to;   /* select: posts */
    struct field_view note; /* هامش */
    struct field_view due;  /* optional */
    int64_t version;
    bool open; /* with errors: drawn open */
};

struct case_fact {
    struct str label, value;
    struct url to;
    bool code;
};

struct case_list_item { /* the start side: neighbours in the in-tray */
    struct link_view link;
    struct clock_view clock;
};

/* One part of a case on a page of its own: one of the three. */
struct case_part_view {
    struct str title, subject, code;
    const struct answers_view *answers;
    size_t answers_n;
    const struct message_view *letters;
    size_t letters_n;
    const struct event_view *events;
    size_t events_n;
    struct pages_view pages;
};

struct case_page_view {
    struct str subject, code, number, process, state;
    bool confidential;
    struct str applicant, channel;
    struct str story, demand; /* what the applicant wrote and wants: read first */
    int64_t at;
    struct clock_view clock;
    const struct clock_view *other_clocks; /* opinion, objection; `limit` names them */
    size_t other_clocks_n;
    const struct case_fact *facts; /* side column */
    size_t facts_n;
    const struct case_list_item *list;
    size_t list_n;
    const struct task_view *tasks; /* open tasks of the reader's post first */
    size_t tasks_n;
    const struct refer_view *refer; /* NULL: may not refer */
    struct url filed, written;      /* pages: what the applicant filed, what finished work holds */
    size_t written_n;               /* pieces of finished work */
    const struct referral_view *referrals;
    size_t referrals_n;
    const struct message_view *letters;
    size_t letters_n, letters_shown; /* the newest of them */
    const struct attachment_view *files;
    size_t files_n;
    const struct event_view *events; /* newest first */
    size_t events_n, events_shown;
    struct url all_letters, all_events; /* pages; this one shows the newest */
    const struct link_view *related;    /* duplicates, merged, called processes */
    size_t related_n;
    const struct act_view_official {
        struct url to;
        struct str label;
        enum icon icon;
        bool danger;
    } * acts; /* print, add a note, tell a message, widen the class, cancel */
    size_t acts_n;
    const struct incident_line {
        struct str text;
        int64_t at;
        struct url to;
    } * incidents;
    size_t incidents_n;
};

/* A letter of the case, to read and to print. */
struct letter_view {
    struct str title, code, subject; /* kind of the letter; the case */
    struct safe_html letter;         /* doc_write_html() */
    struct url open, pdf;            /* the case; the PDF */
    const struct attachment_view *files;
    size_t files_n;
    struct str delivery; /* «۱۴۰۴/۰۶/۲۸ با پیامک رسید» */
};

/* A form of its own: registering, a note, an act on a case, a process's message. */
struct office_form_view {
    struct str title;
    struct str subject, code; /* of the case; empty: none */
    struct str intro, consequence;
    struct form_view form;           /* of a package, or … */
    const struct field_view *fields; /* … plain fields */
    size_t fields_n;
    const struct carried_field *carried;
    size_t carried_n;
    struct url action, cancel;
    struct str button;
    bool danger, files;
    bool two_columns;
};

/* ---- registering on someone's behalf ---- */

struct intake_view { /* /intake: which process, which channel */
    const struct intake_choice {
        struct str process, channel, about;
        enum icon icon;
        struct url to;
    } * choices;
    size_t choices_n;
    const struct tray_row_view *today; /* what this desk registered today */
    size_t today_n;
    struct str next_number; /* of the indicator register */
};

struct intake_form_view { /* the dense form of one channel */
    struct str process, channel;
    struct form_view form;
    struct url action, cancel;
    bool files;
    struct str next_number;
    const struct tray_row_view *similar; /* of the same person: perhaps a duplicate; shown once */
    size_t similar_n;
    struct str drawn; /* names of the drawn fields: hidden input `_drawn` */
};

struct registered_view { /* after it: number, code, print, tell the person */
    struct str number, code, noun, applicant;
    int64_t at;
    struct str spoken; /* «چهارصد و دوازده، هشتصد و هشتاد، …» to be read on the telephone */
    struct clock_view clock;
    struct url receipt_pdf, open, again;
    struct text_list sent_to;
};

/* ---- indicator register (OFF-REP-01) ---- */

struct indicator_row {
    struct str number;
    int64_t at;
    bool incoming, voided;
    struct str void_reason, void_by;
    struct str other_number, other_date; /* of the other side */
    struct str from, to, subject;
    int64_t attachments;
    struct url open, void_it; /* empty: may not */
};
struct indicator_view {
    struct str unit;
    int64_t year;
    struct filter_bar filters; /* direction, day, text */
    const struct indicator_row *rows;
    size_t rows_n;
    struct pages_view pages;
    struct url pdf, csv;
    struct empty_view empty;
};

/* ---- manager: board and stopped clocks ---- */

struct board_cell {
    int64_t count;
    struct url to;
};
struct board_view {
    const struct figure_view *figures;
    size_t figures_n;
    /* open cases by stage (rows) and lateness (columns: in time, soon, late, paused, all) */
    const struct board_row {
        struct str stage;
        struct board_cell in_time, soon, late, all;
    } * rows;
    size_t rows_n;
    struct filter_bar filters;
    const struct tray_row_view *cases; /* of the chosen cell, or the most urgent */
    size_t cases_n;
    struct str cases_title;
    struct pages_view pages;
};

struct clocks_view {
    const struct stopped_clock {
        struct str subject, code, why, who;
        struct url to;
        int64_t since, days; /* days stopped */
        bool running;        /* the pause goes on */
        int64_t until;
        int64_t due_before, due_after;
    } * v;
    size_t n;
    struct filter_bar filters;
    struct pages_view pages;
    struct empty_view empty;
};

/* ---- registers and reports ---- */

struct register_index_view { /* /registers and /reports: what there is */
    const struct register_link {
        struct str title, about;
        struct url to;
        enum icon icon;
    } * v;
    size_t n;
    bool reports;
};

struct register_view { /* OFF-REP-02: filters, sort, exports inside `table` */
    struct str title, subtitle;
    struct filter_bar filters;
    struct table_view table;
    struct pages_view pages;
    struct empty_view empty;
};

struct report_view {            /* OFF-REP-08 and others */
    struct str title, subtitle; /* period and unit */
    struct filter_bar filters;
    struct link_view previous; /* the period before; may be empty */
    struct str young;          /* why its figures say little yet; may be empty */
    struct empty_view none;    /* in place of figures and charts: nothing falls into this period */
    const struct figure_view *figures;
    size_t figures_n;
    const struct chart_view *charts;
    size_t charts_n;
    struct url csv, pdf; /* of the figures */
    const struct table_view *tables;
    size_t tables_n;
    struct text_list method; /* how it is counted */
};

/* ---- my account, delegation ---- */

struct account_view {
    struct str login, name;
    const struct case_fact *posts;
    size_t posts_n;
    struct field_view old_password, new_password, again;
    struct url password_action;
    bool totp_on;
    bool must_change;         /* the password was given by somebody else */
    struct str totp_sealed;   /* goes along, hidden, while it is being set up */
    struct url totp_action;   /* begin, confirm or switch off */
    struct safe_html totp_qr; /* while it is being set up */
    struct str totp_secret;   /* in groups, to be typed */
    struct field_view totp_code;
    const struct session_line {
        struct str where;
        int64_t since, seen;
        bool here;
    } * sessions;
    size_t sessions_n;
    struct url end_others;
};

struct delegations_view {
    const struct delegation_line {
        struct str post, deputy, reason;
        int64_t from, until;
        bool now, mine;
        struct url end; /* POST; empty: may not */
    } * v;
    size_t n;
    const struct field_view *fields; /* post, deputy, from, until, reason */
    size_t fields_n;
    struct url action;
};

struct search_view {
    struct str query;
    struct url action;
    const struct tray_row_view *rows;
    size_t rows_n;
    struct pages_view pages;
};

#endif
