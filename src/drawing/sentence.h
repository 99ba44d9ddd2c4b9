/*
 * sentence.h - words for parts of a process; private to this room.
 */
#ifndef DRAWING_SENTENCE_H
#define DRAWING_SENTENCE_H

#include "drawing/drawing.h"

struct str words_of_kind(const struct bpmn_element *el); /* «کار کاربر», «رویداد پایان» */
/* What the picture shows, in one sentence: how many steps, decisions, lanes. */
struct str words_about(struct arena *a, const struct bpmn_model *m);
/* «ظرف …»: an ISO 8601 duration or cycle or a package's span, also inside quotes or duration(…), in words;
 * STR_NONE when it is no constant. */
struct str words_of_span(struct arena *a, struct str text);
/* «NAME», left-to-right names isolated. */
struct str words_quoted(struct arena *a, struct str name);
/* Does it end in a verb, so that a doer in front of it makes a sentence? */
bool words_are_sentence(struct str name);
/* Does it say itself that something happened («پاسخ رسید»)? */
bool words_have_happened(struct str name);
/* Is the lane the machine itself (SYS, سامانه)? */
bool words_are_machine(struct str lane, struct str role);

#endif
