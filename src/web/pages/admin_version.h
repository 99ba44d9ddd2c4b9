/*
 * admin_version.h - what the pages that compare versions and those that move cases between them share.
 */
#ifndef WEB_PAGES_ADMIN_VERSION_H
#define WEB_PAGES_ADMIN_VERSION_H

#include "app/admin_state.h"
#include "web/url.h"

struct url process_url(struct arena *a, int64_t id);
/* «نسخهٔ ۳» */
struct str version_text(struct arena *a, int64_t n);
/* The version of this process with this id; NULL when it is another's. */
const struct process_rec *version_of(const struct admin_process *x, int64_t id);
/* The version before the page's own; of the first, itself. */
const struct process_rec *previous_of(const struct admin_process *x);

#endif
