/*
 * view.h - what the templates of parts/ and layout/ are given: plain data, made by page handlers, and the
 * filters that templates use for dates, shares and addresses of assets.
 *
 * Everything is borrowed for as long as the page is being written. Texts are Persian words of a process, of
 * an office or of a person; the words of SAMAD itself stand in the templates. An instant is int64_t
 * milliseconds (base/clock.h) and 0 means "not known"; a `struct str` that is empty leaves its place out; so
 * does a NULL pointer.
 *
 * Not here: views of whole pages (view_citizen.h, view_official.h, view_admin.h), escaping (html.h).
 */
#ifndef WEB_VIEW_H
#define WEB_VIEW_H

#include "forms/form.h"
#include "web/assets.h"
#include "web/html.h"
#include "web/http.h"

/* ---- filters ---- */
struct small fa_date(int64_t ms);       /* ۱۴۰۴/۰۶/۲۴: for tables */
struct small fa_date_long(int64_t ms);  /* دوشنبه ۲۴ شهریور ۱۴۰۴: for sentences */
struct small fa_date_plain(int64_t ms); /* ۲۴ شهریور ۱۴۰۴ */
struct small fa_time(int64_t ms);       /* ۱۴:۰۵ */
struct small fa_day(int32_t day);       /* as fa_date, of a day number (persian/jalali.h) */
struct small fa_day_long(int32_t day);
struct small iso_time(int64_t ms);            /* 2025-09-15T14:05:00+03:30: <time datetime> */
struct small fa_share(int64_t hundredths);    /* of a percent: 8540 is ۸۵٫۴٪ */
struct small fa_decimal(int64_t tenths);      /* 47 is ۴٫۷ */
struct small fa_digits(struct str s);         /* Persian digits in place of the others; cut to what fits */
struct small ascii_digits(struct str s);      /* digits only: codes for data-copy */
struct small html_id(struct str s, size_t n); /* "s-7": ids of repeated things; n from 0 is written n+1 */

/* ---- icons: symbols of assets/icons.svg ---- */
/* clang-format off */
#define ICONS(X) \
    X(ALERT, "alert") X(ARROW, "arrow") X(BACK, "back") X(BELL, "bell") X(BOARD, "board") \
    X(CALENDAR, "calendar") X(CALL, "call") X(CHART, "chart") X(CHECK, "check") X(CLIP, "clip") \
    X(CLOCK, "clock") X(CLOSE, "close") X(COPY, "copy") X(DOWN, "down") X(DOWNLOAD, "download") \
    X(EDIT, "edit") X(EMBLEM, "emblem") X(FILTER, "filter") X(FLAG, "flag") X(FLOW, "flow") \
    X(FORWARD, "forward") X(HISTORY, "history") X(INBOX, "inbox") X(INFO, "info") X(KEY, "key") \
    X(LETTER, "letter") X(LINK, "link") X(LOCK, "lock") X(NEW, "new") X(PAUSE, "pause") \
    X(PERSON, "person") X(PIN, "pin") X(PLUS, "plus") X(PRINT, "print") X(REFER, "refer") \
    X(REGISTER, "register") X(REPLY, "reply") X(SEARCH, "search") X(SETTINGS, "settings") \
    X(SHIELD, "shield") X(SIGN, "sign") X(SORT, "sort") X(STOP, "stop") X(TREE, "tree") X(UP, "up") \
    X(VISIT, "visit") X(WARNING, "warning")
/* clang-format on */
enum icon {
    ICON_NONE,
#define ICON_ENUM(id, name) ICON_##id,
    ICONS(ICON_ENUM)
#undef ICON_ENUM
        ICON_COUNT
};
struct url icon_url(enum icon i); /* address of the symbol in the sprite; empty for ICON_NONE */

