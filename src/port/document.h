/*
 * document.h - documents as app and web see them: built by calls, written as PDF, HTML or plain text.
 *
 * A document is a sequence of blocks under an optional letterhead. It is built in an arena by calls that
 * cannot fail; doc_done() reports whether everything fitted. The functions are implemented in src/reports: a
 * program that uses them links that room. Texts are copied. Control and bidirectional control characters are
 * dropped from every text, and digits are shown as Persian ones wherever they do not belong to a Latin word.
 *
 * Not here: letters made from a package's source (port/letter.h), tables of figures (port/table.h), charts
 * and QR codes by themselves (port/chart.h).
 */
#ifndef PORT_DOCUMENT_H
#define PORT_DOCUMENT_H

#include "base/arena.h"
#include "base/buf.h"

struct documents; /* fonts and drawing contexts; opened once by the program, used from any thread */
struct doc;       /* one document, in the caller's arena */

#define DOC_OUTPUT_MAX ((size_t)64 << 20)
#define DOC_COLUMNS_MAX 24u

enum doc_page { DOC_A4, DOC_A5 };

struct doc_setup {
    enum doc_page page;
    bool landscape;
    struct str title;   /* of the file: PDF metadata; may be empty */
    int64_t created_ms; /* of the file; 0: no date in it */
    struct str footer;  /* left of «صفحهٔ ۱ از ۳»; may be empty */
};

/* What stands at the head of an official letter. Empty texts leave their place out. */
struct doc_letterhead {
    struct str invocation; /* «بسمه تعالی» */
    const struct str *units; /* from the highest unit down: «استانداری سمنان», «مرکز مدیریت …» */
    size_t units_n;
    struct str emblem; /* SVG path data (M L H V C S Q T Z) in a box of 100 x 100; empty: the drawn rosette */
    bool no_emblem;
    struct str number, date, attachment; /* شماره، تاریخ، پیوست */
};

/* How a paragraph is set. */
enum doc_style {
    DOC_BODY,
    DOC_TITLE,
    DOC_HEADING,
    DOC_NOTE /* small */,
    DOC_CENTRE,
    DOC_STRONG_BOX /* framed */
};

enum doc_run_flags {
    DOC_PLAIN = 0,
    DOC_BOLD = 1,
    DOC_LTR = 2,  /* an isolated left-to-right run: a code, a telephone number, an address on the web */
    DOC_EXACT = 4 /* keep ASCII digits (what a person must copy to a computer) */
};

enum doc_align { DOC_START, DOC_MIDDLE, DOC_END };

struct doc_column {
    struct str title;
    double weight; /* share of the width; 0 counts as 1 */
    enum doc_align align;
};

struct doc_signature {
    struct str name, post;
    struct str
        note; /* «این نامه به‌صورت الکترونیکی امضا شده است» and the like
               */
    struct str date;
    bool unsigned_draft; /* «پیش‌نویس - بدون امضا» in place of «امضا» */
};

/* `font_dir` must hold Vazirmatn-Regular.ttf and Vazirmatn-Bold.ttf (OFL 1.1); no other font of the machine
 * is ever used, so that a document looks the same everywhere. RC_NOT_FOUND naming the missing file;
 * RC_INVALID when a file is no font; RC_LIMIT. May be used from any number of threads; each writer at work
 * has a drawing context of its own. */
enum rc documents_open(const char *font_dir, struct documents **ret, struct err *e) MUST_CHECK;
void documents_close(struct documents *d); /* NULL allowed; no writer may be at work */
void documents_closep(struct documents **d);
/* Free what the drawing libraries keep for the whole process. Only leak checkers care; no documents may be
 * open. */
void documents_forget_caches(void);

/* NULL when the arena is full: every call below accepts NULL and does nothing. */
struct doc *doc_new(struct arena *a, const struct doc_setup *setup);
void doc_letterhead(struct doc *d, const struct doc_letterhead *head);

/* Text goes, run by run, to what was opened last: paragraph, list item, value or cell. A line feed breaks the
 * line. */
void doc_para(struct doc *d, enum doc_style style);
void doc_run(struct doc *d, struct str text, unsigned flags);

void doc_list(struct doc *d, bool numbered); /* numbered: «۱-», «۲-»; the allegations of a complaint */
void doc_item(struct doc *d);
void doc_pairs(struct doc *d); /* a list of keys and values */
void doc_pair(struct doc *d, struct str key);
/* Header row repeated on each page. At most DOC_COLUMNS_MAX columns. */
void doc_table(struct doc *d, const struct doc_column *columns, size_t n);
void doc_row(struct doc *d, bool total);
void doc_cell(struct doc *d);

void doc_signature(struct doc *d, const struct doc_signature *s);
void doc_qr(struct doc *d, struct str content, struct str caption);
void doc_rule(struct doc *d);
void doc_page_break(struct doc *d);

/* RC_OK, or RC_LIMIT when the arena was too small, RC_INVALID when the calls made no sense (a cell without a
 * row). */
enum rc doc_done(const struct doc *d, struct err *e) MUST_CHECK;

/* Writers append to `out`. RC_LIMIT past its maximum; RC_INVALID as doc_done(). */
enum rc doc_write_pdf(struct documents *docs, const struct doc *d, struct buf *out, struct err *e) MUST_CHECK;
/* A fragment of safe HTML: <article class="document">...; no style attribute, no id, no script. */
enum rc doc_write_html(const struct doc *d, struct buf *out, struct err *e) MUST_CHECK;
enum rc doc_write_text(const struct doc *d, struct buf *out, struct err *e) MUST_CHECK;

#endif
