/*
 * package.h - a process package, read and compiled: BPMN, forms, decisions, letters, texts
 * (docs/adding-a-process.md).
 *
 * The same reader takes a folder and the files of an installed version; a package that has a problem of kind
 * error is never installed. A compiled package is immutable and may be used by any number of threads.
 *
 * Not here: running (flow.h), installing (install.h), scenarios (scenario.h).
 */
#ifndef APP_PACKAGE_H
#define APP_PACKAGE_H

#include "app/app.h"
#include "base/json.h"
#include "bpmn/model.h"
#include "dmn/dmn.h"
#include "forms/form.h"

struct letter; /* port/letter.h */
struct feel_expr;

struct package_file {
    struct str path, content; /* path inside the package: "forms/registration.json" */
};

struct package_form {
    struct str id;
    const struct form *form;
};
struct package_decisions {
    struct str file;
    const struct dmn_model *model;
};
struct package_letter {
    struct str name;
    const struct letter *letter;
};
struct package_text {
    struct str key, text;
};
/* How a case may begin on one channel. */
struct package_start {
    struct str channel, event, task, who; /* task may be empty */
};
/* A FEEL property of an element, compiled. */
struct package_expr {
    uint32_t element;
    struct str key;
    const struct feel_expr *expr;
};

struct package {
    int64_t id; /* of the installed version; 0 when not installed */
    struct str key, catalogue, title, noun, family, owner;
    bool is_case, is_public;
    const struct json *meta;
    const struct bpmn_model *model;
    const struct package_form *forms;
    size_t n_forms;
    const struct package_decisions *decisions;
    size_t n_decisions;
    const struct package_letter *letters;
    size_t n_letters;
    const struct package_text *texts; /* sorted by key */
    size_t n_texts;
    const struct package_start *starts;
    size_t n_starts;
    const struct package_expr *exprs;
    size_t n_exprs;
    struct str registration_form;
    const struct json *register_layout, *service; /* NULL when absent */
    const struct package_file *files;
    size_t n_files;
};

struct package_problem {
    struct str file;
    int line; /* 0: the whole file */
    struct str element, message;
    bool warning;
};
struct package_problems { /* start with { 0 }; in the arena of the reading */
    struct package_problem *v;
    size_t n, cap;
};

/* Read and check one package. RC_INVALID when there is a problem that is no warning; all are in `problems`.
 * Files stay borrowed by the package. */
enum rc package_read(struct arena *a, const struct package_file *files, size_t n,
                     struct package_problems *problems, const struct package **ret, struct err *e) MUST_CHECK;
/* All files of a folder that belong to a package. */
enum rc package_files_of_dir(struct arena *a, const char *dir, const struct package_file **ret, size_t *n,
                             struct err *e) MUST_CHECK;
/* Identity of the whole: a hash over names and contents. */
struct hash package_hash(const struct package_file *files, size_t n);

const struct form *package_form(const struct package *p, struct str id);       /* NULL: none */
const struct letter *package_letter(const struct package *p, struct str name); /* NULL: none */
/* A word of texts/fa.po; the key itself when it is missing, so that it is seen. */
struct str package_text(const struct package *p, struct str key);
bool package_has_text(const struct package *p, struct str key);
const struct package_start *package_start(const struct package *p, struct str channel); /* NULL: not so */
/* The model that holds this decision; NULL: none. */
const struct dmn_model *package_decision(const struct package *p, struct str id);
const struct feel_expr *package_expr(const struct package *p, const struct bpmn_element *el, const char *key);
/* Word for a role code ("EXP" -> کارشناس); the code when there is none. */
struct str package_role(const struct package *p, struct str role);

/* ---- installed packages ---- */

/* The compiled version; loads it at first use. The result lives as long as the program. */
enum rc catalogue_get(struct cx *cx, int64_t process_id, const struct package **ret,
                      struct err *e) MUST_CHECK;
/* The active version of a key; RC_NOT_FOUND when nothing of that key is installed. */
enum rc catalogue_active(struct cx *cx, struct str key, const struct package **ret, struct err *e) MUST_CHECK;
/* The active package that holds a BPMN process or listens to a message start. */
enum rc catalogue_with_process(struct cx *cx, struct str bpmn_process, const struct package **ret,
                               struct err *e) MUST_CHECK;
struct package_list {
    const struct package **v;
    size_t n;
};
enum rc catalogue_all(struct cx *cx, struct package_list *ret,
                      struct err *e) MUST_CHECK; /* active ones, by key */

#endif
