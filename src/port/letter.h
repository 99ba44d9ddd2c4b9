/* clang-format off */
/*
 * letter.h - letters of a process package: letters/NAME.md with slots, to a document or to a channel's texts.
 *
 * The source is a little Markdown. It opens with head lines `key: value`, closed by a line `---`:
 *     title:       words; the PDF's title and letter_head.title
 *     kind:        receipt, order, opinion, answer ...: app's word, not read here
 *     page:        A4 | A5 | A4-landscape | A5-landscape          (A4)
 *     letterhead:  yes | no                                       (yes)
 *     footer:      text at the foot of each page
 *     subject:     of the e-mail          sms: text of the SMS          speech: what the telephone says
 * (title, footer, subject, sms and speech may hold slots.) Then come blocks, parted by empty lines:
 *     # title          ## heading        paragraph         - item          1. item
 *     > small print    --- (a rule)      key :: value      @centre text    @box text     @pagebreak
 *     | a | b |        rows of a table, with | --- | :---: | ---: | (start, middle, end) under the header row
 *     @signature name | post | note | date           @draft name | post | note | date  (not signed yet)
 *     @qr content | caption
 * Within text: **bold**. Slots:
 *     {{ a.b }}   {{ a.b | filter }}   {{#if a}} {{else}} {{/if}}   {{#unless a}} {{/unless}}
 *     {{#each list}} {{/each}}    inside it {{ this }} and {{ index }} (from 1)
 * A tag alone on its line leaves no line behind. What a slot holds is text, never markup. Filters:
 *     date («دوشنبه ۲۴ شهریور ۱۴۰۴»)   day («۱۴۰۴/۰۶/۲۴»)   time («۱۰:۳۰»)   moment (date and time)
 *     number (thousands)   code (groups of three)   phone (national form)   spoken (digit by digit)
 *     ltr   exact (ltr, ASCII digits)   bold
 * A paragraph, item or pair that turns out empty is left out; a signature without a name is a draft. The dashes
 * under a table's header give the widths: | -- | ------ |. A line that ends in a backslash is broken there, and a
 * backslash before * | { \ takes away its meaning.
 *
 * Not here: where values come from (app gives a slot_source), fonts and pages (port/document.h).
 */
/* clang-format on */
#ifndef PORT_LETTER_H
#define PORT_LETTER_H

#include "port/document.h"

struct letter;

#define LETTER_SOURCE_MAX (256u << 10)
#define LETTER_DEPTH_MAX 8u
#define LETTER_SMS_MAX 1000u    /* characters of a finished SMS text */
#define LETTER_ITEMS_MAX 10000u /* turns of all loops together */

enum slot_kind {
    SLOT_UNKNOWN, /* no such name here; the renderer then asks the scope outside */
    SLOT_EMPTY,   /* null, empty text, empty list: false in a condition */
    SLOT_TEXT,
    SLOT_BOOL,
    SLOT_LIST,
    SLOT_OBJECT
};

struct slot_value {
    enum slot_kind kind;
    struct str text;  /* SLOT_TEXT: dates as ISO 8601, numbers in ASCII digits */
    bool truth;       /* SLOT_BOOL */
    const void *node; /* SLOT_LIST, SLOT_OBJECT: the source's own handle */
    size_t n;         /* SLOT_LIST */
};

/* Where values come from. `scope` is NULL at the top, else the node of an object or a loop's item. */
struct slot_source {
    struct slot_value (*get)(void *self, const void *scope, struct str name);
    struct slot_value (*item)(void *self, const void *list, size_t i);
    void *self;
};

/* A source over a JSON object (NULL counts as {}): strings, numbers, booleans, arrays, objects. */
struct json;
struct slot_source slot_source_json(const struct json *object);

enum letter_slot_use { LETTER_VALUE, LETTER_TEST, LETTER_EACH };

/* One place where the letter uses a value, for `samad process check`. */
struct letter_slot {
    struct str name; /* as written: "applicant.name" */
    enum letter_slot_use use;
    const struct letter_slot *in; /* the LETTER_EACH around it, or NULL */
    int line;
};

struct letter_problem {
    int line; /* from 1; 0: the whole file */
    struct str text;
};

struct letter_head {
    struct str title, kind;
    enum doc_page page;
    bool landscape, letterhead;
    bool has_subject, has_sms, has_speech;
};

/* Reads a letter. With problems (all of them, in the order of lines) returns RC_INVALID, `e` naming the file
 * and the first; `*ret` is then not written. RC_LIMIT: too long or deep. The letter lives in `a`; `source` is
 * copied. */
enum rc letter_parse(struct arena *a, struct str file, struct str source, const struct letter **ret,
                     const struct letter_problem **problems, size_t *problems_n, struct err *e) MUST_CHECK;
const struct letter_head *letter_head(const struct letter *l);
const struct letter_slot *letter_slots(const struct letter *l, size_t *n);

/* All below: the value of an unknown slot is RC_INVALID (a package that passed its check has none), but in a
 * condition or loop it counts as empty; a known empty one is nothing. `head` may be NULL even when the letter
 * wants a letterhead (then there is none). */
enum rc letter_render(struct arena *a, const struct letter *l, const struct slot_source *slots,
                      const struct doc_letterhead *head, struct doc **ret, struct err *e) MUST_CHECK;

/* Texts for other channels. LETTER_BODY is the body as plain text; LETTER_TITLE the title with its slots
 * filled. RC_NOT_FOUND: the letter has no such text. RC_LIMIT: an SMS over LETTER_SMS_MAX. */
enum letter_text { LETTER_TITLE, LETTER_SUBJECT, LETTER_SMS, LETTER_SPEECH, LETTER_BODY };
enum rc letter_render_text(struct arena *a, const struct letter *l, enum letter_text which,
                           const struct slot_source *slots, struct str *ret, struct err *e) MUST_CHECK;
/* Can it be written with these values? Fails as letter_render_text() does, but for the length of an SMS. */
enum rc letter_check_text(struct arena *a, const struct letter *l, enum letter_text which,
                          const struct slot_source *slots, struct err *e) MUST_CHECK;

#endif
