/*
 * translate.h - the template translator: HTML with slots in, C functions out. The language is in
 * docs/templates.md.
 *
 * lex.c cuts a file into pieces, place.c follows the HTML to know where a slot stands, emit.c writes C,
 * extract.c lists the words. All errors are RC_INVALID with "file:line: what".
 */
#ifndef TEMPLATE_TRANSLATE_H
#define TEMPLATE_TRANSLATE_H

#include "base/arena.h"
#include "base/buf.h"

/* ---- pieces ---- */

enum piece_kind {
    PIECE_TEXT,
    PIECE_SLOT, /* {{ expr }} */
    PIECE_IMPORT,
    PIECE_DEFINE,
    PIECE_IF,
    PIECE_ELIF,
    PIECE_ELSE,
    PIECE_FOR,
    PIECE_LET,
    PIECE_CALL,
    PIECE_END,
    PIECE_EOF
};

struct piece {
    enum piece_kind kind;
    struct str body; /* text, or what stands after the word, trimmed */
    int line;
};

struct pieces {
    const char *path;
    VEC(struct piece) list; /* ends with PIECE_EOF */
};

enum rc template_lex(struct arena *a, const char *path, struct str text, struct pieces *ret,
                     struct err *e) MUST_CHECK;

/* ---- places ---- */

enum place_state {
    PLACE_TEXT,
    PLACE_TAG_NAME, /* after "<" or "</" */
    PLACE_IN_TAG,   /* between attributes */
    PLACE_ATTR_NAME,
    PLACE_AFTER_NAME,   /* white space after an attribute's name */
    PLACE_BEFORE_VALUE, /* after "=" */
    PLACE_QUOTED,
    PLACE_UNQUOTED,
    PLACE_DECLARATION /* <!doctype … >; comments never get here, they are dropped before */
};

#define PLACE_NAME_MAX 32

struct place {
    enum place_state state;
    char quote;      /* of PLACE_QUOTED */
    bool closing;    /* the tag is </…> */
    bool need_break; /* in a tag: the next byte must part it from what came before */
    bool has_src;    /* the tag has a src attribute */
    bool preserve;   /* inside <pre> or <textarea> */
    char url_part;   /* in a URL attribute: 0 nothing yet, 'l' literal, '#' fragment, 's' slot */
    char tag[PLACE_NAME_MAX], attr[PLACE_NAME_MAX];
    char raw[PLACE_NAME_MAX]; /* inside <title>, <textarea> or <script>: its name */
};

enum slot_place { SLOT_IN_TEXT, SLOT_IN_PLAIN, SLOT_IN_ATTR, SLOT_IN_URL };

/* One byte of literal text. False with a reason in *why when the HTML is refused here. */
bool place_byte(struct place *p, char c, const char **why) MUST_CHECK;
/* A slot stands here: which kind. */
bool place_slot(struct place *p, enum slot_place *ret, const char **why) MUST_CHECK;
/* A {% %} stands here: names end. */
bool place_boundary(struct place *p, const char **why) MUST_CHECK;
/* Whether two ways lead to the same place; `into` becomes the stricter of the two. */
bool place_join(struct place *into, const struct place *other);
bool place_is_inline(struct str tag); /* an element that stands in a line of text */

/* ---- output ---- */

enum rc template_emit(struct arena *a, const struct pieces *p, struct str name, struct buf *header,
                      struct buf *source, struct err *e) MUST_CHECK;
/* The words, as entries of a .pot file. */
enum rc template_extract(struct arena *a, const struct pieces *p, struct buf *pot, struct err *e) MUST_CHECK;

enum rc template_fault(const struct pieces *p, int line, struct err *e, const char *what);

#endif
