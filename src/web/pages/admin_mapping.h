/*
 * admin_mapping.h - the steps of a migration's form: which step of the new version stands for which of the
 * old one, as many at a time as a page may weigh.
 */
#ifndef WEB_PAGES_ADMIN_MAPPING_H
#define WEB_PAGES_ADMIN_MAPPING_H

#include "app/migration.h"
#include "web/pages/admin.h"

#define MAPPING_NOTHING "-" /* no id can be that: nothing stands for the step */

struct mapping_page {
    struct field_view
        *v; /* selects named "map.OLD", whose values are ids of the new version, or MAPPING_NOTHING */
    const struct migration_choice *shown;
    size_t n, first, next,
        all; /* `first` is the number of the first one shown, `next` of the first after it */
};
/* The choices of the plan from number `at` on. */
enum rc mapping_page(struct cx *cx, const struct migration_plan *plan, size_t at, struct mapping_page *ret,
                     struct err *e) MUST_CHECK;
struct str mapping_name(struct arena *a, struct str old);
struct str mapping_value(struct str id); /* as a form says it */
/* Is this step of the old version chosen for on the page? */
bool mapping_shows(const struct mapping_page *p, struct str old);
/* Its fields, and behind them those of the form. */
const struct field_view *mapping_fields(struct arena *a, const struct mapping_page *p,
                                        const struct admin_form *f, size_t *n);

#endif
