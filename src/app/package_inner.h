/*
 * package_inner.h - what package.c, package_text.c and package_check.c share.
 */
#ifndef APP_PACKAGE_INNER_H
#define APP_PACKAGE_INNER_H

#include "app/package.h"

struct package_reader {
    struct arena *a;
    struct package *p;
    const struct package_file *files;
    size_t n_files;
    struct package_problems *problems;
    bool bad;
    VEC(struct package_form) forms;
    VEC(struct package_decisions) decisions;
    VEC(struct package_letter) letters;
    VEC(struct package_text) texts;
    VEC(struct package_start) starts;
    VEC(struct package_expr) exprs;
    VEC(struct package_file) found;
};

void package_problem(struct package_reader *r, struct str file, int line, struct str element, bool warning,
                     struct str message);
void package_read_texts(struct package_reader *r, const struct package_file *f);
/* Everything that must fit together: forms, letters, decisions, texts, roles, service kinds, properties. */
void package_check(struct package_reader *r);

#endif
