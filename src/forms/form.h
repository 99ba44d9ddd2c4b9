/*
 * form.h - forms of a process package: forms/NAME.json, the form-js JSON of bpmn.io (schema 1 to 18, Camunda
 * 8).
 *
 * One truth for page, API, telephone and import: form_read() checks and compiles a definition,
 * form_validate() turns what a person sent into canonical values or a list of errors, form_items() gives web
 * what to draw. Pure: no clock, no I/O, no HTML. A form is immutable and may be used by any number of
 * threads.
 *
 * What we add lives in a component's `properties` map (texts, as form-js writes them):
 *   kind          see enum form_meaning: national_id, legal_id, phone, mobile, email, postal_code,
 * jalali_date, unit, post, person, tracking hint          a line under the label                autocomplete
 * the HTML token visible_to    roles, parted by spaces; others have no such field required_if   FEEL:
 * required when true page          "yes" on a group of the top level: a page of its own. Once one says so all
 * groups of the top level are pages; other components there belong to the page of the group before them past,
 * future  "yes": no date after, before today    min_date, max_date   ISO pattern_message   words for
 * error.pattern           max_files            of a filepicker min_rows, max_rows   of a dynamiclist
 *
 * Canonical values: text in stored form (iran-facts 5.2), numbers as JSON numbers, ISO dates and times, E.164
 * phones, national and legal IDs and postal codes as ASCII digits, lists as arrays. A field hidden by its
 * condition or by visible_to has no value.
 *
 * Not here: drawing (web/), words of messages (locales/fa.po, keys below), who may fill which form (app/).
 */
#ifndef FORMS_FORM_H
#define FORMS_FORM_H

#include "base/arena.h"
#include "base/json.h"

struct form;
struct form_expr; /* a compiled FEEL condition */

#define FORM_COMPONENTS_MAX 300u /* in one definition */
#define FORM_DEPTH_MAX 6u        /* groups in groups */
#define FORM_OPTIONS_MAX 500u    /* of one choice */
#define FORM_ROWS_MAX 200u       /* of one dynamic list, whatever it allows itself */
#define FORM_INPUTS_MAX 4000u    /* submitted names */
#define FORM_PATTERN_MAX 200u    /* bytes of validate.pattern */

enum form_kind {
    FORM_TEXT,       /* textfield */
    FORM_TEXTAREA,   /* textarea */
    FORM_NUMBER,     /* number */
    FORM_DATE,       /* datetime, subtype date */
    FORM_TIME,       /* datetime, subtype time */
    FORM_DATETIME,   /* datetime, subtype datetime */
    FORM_CHECKBOX,   /* checkbox */
    FORM_RADIO,      /* radio */
    FORM_SELECT,     /* select */
    FORM_CHECKLIST,  /* checklist */
    FORM_TAGLIST,    /* taglist: many of a long list */
    FORM_FILES,      /* filepicker: values are the upload's references, made by app */
    FORM_GROUP,      /* group */
    FORM_LIST,       /* dynamiclist */
    FORM_TABLE,      /* table: shows a list of the context */
    FORM_PROSE,      /* text: read-only, the Markdown of form-js cut down to paragraphs, lists and ** */
    FORM_EXPRESSION, /* expression: computed, never taken from outside */
    FORM_SEPARATOR,  /* separator */
    FORM_SPACER      /* spacer */
};

/* properties.kind, or validate.validationType for the first two. */
enum form_meaning {
    FORM_PLAIN,
    FORM_EMAIL,
    FORM_PHONE,       /* any Iranian number a person can be called on; stored as E.164 */
    FORM_MOBILE,      /* the same, mobile only */
    FORM_NATIONAL_ID, /* iran-facts 1 */
    FORM_LEGAL_ID,    /* iran-facts 2 */
    FORM_POSTAL_CODE, /* iran-facts 4 */
    FORM_JALALI_DATE, /* a textfield that is a date; a `datetime` component is one anyway */
    FORM_UNIT,        /* code of a unit: form_env.known decides */
    FORM_POST,        /* code of a post */
    FORM_PERSON,      /* reference of a person */
    FORM_TRACKING     /* tracking code: digits only; form_env.known decides */
};

struct form_option {
    struct str value, label;
};

