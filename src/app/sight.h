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
/* Is this actor complained of: acting in that post, or its holder who acts in another? Then nothing of the
 * case exists, whatever the rights. */
enum rc sight_is_accused(struct cx *cx, const struct case_rec *c, bool *ret, struct err *e) MUST_CHECK;
/* Work on the actor's own desk: always theirs, unless the case is about them. */
enum rc sight_of_work(struct cx *cx, int64_t case_id, struct err *e) MUST_CHECK;
/* May this actor speak as the applicant: the citizen of this case, or the system for them? Officials, however
 * far they see, never withdraw, object or judge in a citizen's name. RC_NOT_FOUND when not. */
enum rc sight_as_applicant(struct cx *cx, const struct case_rec *c, struct err *e) MUST_CHECK;
/* Is this the unit of a person who is complained of? */
bool sight_of_accused_unit(int64_t unit_id, const struct case_rec *c);

#endif
