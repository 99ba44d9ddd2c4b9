/*
 * letter.h - letters of a case: made from the package's template with a snapshot of the values, numbered,
 * signed, read again and printed.
 *
 * Not here: the service tasks that make them (job_letter.c), the indicator register's pages (register.h).
 */
#ifndef APP_LETTER_H
#define APP_LETTER_H

#include "app/app.h"
#include "port/case.h"
#include "port/document.h"
#include "port/letter.h"

struct package;

/* Where a letter's slots come from: the snapshot, with words for vocabularies and titles for codes
 * ("x_text"). */
struct letter_values {
    struct cx *cx;
    const struct package *pkg;
    const struct json *root;
};
struct slot_source letter_slot_source(struct letter_values *v);

/* The document of a stored letter. RC_NOT_FOUND when there is none or the actor may not see its case;
 * RC_INVALID when it is an incoming letter without a text of ours. `case_id` (0: any) must be the letter's.
 */
enum rc letter_document(struct cx *cx, int64_t letter_id, int64_t case_id, struct doc **ret,
                        struct letter_rec *rec, struct err *e) MUST_CHECK;
/* Fonts and contexts, opened at first use. RC_NOT_FOUND names the missing font. */
enum rc app_documents(struct app *app, struct documents **ret, struct err *e) MUST_CHECK;

#endif
