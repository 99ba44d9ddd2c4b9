/*
 * resume.h - what was typed, carried over a sign-in or a refusal. Not for page handlers: they use web/http.h.
 */
#ifndef WEB_RESUME_H
#define WEB_RESUME_H

#include "web/call.h"
#include "web/refusal.h"

/* The posted fields of a call without files, secrets and our own: what can be sent again. Lives in the arena.
 */
const struct kept_text *resume_collect(struct call *c, size_t *n);

#endif