/* A component as web draws it. Borrowed, as long as the form. */
struct form_field {
    enum form_kind kind;
    enum form_meaning meaning;
    struct str id;   /* of the component; may be empty */
    struct str key;  /* key, or path for groups and lists; empty when it holds no value */
    struct str path; /* dotted place of the value in its scope: "applicant.name" */
    struct str label, description, hint;
    struct str text;           /* FORM_PROSE source; FORM_TABLE: data source name */
    struct str autocomplete;   /* HTML autocomplete token; may be empty */
    struct str prefix, suffix; /* appearance.prefixAdorner, suffixAdorner */
    bool required, readonly, disabled, multiple, searchable, past, future;
    bool has_min, has_max;
    int64_t min_length,
        max_length;      /* characters; max_length is never 0: a limit by kind when the form sets none */
    struct str min, max; /* numbers, ASCII decimal */
    struct str min_date, max_date; /* ISO, may be empty */
    int64_t decimals;              /* digits after the point a number may have; 0 = integer */
    size_t min_rows, max_rows;     /* FORM_LIST; for FORM_FILES the number of files */
    bool fixed_rows;   /* FORM_LIST: allowAddRemove is false: rows are neither added nor removed */
    struct str accept; /* FORM_FILES: as in HTML */
    const struct form_option *options;
    size_t options_n;
    struct str options_key;            /* options taken from this list of the context (valuesKey) */
    const struct form_option *columns; /* FORM_TABLE: value = key, label = heading */
    size_t columns_n;
    struct str layout_row;  /* components with the same row stand beside each other */
    int64_t layout_columns; /* of 16; 0: by itself */
    const struct form_field *parent, *first, *next;
    size_t index; /* in order of the file */
    /* compiled; web need not look */
    const struct form_expr *hide, *required_if, *expression, *options_expr;
    const struct str *visible_to;
    size_t visible_to_n;
    const struct form_pattern *pattern;
    const struct json *dflt;    /* defaultValue */
    struct str pattern_message; /* properties.pattern_message: words for error.pattern, or empty */
};

struct form_problem {
    struct str file;
    struct str path; /* JSON path: "components[3].validate.min" */
    struct str message;
    bool warning;
};
struct form_problems { /* start with { 0 }; in the arena given to form_read */
    struct form_problem *v;
    size_t n, cap;
};
#define FORM_PROBLEMS_MAX 200u

/* Read, check, compile. The form lives in `a`; `text` may go away. RC_INVALID when there is a problem that is
 * no warning (all in `problems`, which may be NULL; the first in `e`); RC_LIMIT for LIMIT_JSON_BYTES,
 * FORM_…_MAX or a full arena. Refused: html, iframe, image, documentPreview components, unknown types, bad
 * FEEL, two fields in one place. */
enum rc form_read(struct arena *a, struct str file, struct str text, struct form_problems *problems,
                  const struct form **ret, struct err *e) MUST_CHECK;

struct str form_id(const struct form *f);
struct str
form_title(const struct form *f); /* properties.title of the form, or its first group's label; may be empty */
const struct form_field *form_first(const struct form *f); /* walk with ->first and ->next */
/* By full dotted path ("applicant.name", "items.text" inside a list); NULL when there is none. */
const struct form_field *form_find(const struct form *f, struct str path);
/* Names of the context that conditions, expressions, tables and option lists read and the form itself does
 * not hold. */
const struct str *form_reads(const struct form *f, size_t *n);

/* ---- pages: one thing a page ---- */

size_t form_pages(const struct form *f); /* at least 1 */
const struct form_field *form_page(const struct form *f,
                                   size_t page); /* its group; NULL when the form is one page */
#define FORM_ALL_PAGES SIZE_MAX

/* ---- filling ---- */

/* One submitted pair, as it came (decoded from urlencoding or multipart). Names repeat for several values.
 * A name is the field's path, "list[0].text" inside dynamic lists. A date comes as one text (Jalali
 * "۱۴۰۴/۶/۲۴" or ISO) or in three boxes NAME-year, NAME-month, NAME-day; a time as "10:30", that
 * of a datetime as NAME-time beside its boxes. NAME-rows=N says how many rows of a list the page drew (0: the
 * list is empty); rows in which nothing was written are left out. An unticked box sends nothing. */
struct form_input {
    struct str name, value;
};

struct form_env {
    const struct json *context; /* object the conditions see besides the form's own values; or NULL */
    const struct str *roles;    /* of who fills it, for visible_to */
    size_t roles_n;
    int64_t now_ms;
    const struct json *draft; /* values of the other pages so far; or NULL */
    const struct json
        *fixed;          /* what readonly fields hold, those of rows by the row's number; NULL: `draft` */
    bool refuse_unknown; /* API: a name that is no field is an error; pages ignore it */
    bool strict;         /* API: dates only ISO, national IDs ten digits, phones E.164 */
    /* Is this a unit, post, person, tracking code or uploaded file that may stand here? NULL: everything is.
     */
    bool (*known)(void *self, const struct form_field *field, struct str value);
    void *self;
};

