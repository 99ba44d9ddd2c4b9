/*
 * citizen.h - what the pages of citizens share: the frame, the cookies of a draft and of an opened case, and
 * turning what app says of a case into views.
 *
 * Not here: the pages themselves (home.c, process.c, new_case.c, track.c, act.c, survey.c, letter.c,
 * verify.c).
 */
#ifndef WEB_PAGES_CITIZEN_H
#define WEB_PAGES_CITIZEN_H

#include "app/case_view.h"
#include "app/draft.h"
#include "web/posted.h"
#include "web/view_citizen.h"

/* ---- the frame ---- */

/* Office, phone; `unit_path` of the case that the page is about, or STR_NONE. */
enum rc citizen_frame(struct cx *cx, struct str unit_path, struct page *ret, struct err *e) MUST_CHECK;
/* The same from a case that was read. */
void citizen_frame_of(struct cx *cx, const struct unit_rec *office, const struct unit_rec *unit,
                      struct page *ret);
/* Error summary of a form result into the page. */
void citizen_errors(struct arena *a, const struct form_result *r, struct page *p);
/* A page that only says something, with links. */
void citizen_say(struct resp *rs, const struct page *p, struct str title, struct str line,
                 const struct link_view *links, size_t n);

/* ---- drafts ---- */

#define COOKIE_DRAFT "samad_draft"
#define CHANNEL_WEB STR("web")

struct str draft_key(const struct req *rq); /* STR_NONE when there is no cookie, or a bad one */
enum rc draft_key_set(struct resp *rs, struct str key, struct err *e) MUST_CHECK;
enum rc draft_key_forget(struct resp *rs, struct err *e) MUST_CHECK;

/* ---- an opened case ---- */

#define COOKIE_CASE "samad_case"
#define CASE_COOKIE_S (INT64_C(30) * 60)

/* Let this browser see this case for a while. */
enum rc case_cookie_set(struct req *rq, struct resp *rs, int64_t case_id, struct str code,
                        struct err *e) MUST_CHECK;
enum rc case_cookie_forget(struct resp *rs, struct err *e) MUST_CHECK;
/* Is the case of this code open in this browser? Then its id and the citizen who acts on it. */
bool case_cookie(const struct req *rq, struct str code, int64_t *case_id, struct actor *citizen);
/* Whatever case is open in this browser: its code; STR_NONE when there is none. */
struct str case_cookie_code(const struct req *rq);
/* 303 to where the identity is asked for. */
enum rc ask_for_identity(struct req *rq, struct resp *rs, struct str code, struct err *e) MUST_CHECK;

/* ---- views ---- */

struct clock_view clock_of(struct arena *a, const struct case_clock *c);
struct attachment_view *attachments_of(struct arena *a, struct str code, const struct attachment_list *list);
/* Files of a draft, for the fields that hold them. */
const struct kept_file *kept_files(struct arena *a, const struct attachment_list *list);
/* What may stand in the fields of units: in a form_view's `lists`. One list, or none when no field wants it.
 */
enum rc unit_choices(struct cx *cx, const struct form *form, struct form_view *v, struct err *e) MUST_CHECK;
/* For answers that are only read: the units that they name, also those that are closed by now. */
enum rc units_of_answers(struct cx *cx, struct form_view *v, struct err *e) MUST_CHECK;
/* Buttons of what the citizen may do now; those that are refused are left out. */
const struct act_view *acts_of(struct arena *a, const struct case_view *v, size_t *n);

#endif