/* ---- style sheets beyond samad.css and, for officials, office.css ---- */
enum sheets {
    SHEET_NONE = 0,
    SHEET_FORM = 1,     /* fields, answers, files */
    SHEET_CARDS = 2,    /* the home page's band, cards */
    SHEET_TIMELINE = 4, /* steps of a case, two columns */
    SHEET_LIST = 8,     /* officials: tables, tabs, filters */
    SHEET_CASE = 16,    /* officials: the case page */
    SHEET_FIGURES = 32, /* figures, charts, versions side by side */
    SHEET_TRAY = 64,    /* officials: rows of the in-tray, after SHEET_LIST */
    SHEET_PICTURE = 128 /* drawings of processes; only where there is one */
};

/* ---- small things ---- */
struct link_view {
    struct url to;
    struct str text;
    bool here; /* the page that is being looked at */
};

struct text_list {
    const struct str *v;
    size_t n;
};

enum tone { TONE_PLAIN, TONE_GOOD, TONE_SOON, TONE_LATE, TONE_PAUSED };

/* A box that tells something: after an act, or before one. */
struct notice_view {
    enum tone tone;
    struct str title; /* «ارجاع شد» */
    struct str text;  /* what it means, what comes next */
    struct link_view link;
};

/* ---- the page around everything ---- */

/* Which entry of the menu this page belongs to. */
enum page_here {
    HERE_NOWHERE,
    HERE_HOME, /* citizens */
    HERE_TRACK,
    HERE_TRAY, /* officials */
    HERE_SEARCH,
    HERE_INTAKE,
    HERE_INDICATOR,
    HERE_BOARD,
    HERE_REGISTERS,
    HERE_REPORTS,
    HERE_ADMIN
};

/* The masthead of an official. */
struct official_view {
    struct str name, post, unit;
    struct str acting_for; /* whose absence this post is held for; empty: own post */
    int64_t tray_new, tray_today, tray_late;
    bool may_work, may_register, may_manage, may_report, may_administer;
    const struct link_view *posts; /* other posts to switch to: forms that post to these addresses */
    size_t posts_n;
};

struct page {
    const struct official_view *who; /* NULL: a citizen's page */
    enum page_here here;
    struct str office;              /* «استانداری سمنان» */
    struct str office_phone;        /* contact phone of the foot, ASCII digits; empty: none */
    struct url office_tel;          /* url_tel() of it */
    struct url emblem;              /* the office's own; empty: the drawn rosette */
    struct link_view back;          /* «بازگشت» above the heading */
    const struct link_view *crumbs; /* officials: where this page stands */
    size_t crumbs_n;
    const struct notice_view *notice; /* what the last act did */
    const struct error_view *errors;  /* error summary at the top; also puts «خطا:» into the title */
    size_t errors_n;
    struct safe_html guard; /* form_guard(rq): stands in every POST form of the page */
    bool full;              /* <main> has the whole width: the page wraps itself */
    bool keep_draft;        /* the page's form is kept in this tab while it is being written (script) */
};

/* ---- forms ---- */

struct error_view {
    struct url to; /* #id of the field; empty: the form as a whole */
    struct str text;
};

enum control {
    CONTROL_TEXT,
    CONTROL_LONG,
    CONTROL_NUMBER, /* digits: any set is accepted, so it is a text box with inputmode */
    CONTROL_NATIONAL_ID,
    CONTROL_CODE, /* tracking code, postcode, TOTP: left to right, digits */
    CONTROL_PHONE,
    CONTROL_EMAIL,
    CONTROL_DATE, /* three boxes */
    CONTROL_TIME,
    CONTROL_RADIO, /* big rows */
    CONTROL_SELECT,
    CONTROL_TICK, /* one box */
    CONTROL_TICKS,
    CONTROL_FILES,
    CONTROL_SECRET,
    CONTROL_SHOWN /* read only: label and value */
};

struct option_view {
    struct str value, label, hint;
    bool chosen;
};

/* A file already kept with a form. */
struct kept_file {
    struct str name;
    int64_t bytes;
    struct str reference; /* value of the field */
};

