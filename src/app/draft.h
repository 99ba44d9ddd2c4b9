/*
 * draft.h - a registration form that is being filled in page by page, before it is a case; and the files that
 * wait to be sent with an act on a case.
 *
 * A draft belongs to whoever holds its key: a random token in a cookie. The store knows only the key's hash.
 * The key is also what makes sending safe to repeat: one draft is at most one case. Drafts that nobody
 * touched for DRAFT_KEEP_MS are forgotten (worker.c).
 *
 * Not here: checking of forms (forms/), the case itself (case.h), bytes of files (attachment.c).
 */
#ifndef APP_DRAFT_H
#define APP_DRAFT_H

#include "app/case.h"
#include "port/case.h"

#define DRAFT_KEEP_MS (7 * DAY_MS)

struct draft {
    int64_t id; /* 0: nothing was kept yet */
    const struct package *pkg;
    const struct form *form;
    const struct json *values; /* object: what was good so far; never NULL */
    struct attachment_list files;
    int64_t case_id; /* not 0: it was sent and became this case */
    int64_t changed_at;
    int64_t reached;     /* pages that were finished */
    struct form_env env; /* what its form is checked and drawn with; `draft` is `values` */
};

/* The draft of this key for this process on this channel. RC_NOT_FOUND: the process is not installed or does
 * not begin so. A key that is empty or unknown gives an empty draft with id 0. */
enum rc draft_open(struct cx *cx, struct str key, struct str process, struct str channel, struct draft *ret,
                   struct err *e) MUST_CHECK;

/* A file that came with the form. */
struct draft_file {
    struct str field; /* its HTML name */
    struct stored_file file;
};

struct draft_page_cmd {
    struct str key, process, channel; /* `key` is never empty */
    size_t page;                      /* as form_page() counts */
    const struct form_input *inputs;
    size_t n_inputs;
    const struct draft_file *files;
    size_t n_files;
};
struct draft_page {
    struct draft draft; /* after saving */
    struct form_result form;
    const struct form_input *inputs; /* as they came, with the references of kept files */
    size_t n_inputs;
    bool too_many_files;
    bool begun;              /* there was no such draft before */
    const struct str *fresh; /* fields of the page that show only because of what was answered just now */
    size_t n_fresh;
};
/* Keep what is good of one page, even when something else on it is not (`ret->form` says what), and its
 * files. RC_CONFLICT: the draft was sent already (`ret->draft.case_id`). */
enum rc draft_save_page(struct cx *cx, const struct draft_page_cmd *cmd, struct draft_page *ret,
                        struct err *e) MUST_CHECK;

/* The first page that shows and is not complete; form_pages() when all are. */
enum rc draft_next_page(struct cx *cx, const struct draft *d, size_t *ret, struct err *e) MUST_CHECK;

/* The work of draft_send() that needs no writer, done on a snapshot before it: `*ret` says that the draft as
 * it stood is complete. NULL, with RC_OK: not to be sent as it is; draft_send() says why. */
struct draft_checked;
enum rc draft_check(struct cx *cx, struct str key, struct str process, struct str channel,
                    const struct draft_checked **ret, struct err *e) MUST_CHECK;
/* Make it a case. The same draft again gives the same case (`*again`). RC_INVALID: not complete. RC_NOT_FOUND
 * also when there is no such draft. `checked` (may be NULL) holds only while draft and process are those that
 * were checked. */
enum rc draft_send(struct cx *cx, struct str key, struct str process, struct str channel,
                   const struct draft_checked *checked, struct registered *ret, bool *again,
                   struct err *e) MUST_CHECK;

/* ---- files of an act on a case (case_message) ---- */

struct act_files {
    int64_t draft_id;
    struct attachment_list files;
};
/* Files kept so far for this act of this case. */
enum rc act_files_open(struct cx *cx, int64_t case_id, struct str act, struct act_files *ret,
                       struct err *e) MUST_CHECK;
/* Add files to them; `*inputs` grows by their references, and loses references that are not this act's. */
enum rc act_files_add(struct cx *cx, int64_t case_id, struct str act, const struct form *form,
                      const struct draft_file *files, size_t n_files, const struct form_input **inputs,
                      size_t *n_inputs, struct act_files *ret, bool *too_many, struct err *e) MUST_CHECK;

#endif
