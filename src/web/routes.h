/*
 * routes.h - every address of SAMAD, who may ask for it, what it may read, how it runs. An X-macro file:
 * included several times with different meanings of FORM and ROUTE, so it has no include guard and nothing
 * but these lines.
 *
 *     FORM(form_assign)            a table of fields: `const struct field form_assign[] = { …, FORM_END };`
 *     ROUTE(method, path, handler, mode, permission, form)
 *
 * - Include "web/pages.h" where a handler or a form is defined: it declares them all.
 * - Path: lower-case words; `{name}` is one segment, read with req_path(). A literal segment wins over a
 * parameter, whatever the order of lines. No trailing slash (it is redirected away).
 * - mode: READ (inline in the loop, one read transaction), WRITE (one write transaction, may be run again,
 * answered when durable), SLOW (worker thread, own transactions), BARE (no transaction, no session). See
 * web/http.h.
 * - permission: an enum permission of domain/permission.h. MAY_UNSET does not compile. Object-level checks
 * ("may this officer see this case") sit in the use case.
 * - form: what may be read, from the query of a GET and from the body of a POST. NO_FORM: nothing.
 * - HEAD follows GET. Every POST with a form or with NO_FORM is checked for its CSRF token.
 *   API_GET, API_POST, … instead: no cookie is looked at, no token asked; errors are JSON; a body is read with
 *   req_body().
 */

/* ---- the machine itself ---- */
ROUTE(GET, "/health", page_health, BARE, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/assets/{file}", page_asset, BARE, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/assets/fonts/{file}", page_font, BARE, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/.well-known/security.txt", page_security_txt, BARE, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/robots.txt", page_robots_txt, BARE, MAY_ANYONE, NO_FORM)

/* ---- citizens ---- */
FORM(form_package)
FORM(form_new_step)
FORM(form_new_done)
FORM(form_track)
FORM(form_track_open)
FORM(form_tracked)
FORM(form_survey)
ROUTE(GET, "/", page_home, READ, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/track", page_track, READ, MAY_ANYONE, form_track)
ROUTE(POST, "/track", page_track_open, SLOW, MAY_ANYONE, form_track_open)
ROUTE(POST, "/track/leave", page_track_leave, READ, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/track/{code}", page_tracked, READ, MAY_ANYONE, form_tracked)
ROUTE(GET, "/track/{code}/act/{act}", page_act, READ, MAY_ANYONE, NO_FORM)
ROUTE(POST, "/track/{code}/act/{act}", page_act_send, SLOW, MAY_ANYONE, form_package)
ROUTE(GET, "/track/{code}/survey", page_survey, READ, MAY_ANYONE, NO_FORM)
ROUTE(POST, "/track/{code}/survey", page_survey_send, WRITE, MAY_ANYONE, form_survey)
ROUTE(GET, "/track/{code}/letters/{letter}", page_letter, SLOW, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/track/{code}/files/{file}", page_case_file, SLOW, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/verify/{code}/{seq}/{hash}", page_verify, READ, MAY_ANYONE, NO_FORM)
/* Any process that is public; a literal first segment wins over {process}. */
ROUTE(GET, "/{process}", page_process, READ, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/{process}/new", page_new, READ, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/{process}/new/check", page_new_check, READ, MAY_ANYONE, NO_FORM)
ROUTE(POST, "/{process}/new/check", page_new_send, WRITE, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/{process}/new/{page}", page_new_step, READ, MAY_ANYONE, form_new_step)
ROUTE(POST, "/{process}/new/{page}", page_new_step_send, SLOW, MAY_ANYONE, form_package)
ROUTE(GET, "/{process}/new/done/{code}", page_new_done, READ, MAY_ANYONE, form_new_done)

/* ---- officials: sessions ---- */
FORM(form_sign_in_page)
FORM(form_sign_in)
ROUTE(GET, "/sign-in", page_sign_in, READ, MAY_ANYONE, form_sign_in_page)
ROUTE(POST, "/sign-in", page_sign_in_post, SLOW, MAY_ANYONE, form_sign_in)
ROUTE(POST, "/sign-out", page_sign_out, WRITE, MAY_SIGNED_IN, NO_FORM)
ROUTE(POST, "/posts/{post}/switch", page_switch_post, WRITE, MAY_SIGNED_IN, NO_FORM)

/* ---- officials: in-tray, cases, work ---- */
FORM(form_tray)
FORM(form_search)
FORM(form_case_page)
FORM(form_package)
FORM(form_task_version)
FORM(form_task_release)
FORM(form_task_refer)
ROUTE(GET, "/tray", page_tray, READ, MAY_WORK, form_tray)
ROUTE(GET, "/tray/counts", page_tray_counts, READ, MAY_WORK, NO_FORM)
ROUTE(GET, "/search", page_search, READ, MAY_SIGNED_IN, form_search)
ROUTE(GET, "/cases/{code}", page_case, READ, MAY_SIGNED_IN, form_case_page)
ROUTE(GET, "/cases/{code}/letters/{letter}", page_case_letter, READ, MAY_SIGNED_IN, NO_FORM)
ROUTE(GET, "/cases/{code}/letters/{letter}/pdf", page_case_letter_pdf, SLOW, MAY_SIGNED_IN, NO_FORM)
ROUTE(GET, "/files/{file}", page_file, SLOW, MAY_SIGNED_IN, NO_FORM)
ROUTE(GET, "/tasks/{task}/open", page_task_open, WRITE, MAY_WORK, NO_FORM)
ROUTE(POST, "/tasks/{task}", page_task_finish, SLOW, MAY_WORK, form_package)
ROUTE(POST, "/tasks/{task}/keep", page_task_keep, SLOW, MAY_WORK, form_package)
ROUTE(POST, "/tasks/{task}/claim", page_task_claim, WRITE, MAY_WORK, form_task_version)
ROUTE(POST, "/tasks/{task}/release", page_task_release, WRITE, MAY_WORK, form_task_release)
ROUTE(POST, "/tasks/{task}/refer", page_task_refer, WRITE, MAY_WORK, form_task_refer)