struct field_view {
    enum control control;
    struct str name;  /* of the input; its id is the same */
    struct str label; /* the question */
    struct str hint, error;
    struct str value;            /* as typed */
    struct str year, month, day; /* CONTROL_DATE */
    struct str autocomplete, prefix, suffix;
    struct str accept;  /* CONTROL_FILES */
    int64_t max_length; /* characters; 0: not said */
    int64_t rows;       /* CONTROL_LONG; 0: by length */
    bool required, readonly;
    bool heading;      /* the label is the page's heading (one question a page) */
    bool narrow;       /* short box */
    bool checked;      /* CONTROL_TICK */
    bool many;         /* CONTROL_FILES, CONTROL_SELECT */
    bool focus;        /* autofocus */
    bool compact_date; /* officials: one box instead of three */
    const struct option_view *options;
    size_t options_n;
    const struct kept_file *kept;
    size_t kept_n;
};

/* What may stand in a field whose meaning is a unit, a post or a person: it is drawn as a select then. */
struct choice_list {
    enum form_meaning meaning;
    struct str name; /* of the one field it is for; empty: every field of this meaning */
    const struct option_view *v;
    size_t n;
};

/* A form of a process package, drawn by the part form_fields. */
struct form_view {
    struct arena *arena;           /* for words of errors and lists of options */
    const struct form_item *items; /* form_items() of forms/form.h */
    size_t n;
    const struct kept_file *kept; /* all files of the draft; a field shows those whose reference it holds */
    size_t kept_n;
    const struct choice_list *lists;
    size_t lists_n;
    struct str heading_of;         /* name of the field whose label is the page's heading; empty: none */
    const struct form_field *page; /* the group that is this page: its frame is not drawn; or NULL */
    bool compact; /* officials: dates in one box, fields in two columns where the form says so */
};

/* The Markdown of form-js cut down to paragraphs, lists and **strong**. */
enum prose_kind { PROSE_PARAGRAPH, PROSE_BULLET, PROSE_NUMBER, PROSE_HEADING };
struct prose_run {
    struct str text;
    bool strong;
};
struct prose_block {
    enum prose_kind kind;
    bool first, last; /* of a run of list items of one kind */
    const struct prose_run *runs;
    size_t n;
};
struct prose_view {
    const struct prose_block *v;
    size_t n;
};
struct prose_view prose_of(struct arena *a, struct str markdown);
/* Text of a FORM_TABLE's cell: member `key` of a row of the context. */
struct str form_cell_text(struct arena *a, const struct json *row, struct str key);

/* What draws a form item. Options, files and error words are made in `v->arena`. */
struct field_view field_of_item(const struct form_view *v, const struct form_item *item);
/* Do its rows belong to rows that are there already (a field in them is read only)? Then none is added or
 * removed. */
bool form_list_fixed(const struct form_field *list);
/* Items that the form puts beside each other (layout.row): the i-th begins, or ends, such a row. */
bool form_row_begins(const struct form_view *v, size_t i);
bool form_row_ends(const struct form_view *v, size_t i);
/* The error summary of a form result / of the declared fields. The array lives in `a`. */
const struct error_view *errors_of_form(struct arena *a, const struct form_result *r, size_t *n);
const struct error_view *errors_of_req(struct arena *a, const struct req *rq, size_t *n);
/* The words of one form error: the form's own, else of locales/fa.po with its limits. */
struct str form_error_words(struct arena *a, const struct form_error *e);
/* Fields with typed value and error of a declared form: { CONTROL_TEXT, name } and so on, filled from `rq`.
 */
struct field_view field_of_req(const struct req *rq, enum control control, const char *name);

/* Check your answers, case facts, receipts. */
enum answer_tick { ANSWER_NO_TICK, ANSWER_TICKED, ANSWER_UNTICKED };
struct answer_view {
    struct str question;
    struct str value;         /* text, line feeds kept */
    const struct str *values; /* instead of `value`: several */
    size_t values_n;
    enum answer_tick tick; /* a yes or no: the words are the template's */
    struct url change;     /* «تغییر»: empty leaves it out */
    bool code;             /* left to right */
    bool same;             /* comparing two versions: the same on both sides */
};
struct answers_view {
    struct str title; /* of the group */
    const struct answer_view *v;
    size_t n;
};
/* What was answered to the items of a form, one view a group, in its order; empty answers only with `all`.
 * `change` (may be empty) is the address of the page, to which the field's fragment is added. RC_LIMIT when
 * the arena is full. */
