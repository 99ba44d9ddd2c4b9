/*
 * view_citizen.h - what each citizen page needs, as plain data. Templates: templates/citizen/NAME.html,
 * function tpl_citizen_NAME(resp_html(rs), &page, &view).
 *
 * No word of a process stands in a template: title, noun («شکایت»), steps and texts come from its package.
 * Rules of borrowing and emptiness as in view.h.
 */
#ifndef WEB_VIEW_CITIZEN_H
#define WEB_VIEW_CITIZEN_H

#include "web/view.h"

/* ---- home: / ---- */

struct service_link {
    struct str title, summary;
    struct url about; /* how to */
    struct url start; /* empty: cannot be begun on the web */
};
struct home_view {
    struct str welcome; /* one sentence about the office; may be empty */
    const struct service_link *services;
    size_t services_n;
};

/* ---- how to: /{process} (OFF-CMP-02, the Article 36 card) ---- */

struct channel_view {
    enum icon icon;
    struct str title, text;
    struct link_view link;
};
struct limit_view { /* OFF-CMP-18..21 */
    struct str label, when, limit; /* «الف», «نه مکاتبه لازم است و نه بازرسی», «۱۰ روز» */
};
struct address_view {
    struct str name, address, hours, phone;
    struct url tel;
};
struct about_view {
    struct str title, noun;
    struct prose_view intro;
    struct url start;              /* «ثبت شکایت»; empty: not on the web */
    struct text_list must_contain; /* what it must say */
    struct text_list documents;    /* what to bring */
    const struct channel_view *channels;
    size_t channels_n;
    const struct limit_view *limits; /* the four limits */
    size_t limits_n;
    struct str limits_note;        /* how they are counted; may be empty */
    struct str privacy;            /* who learns of it; may be empty */
    struct text_list after;        /* what one can do afterwards */
    const struct step_view *steps; /* stages, all TIMELINE_NEXT */
    size_t steps_n;
    const struct flow_view *flow; /* flowchart with its text, or NULL */
    const struct address_view *contacts;
    size_t contacts_n;
    const struct link_view *legal; /* the law it rests on; without address: text only */
    size_t legal_n;
    int64_t version, reviewed_at, next_review_at; /* PRT-TRK-04 */
};

/* ---- filling a form: one page of it ---- */

struct form_step_view {
    struct str process; /* title, above the heading */
    struct str title;   /* of this page: the group's label */
    struct str hint;    /* the group's hint; may be empty */
    int64_t step, steps;
    struct form_view form;
    struct url action;            /* POST: goes on, adds or removes a row */
    bool files;                   /* multipart is needed */
    bool last;                    /* the next page is the checking one */
    bool from_check;              /* came from «تغییر»: the button returns there */
    struct carried_field version; /* optimistic locking of the draft; empty name: none */
    struct str
        saved_until; /* «پیش‌نویس شما تا … نگه داشته می‌شود»; may be empty */
};

struct check_view {
    struct str process, noun;
    const struct answers_view *groups;
    size_t groups_n;
    struct url action;      /* POST: sends it */
    struct str declaration; /* «درستی آنچه نوشته‌ام بر عهدهٔ من است»; the tick
                             * box's words, may be empty
                             */
    struct str declaration_error;
};

/* ---- receipt (OFF-CMP-09) ---- */

struct receipt_view {
    struct str noun;
    struct str code;   /* tracking code, ASCII */
    struct str number; /* indicator number */
    int64_t at;        /* registered */
    struct str phone;  /* contact phone, ASCII digits */
    struct url tel;
    struct str unit; /* where it is now */
    struct str subject, applicant;
    struct clock_view clock;
    struct str no_clock; /* why there is no due date yet; may be empty */
    struct safe_html qr; /* SVG */
    struct str verify;   /* printed address behind the QR */
    struct url pdf, track;
    struct text_list sent_to; /* «پیامک به ۰۹۱۲…۴۵» */
    struct text_list next;    /* what happens now, one sentence each */
    bool existing;            /* the same form sent twice: this is the receipt of the first */
};

/* ---- tracking: /track and the case ---- */

struct track_view {
    struct field_view code, national_id; /* error and typed value inside */
    struct url action;
    struct str wait; /* too many tries: sentence; the form is not drawn then */
};

/* An act that the citizen may do now: «افزودن مدارک», «اعتراض به پاسخ», «پس گرفتن», «پذیرفتن پاسخ». */
struct act_view {
    struct url to;
    struct str label, about;
    enum icon icon;
    bool main, danger;
};

struct tracked_view {
    struct str noun, subject, code, number;
    int64_t at;
    struct str state; /* one sentence: «شکایت شما در دست بررسی است» */
    enum tone tone;
    struct clock_view clock;
    struct str no_clock; /* why there is no due date yet; may be empty */
    const struct step_view *steps;
    size_t steps_n;
    struct url flow;  /* where it is in the picture of its process */
    struct str asked; /* what the office asks for now; empty: nothing */
    const struct act_view *acts;
    size_t acts_n;
    const struct message_view *letters; /* answer and other letters meant for the citizen */
    size_t letters_n;
    const struct attachment_view *files;
    size_t files_n;
    const struct answers_view *filed; /* what was filed */
    size_t filed_n;
    struct str after; /* where to turn when all is over; may be empty */
    struct str phone;
    struct url tel, receipt, receipt_pdf, leave; /* leave: forget this case on this device (POST) */
};

/* Add documents, object, withdraw, accept: a form of the package with its consequence. */
struct act_form_view {
    struct str title; /* «اعتراض به پاسخ» */
    struct str subject, code;
    struct prose_view intro;
    struct form_view form;
    struct url action, cancel;
    struct str button;      /* names the act */
    struct str consequence; /* empty: none */
    bool danger, files;
};

/* ---- the answer, to read and print ---- */

struct answer_page_view {
    struct str title; /* «پاسخ شکایت» */
    struct str code, number, subject;
    int64_t at;
    struct safe_html letter; /* doc_write_html() */
    const struct attachment_view *files;
    size_t files_n;
    const struct act_view *acts;
    size_t acts_n;
    struct url pdf;
    int64_t object_until; /* 0: no objection any more */
};

/* ---- survey ---- */

struct scale_view { /* one question of 1 to 5 */
    struct str name, question, error;
    int64_t chosen; /* 0: none */
};
struct survey_view {
    struct str noun, code;
    struct field_view verdict;
    const struct scale_view *scales;
    size_t scales_n;
    struct field_view comment;
    struct url action, skip;
};

/* A page that says that something is done: survey sent, withdrawn, documents added. */
struct done_view {
    struct str title;
    struct text_list lines;
    const struct link_view *links;
    size_t links_n;
};

/* ---- verification of a receipt: /verify/… ---- */

struct verify_view {
    bool found, intact;
    struct str code, number, office;
    int64_t at, root_at; /* registered; day of the published root */
    struct str root;     /* hexadecimal */
};

/* ---- when it cannot be shown ---- */

/* 404, 403, 413, 500, 503 for people: words by status. `text` (may be empty) stands before the usual advice.
 */
struct problem_view {
    int status;
    struct str text;
    struct str event; /* number to tell the office; empty: none */
    const struct link_view *links;
    size_t links_n;
};

#endif
