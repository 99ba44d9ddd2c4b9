/*
 * posted.h - a form of a process package as it was posted: its pairs, its files, and «add a row», «remove
 * this row» without script.
 *
 * For routes whose form is form_package: { "", FIELD_ANY }. Names that begin with "_" are the machine's.
 * Not here: checking (forms/form.h), drawing (view.h).
 */
#ifndef WEB_POSTED_H
#define WEB_POSTED_H

#include "app/draft.h"
#include "web/http.h"

/* The one declared family of a package's form: every name. */
extern const struct field form_package[];

struct posted {
    const struct form_input *inputs;
    size_t n_inputs;
    const struct draft_file *files; /* stored by posted_store_files() */
    size_t n_files;
    struct form_error *file_errors; /* by field: too large, of a forbidden kind, … */
    size_t n_file_errors;
    bool rows_changed; /* a row was added or removed: show the form again, judge nothing */
};

/* Read what was posted. Files are not looked at yet. */
enum rc posted_read(struct req *rq, struct posted *ret, struct err *e) MUST_CHECK;
/* The value of one of the machine's names ("_from"); STR_NONE when it is not there. */
struct str posted_machine(const struct req *rq, const char *name);
/* Is the field of this name among those that the page said it had drawn ("_drawn": names parted by spaces)?
 */
bool posted_was_drawn(struct str drawn, struct str name);
/* Check and store the files, outside of any transaction. Faults become `file_errors`; only the disk fails. */
enum rc posted_store_files(struct req *rq, const struct form *form, struct posted *p,
                           struct err *e) MUST_CHECK;
/* When the body was too large its files were not taken: say so at the first file field of the page. */
void posted_too_large(struct req *rq, const struct form_field *page, struct posted *p);
/* `r` with the errors of files put in: fields that have one get it as their first. */
enum rc posted_errors(struct arena *a, const struct posted *p, struct form_result *r,
                      struct err *e) MUST_CHECK;
/* Does a page (or with NULL the whole form) take files? */
const struct form_field *form_file_field(const struct form *form, const struct form_field *page);

#endif