enum rc answers_of_form(const struct form_view *v, bool all, struct url change,
                        const struct answers_view **ret, size_t *ret_n, struct err *e) MUST_CHECK;

/* ---- time ---- */

enum due_state {
    DUE_NONE,
    DUE_IN_TIME,
    DUE_SOON,
    DUE_TODAY,
    DUE_LATE,
    DUE_PAUSED,
    DUE_MET,
    DUE_MET_LATE,
    DUE_CLOSED
};

/* A clock and why it says so. */
struct clock_view {
    enum due_state state;
    int64_t due;              /* last moment of the due day */
    int64_t days;             /* whole days left, or late by, never negative */
    int64_t since;            /* paused since; met at */
    struct str limit;         /* «حداکثر ۱۵ روز (رده ب)» */
    struct str why;           /* the sentence that explains the date (deadline_sentence) */
    struct text_list changes; /* earlier dates, one sentence each */
};

enum timeline_state { TIMELINE_DONE, TIMELINE_HERE, TIMELINE_NEXT, TIMELINE_SKIPPED };
struct step_view {
    enum timeline_state state;
    struct str title;
    struct str who;  /* post or office */
    struct str note; /* one sentence */
    int64_t at;      /* done: when; here: since */
    int64_t due;     /* here, next: expected by */
};

/* One line of a case's history (officials). */
struct event_view {
    int64_t at;
    struct str what, who, note;
    enum icon icon;
    struct str seq, hash; /* of the ledger, shown small; may be empty */
};

/* ---- officials' parts ---- */

enum tray_mark { MARK_NONE, MARK_NEW, MARK_TODAY, MARK_LATE, MARK_RETURNED };
struct tray_row_view {
    struct url to;
    enum tray_mark mark;
    bool unread;
    struct str subject, applicant, task, stage;
    struct str code;   /* tracking code, ASCII */
    struct str number; /* indicator number */
    struct clock_view task_clock, case_clock;
    struct str last_act; /* «ارجاع از مدیر واحد» */
    int64_t last_at;
    struct str holder; /* who has claimed it; empty: nobody */
    bool mine, confidential;
};

struct filter_view {      /* one control of the filter bar; all of them live in the address (GET) */
    bool hidden;          /* carried along: the tab, the order */
    enum control control; /* TEXT, SELECT, DATE (one box) */
    struct str name, label, value;
    const struct option_view *options;
    size_t options_n;
};
struct filter_bar {
    struct url action;
    const struct filter_view *v;
    size_t n;
    struct url clear; /* «پاک کردن»; empty when nothing is set */
    bool active;
};

struct tab_view {
    struct link_view link;
    int64_t count; /* -1: none shown */
    enum tone tone;
};

enum column_sort { COLUMN_UNSORTED, COLUMN_UP, COLUMN_DOWN };
struct column_view {
    struct str title;
    struct url sort; /* empty: cannot be sorted by */
    enum column_sort sorted;
    bool number; /* aligned at the end */
    bool code;   /* left to right */
    bool main;   /* heading of the row; the card's title on a phone */
};
struct cell_view {
    struct str text;
    struct url to;                  /* makes it a link */
    enum tone tone;                 /* with `text` beside an icon */
    const struct clock_view *clock; /* a chip instead of text */
};
struct table_view {
    struct str caption;
    const struct column_view *columns;
    size_t columns_n;
    const struct cell_view *cells; /* rows_n x columns_n */
    size_t rows_n;
    const struct cell_view *totals; /* columns_n cells or NULL */
    struct text_list notes;
    struct url csv, pdf, json; /* exports; empty: none */
};

struct pages_view { /* of a list */
    int64_t from, to, total;
    struct url first, previous, next, last; /* empty: none */
};

struct empty_view {
    struct str title, text;
    struct link_view link;
};

