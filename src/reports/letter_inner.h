/*
 * letter_inner.h - a parsed letter and its expansion, shared by the letter files. Private to reports.
 */
#ifndef REPORTS_LETTER_INNER_H
#define REPORTS_LETTER_INNER_H

#include "port/letter.h"

enum letter_filter {
    FILTER_DATE,
    FILTER_DAY,
    FILTER_TIME,
    FILTER_MOMENT,
    FILTER_NUMBER,
    FILTER_CODE,
    FILTER_PHONE,
    FILTER_SPOKEN,
    FILTER_LTR,
    FILTER_EXACT,
    FILTER_BOLD
};
#define FILTERS_MAX 3u

enum node_kind { NODE_TEXT, NODE_SLOT, NODE_IF, NODE_EACH };

struct node {
    enum node_kind kind;
    struct str text; /* NODE_TEXT: source; else the slot's name */
    enum letter_filter filters[FILTERS_MAX];
    size_t filters_n;
    bool negate;              /* {{#unless}} */
    const struct node *body;  /* NODE_IF, NODE_EACH */
    const struct node *other; /* {{else}} */
    const struct node *next;
    int line;
};

struct letter {
    struct letter_head head;
    struct str file;
    const struct node *title, *footer, *subject, *sms, *speech, *body; /* NULL: empty */
    const struct letter_slot *slots;
    size_t slots_n;
};

/* ---- parsing templates ---- */

struct letter_reader {
    struct arena *a;
    struct str file;
    VEC(struct letter_problem) problems;
    VEC(struct letter_slot *) slots;
};

void letter_problem_add(struct letter_reader *r, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* The template in `source`, whose first line has the number `line`; problems go to the reader. */
const struct node *letter_template(struct letter_reader *r, struct str source, int line);

/* ---- expansion ---- */

#define SLOT_MARK_OPEN '\x01' /* then decimal index of the value, then SLOT_MARK_CLOSE */
#define SLOT_MARK_CLOSE '\x02'

struct slot_text {
    struct str text;
    unsigned flags; /* doc_run_flags */
};

/* Source with every slot replaced by a mark, so that no value can be taken for markup. */
struct expansion {
    struct buf b;
    VEC(struct slot_text) values;
};

enum rc letter_expand(struct arena *a, const struct letter *l, const struct node *t,
                      const struct slot_source *slots, struct expansion *ret, struct err *e) MUST_CHECK;
void expansion_done(struct expansion *x); /* also for CLEANUP */
/* Plain text of (a part of) an expansion: values as shown (or as they are, with `raw`), markup signs taken
 * out. */
struct str expansion_plain(struct arena *a, const struct expansion *x, struct str part, bool raw);
/* The value that the mark at `*pos` stands for, and *pos after it; NULL when there is no mark there. */
const struct slot_text *expansion_value(const struct expansion *x, struct str part, size_t *pos);

/* ---- blocks ---- */
void letter_blocks(struct arena *a, const struct expansion *x, struct doc *d);

#endif
