/*
 * install.h - making a process package live. A running case stays on the version it began with (OFF-BPM-08).
 */
#ifndef APP_INSTALL_H
#define APP_INSTALL_H

#include "app/package.h"

struct installed {
    int64_t process_id, version;
    struct str key;
    bool unchanged; /* the active version has these very files */
};
/* Check and install; the former version stays beside it with its review date (PRT-REV-01: three years on).
 * RC_INVALID with `problems` when the package is not sound. */
enum rc package_install(struct cx *cx, const struct package_file *files, size_t n,
                        struct package_problems *problems, struct installed *ret, struct err *e) MUST_CHECK;

#endif