enum attached_state { ATTACHED_CLEAN, ATTACHED_WAITING, ATTACHED_REFUSED };
struct attachment_view {
    struct url to;
    struct str name, kind; /* «PDF», «تصویر» */
    int64_t bytes, pages;
    int64_t at;
    struct str by;
    enum attached_state state;
    bool picture;
};

/* Letters in and out, notes, opinions: oldest first. */
struct message_view {
    bool incoming;
    struct str kind; /* «نامهٔ پاسخ»، «درخواست نظر» */
    struct str number;
    int64_t at;
    struct str from, to, subject, excerpt;
    struct url open, print;
    enum tone tone;
    struct str delivery; /* «تحویل شد» */
    const struct attachment_view *files;
    size_t files_n;
    size_t depth; /* answers stand under what they answer */
};

/* Who referred to whom with which margin note; in depth-first order. */
struct referral_view {
    size_t depth;
    struct str from, to, note; /* note: هامش */
    int64_t at, due, done_at;
    bool here; /* the case is on this desk */
    struct str result;
};

/* A button that decides, with what follows from it. */
struct decision_view {
    struct str name, value; /* of the submit button */
    struct str label;       /* «تأیید و ارسال برای امضا» */
    struct str consequence; /* «پیش‌نویس برای مدیرکل می‌رود و دیگر اینجا
                             * قابل ویرایش نیست.»
                             */
    enum { DECISION_MAIN, DECISION_OTHER, DECISION_DANGER } weight;
    struct str confirm; /* shown with a tick box that must be ticked; empty: none */
};

struct figure_view {
    struct str label, value, unit, note; /* value as written, Persian digits */
    enum tone tone;
    struct url to;
};

struct chart_view {
    struct str title;
    struct safe_html svg;
    const struct table_view *table; /* the same values; never NULL */
};

struct flow_line {
    struct str text;
    int64_t number;
    bool inner;  /* of a sub-process */
    bool marked; /* a case is shown on it: `state` says what it did here */
    enum timeline_state state;
};
/* A process as a picture and as numbered sentences beside it. */
struct flow_view {
    struct str title;
    struct str id;        /* of its controls: one a page each */
    struct safe_html svg; /* empty: sentences only */
    struct url alone;     /* the picture as a file of its own */
    struct str here;      /* id of the place where a case is, to go there; empty: none */
    bool marked;          /* with the way of a case: the signs are explained */
    bool whole;           /* shown as a whole first, not in readable size */
    const struct flow_line *lines;
    size_t lines_n;
};
/* One case in one of its processes; the others (opinion asked for, inspection …) are a link away, since each
 * comes with its picture and its sentences. */
struct flow_page_view {
    struct str code, subject;
    struct flow_view flow;
    const struct link_view *others; /* this one among them; none when it is the only one */
    size_t others_n;
};
/* Live figures of a process. */
struct step_page_view {
    struct str title;
    struct flow_view flow;
    struct table_view table;
};
struct picture; /* app/picture.h */
/* `id` tells several on one page apart. */
enum rc flow_of_picture(struct arena *a, const struct picture *x, struct str id, struct flow_view *ret,
                        struct err *e) MUST_CHECK;

/* ---- confirmation, conflict ---- */

struct carried_field { /* goes along as a hidden input */
    struct str name, value;
};

struct confirm_view {
    struct str title, consequence, button;
    struct str about;            /* the case it is about; may be empty */
    struct answers_view answers; /* what will be recorded; may have none */
    struct url action, cancel;
    const struct carried_field *carried;
    size_t carried_n;
    bool danger;
    bool back; /* going back is a button `_back` too, so that what is carried comes back */
};

struct conflict_view {
    struct str who, what; /* «رضا عامری، کارشناس بازرسی»، «پیش‌نویس
                           * پاسخ را ذخیره کرد»
                           */
    int64_t at;
    struct answers_view theirs, yours; /* the same questions in the same order */
    struct url again, drop;            /* send mine over theirs; go on with theirs */
    bool may_overwrite;
    const struct carried_field *carried; /* what was typed, and the new version number */
    size_t carried_n;
};

#endif
