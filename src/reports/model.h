/*
 * model.h - the body of a document, shared by the builder and the writers. Private to reports.
 */
#ifndef REPORTS_MODEL_H
#define REPORTS_MODEL_H

#include "port/document.h"

struct run {
    struct str text; /* cleaned, digits as shown */
    unsigned flags;
    struct run *next;
};

struct text {
    struct run *first, *last;
};

enum block_kind {
    BLOCK_PARA,
    BLOCK_LIST,
    BLOCK_PAIRS,
    BLOCK_TABLE,
    BLOCK_SIGNATURE,
    BLOCK_QR,
    BLOCK_RULE,
    BLOCK_BREAK
};

/* An item of a list, or a key and its value. */
struct entry {
    struct text key, text;
    struct entry *next;
};

struct row {
    struct text *cells; /* as many as the table has columns */
    size_t n;           /* opened so far */
    bool total;
    struct row *next;
};

struct block {
    enum block_kind kind;
    enum doc_style style;               /* BLOCK_PARA */
    struct text text;                   /* BLOCK_PARA */
    bool numbered;                      /* BLOCK_LIST */
    struct entry *entries, *last_entry; /* BLOCK_LIST, BLOCK_PAIRS */
    const struct doc_column *columns;   /* BLOCK_TABLE; titles cleaned */
    size_t columns_n;
    struct row *rows, *last_row;
    struct doc_signature signature; /* BLOCK_SIGNATURE; texts cleaned */
    struct str content;             /* BLOCK_QR: the bytes of the code */
    struct str content_shown, caption;
    struct block *next;
};

struct doc {
    struct arena *a;
    struct doc_setup setup;
    const struct doc_letterhead *head; /* or NULL; texts cleaned */
    struct block *first, *last;
    struct text *open;  /* where the next run goes */
    const char *misuse; /* the first call that made no sense */
};

/* Text as documents show it: no control, invisible or bidirectional control characters (U+200E before a minus
 * sign stays), line breaks as LF, malformed bytes as U+FFFD, and digits in Persian unless they stand in one
 * word with Latin letters or DOC_EXACT asks for ASCII. */
struct str shown_text(struct arena *a, struct str s, unsigned flags);
void text_add(struct arena *a, struct text *t, struct str s, unsigned flags); /* through shown_text */
bool text_is_empty(const struct text *t);
bool titles_are_empty(const struct doc_column *columns, size_t n); /* then a table has no header row */

/* «رسید»: words that writers add themselves. */
extern const struct str word_number, word_date, word_attachment, word_signature, word_draft;

#endif
