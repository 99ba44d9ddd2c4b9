/*
 * desk_files.h - files that an official has sent with a form which is not finished yet: a task, or the
 * registration of a letter. They wait under the form's own key and become the case's when it is finished.
 *
 * Not here: files of citizens' forms (draft.h), the bytes (attachment.c).
 */
#ifndef APP_DESK_FILES_H
#define APP_DESK_FILES_H

#include "app/draft.h"

struct desk_files {
    int64_t draft_id; /* 0: none was sent yet */
    struct attachment_list files;
};
/* Keys: of a task it is the task, of a registration the form's once-key. Only the actor's own are found. */
struct str desk_files_key(struct cx *cx, const char *kind, struct str id);
enum rc desk_files_open(struct cx *cx, struct str key, struct desk_files *ret, struct err *e) MUST_CHECK;

struct desk_files_cmd {
    struct str key;
    const struct form *form;
    const struct draft_file *files; /* stored before (case_store_file) */
    size_t n_files;
    bool for_applicant; /* handed in by the applicant: the citizen sees them */
};
/* Add the files to the form's fields: `*inputs` grows by their references. Files that no input names any more
 * are forgotten. `*too_many`: nothing was added. */
enum rc desk_files_add(struct cx *cx, const struct desk_files_cmd *cmd, const struct form_input **inputs,
                       size_t *n_inputs, struct desk_files *ret, bool *too_many, struct err *e) MUST_CHECK;

#endif
