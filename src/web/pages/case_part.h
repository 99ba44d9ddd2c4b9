/*
 * case_part.h - parts of a case that have pages of their own, and what the page of the case shows of them.
 */
#ifndef WEB_PAGES_CASE_PART_H
#define WEB_PAGES_CASE_PART_H

#include "web/pages/desk.h"

/* "/cases/CODE/all/PART": filed, written, letters, history. */
struct url url_of_part(struct arena *a, struct str code, const char *part);
/* Oldest first. NULL when the arena is full. */
const struct message_view *letters_of(struct arena *a, const struct official_case *c, size_t *n);
/* What was written in a finished piece of work, in groups; `title` stands before the first. */
enum rc answers_written(struct cx *cx, const struct official_case *c, const struct official_done *d,
                        struct str title, const struct answers_view **ret, size_t *n,
                        struct err *e) MUST_CHECK;
/* The tracking code in the path of the request; empty when it is none. */
struct str code_in_path(struct req *rq);

#endif
