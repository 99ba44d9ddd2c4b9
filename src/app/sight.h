/*
 * sight.h - may this actor see this case (design section 9, SAM-10.3)? Failing reads as RC_NOT_FOUND.
 */
#ifndef APP_SIGHT_H
#define APP_SIGHT_H

#include "app/app.h"

struct case_rec;

/* Officials: cases of the subtree of their unit, narrowed by confidentiality, and cases in which their post
 * has or had work; never the accused, nor the unit of an accused person. A citizen is let through by
 * case_of_citizen(), which makes an actor of kind ACTOR_CITIZEN for that one case. */
enum rc sight_of_case(struct cx *cx, const struct case_rec *c, struct err *e) MUST_CHECK;
/* Is this actor's post the one that is complained of? Then nothing of the case exists, whatever the rights.
 */
bool sight_is_accused(const struct actor *a, const struct case_rec *c);
/* Is this the unit of a person who is complained of? */
bool sight_of_accused_unit(int64_t unit_id, const struct case_rec *c);

#endif