/* clang-format off */
/* Keys of messages; {min} and {max} are form_error.parameter. web/ and locales/fa.po give the words.
 *   error.required              nothing was given
 *   error.required_choice       no option was chosen
 *   error.required_file         no file was given
 *   error.required_tick         the box must be ticked
 *   error.too_short {min}       characters
 *   error.too_long {max}        characters
 *   error.text                  the bytes are no text
 *   error.text_control          a control character
 *   error.text_bidi             a bidirectional override, embedding or isolate
 *   error.number                no number
 *   error.integer               a whole number is wanted
 *   error.decimals {max}        digits after the point
 *   error.too_small {min}       error.too_large {max}
 *   error.pattern               does not fit the pattern
 *   error.email                 error.phone        error.mobile     error.postal_code
 *   error.national_id           wrong check digit, or one repeated digit
 *   error.national_id_length    not ten digits
 *   error.legal_id              error.legal_id_length    not eleven digits
 *   error.tracking              no digits of a tracking code
 *   error.date                  not year, month, day
 *   error.date_incomplete       a box is empty
 *   error.date_no_such_day      month 13, 30 Esfand of a common year
 *   error.date_order            the year must come first
 *   error.date_year_short       fewer than four digits
 *   error.date_gregorian        a Gregorian year where a Jalali one is wanted
 *   error.date_year_range       outside 1206..1498
 *   error.date_past             must not be after today
 *   error.date_future           must not be before today
 *   error.date_min {min}        error.date_max {max}     ISO dates
 *   error.time                  no time of day
 *   error.choice                not among the options
 *   error.unknown_unit          error.unknown_post       error.unknown_person
 *   error.unknown_code          error.unknown_file       form_env.known said no
 *   error.too_few_rows {min}    error.too_many_rows {max}
 *   error.too_many_files {max}  error.repeated           one value is wanted, several came
 *   error.kind                  (JSON) a text where a list is wanted and the like
 *   error.unknown_field         (only with refuse_unknown) */
/* clang-format on */
struct form_error {
    struct str name;                /* HTML name: "items[2].text" */
    const struct form_field *field; /* NULL: unknown field */
    const char *code;               /* "error.too_long" */
    struct str parameter;           /* the number or date of {min} or {max}, ASCII; or empty */
    struct str message;             /* the form's own words (pattern_message); or empty */
};

struct form_result {
    bool ok;                         /* no errors */
    const struct json *values;       /* object: the draft and what was sent, canonical; good values even when
                                        others are bad. Borrows texts from env->draft */
    struct str values_json;          /* the same as text, canonical order */
    const struct form_error *errors; /* in order of the form */
    size_t errors_n;
};

/* Validate one page (its fields from `in`, the others from env->draft as they are) or FORM_ALL_PAGES.
 * RC_OK whatever a person typed; RC_LIMIT past FORM_INPUTS_MAX or the arena; RC_INVALID for a page that is
 * not there. */
enum rc form_validate(struct arena *a, const struct form *f, size_t page, const struct form_input *in,
                      size_t n, const struct form_env *env, struct form_result *ret,
                      struct err *e) MUST_CHECK;
/* The same from a JSON object (API, import, the last check of a draft): all pages. */
enum rc form_validate_json(struct arena *a, const struct form *f, const struct json *values,
                           const struct form_env *env, struct form_result *ret, struct err *e) MUST_CHECK;

/* ---- drawing ---- */

enum form_step {
    FORM_FIELD, /* draw the field with its value */
    FORM_OPEN,  /* a group, a list: draw children until the matching FORM_CLOSE */
    FORM_ROW,   /* a row of a list begins; `row` counts from 0 */
    FORM_ROW_CLOSE,
    FORM_CLOSE
};

struct form_item {
    enum form_step step;
    const struct form_field *field;
    struct str name;          /* HTML name; rows are numbered without gaps */
    struct str value;         /* one value: as typed, else as a person would type it (dates ISO); empty for
                                 none. FORM_PROSE, FORM_EXPRESSION: the text to show, FEEL filled in */
    const struct str *values; /* several: checklist, taglist, files, multiple select */
    size_t values_n;
    struct str time;             /* FORM_DATETIME: "10:30", beside the date's boxes; its name is NAME-time */
    struct str year, month, day; /* of a date: as typed, else Jalali, ASCII digits */
    bool checked;                /* checkbox */
    bool required;               /* by the form or by required_if now */
    const struct form_option *options; /* also those taken from the context */
    size_t options_n;
    const struct json *rows; /* FORM_TABLE: array from the context, or NULL */
    size_t row, rows_n;      /* of a list: FORM_ROW(_CLOSE): which; all steps: how many there are */
    size_t depth;
    const struct form_error *error; /* the first about this name, or NULL */
};

/* What to draw on `page`. A form sent back (n > 0) shows what `in` says, except in readonly fields; otherwise
 * values come from `values` (prefill: a JSON object, may be NULL), else from the defaults. `result` may be
 * NULL: no errors then. Hidden fields give no items. */
enum rc form_items(struct arena *a, const struct form *f, size_t page, const struct form_input *in, size_t n,
                   const struct json *values, const struct form_result *result, const struct form_env *env,
                   const struct form_item **ret, size_t *ret_n, struct err *e) MUST_CHECK;
/* Does any field of this page show, given env->draft and env->context? (Pages that do not are skipped.) */
enum rc form_page_shown(struct arena *a, const struct form *f, size_t page, const struct form_env *env,
                        bool *ret, struct err *e) MUST_CHECK;

#endif
