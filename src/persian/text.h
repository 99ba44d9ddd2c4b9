/*
 * text.h - the forms of a citizen's text: stored form, search key, length, cutting.
 *
 * What the person wrote is kept byte for byte as evidence by the caller; from it the stored form (for display
 * and exchange) and the search key (never shown) are derived. No linguistic correction is done. Source:
 * iran-facts 5.1 to 5.3. All functions are total: malformed UTF-8 reads as U+FFFD. They give STR_NONE when
 * the arena has failed.
 *
 * Not here: order of letters (collate.h), digits (digits.h), canonical composition itself (nfc.h).
 */
#ifndef PERSIAN_TEXT_H
#define PERSIAN_TEXT_H

#include "base/arena.h"

enum text_lines { TEXT_ONE_LINE, TEXT_MANY_LINES };

enum text_fault {
    TEXT_OK,
    TEXT_MALFORMED, /* not UTF-8 */
    TEXT_CONTROL,   /* a control character other than tab, CR and LF (in one line: other than tab) */
    TEXT_BIDI       /* a bidirectional override, embedding or isolate */
};
/* What a form must refuse before storing. Direction marks (U+200E, U+200F, U+061C) are no fault: keyboards
 * make them. */
enum text_fault text_check(struct str s, enum text_lines lines) MUST_CHECK;
struct str text_fault_key(enum text_fault f); /* "text.control", ...; "" for TEXT_OK */

/* 5.2: NFC, presentation forms, invisible characters, the letter table, spaces, ZWNJ. Idempotent. Control
 * characters are dropped; line breaks become LF, or a space in one line. */
struct str text_stored(struct arena *a, struct str s, enum text_lines lines);

enum text_key {
    TEXT_JOINED, /* 5.3: ZWNJ is removed: می‌روم is میروم */
    TEXT_SPLIT   /* ZWNJ parts words: می‌روم is می روم */
};
/* 5.3, from any text (the stored form is made first). Idempotent. */
struct str text_search_key(struct arena *a, struct str s, enum text_key form);
/* What goes into the index: the joined key, then the split one when it differs. */
struct str text_index(struct arena *a, struct str s);

size_t text_length(struct str s); /* characters: code points */
/* At most `max` characters, cut at a word where there is one, ending in «…» when something was cut. */
struct str text_cut(struct arena *a, struct str s, size_t max);

#endif
