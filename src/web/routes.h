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
 * - mode: READ (one read transaction; inline in the loop, or in a reading thread on PostgreSQL), WRITE (one
 * write transaction, may be run again, answered when durable), CHECKED (a WRITE whose handler is run before
 * that on a snapshot with rq->checking, to do there what needs no writer: rq->checked), SLOW (worker thread,
 * own transactions), BARE (no transaction, no session). See web/http.h.
 * - permission: an enum permission of domain/permission.h. MAY_UNSET does not compile. Object-level checks
 * ("may this officer see this case") sit in the use case.
 * - form: what may be read, from the query of a GET and from the body of a POST. NO_FORM: nothing.
 * - HEAD follows GET. Every POST with a form or with NO_FORM is checked for its CSRF token.
 *   API_GET, API_POST, … instead: no cookie is looked at, no token asked; errors are JSON; a body is read
 * with req_body().
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
ROUTE(GET, "/track/{code}/flow", page_tracked_flow, READ, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/track/{code}/act/{act}", page_act, READ, MAY_ANYONE, NO_FORM)
ROUTE(POST, "/track/{code}/act/{act}", page_act_send, SLOW, MAY_ANYONE, form_package)
ROUTE(GET, "/track/{code}/survey", page_survey, READ, MAY_ANYONE, NO_FORM)
ROUTE(POST, "/track/{code}/survey", page_survey_send, WRITE, MAY_ANYONE, form_survey)
ROUTE(GET, "/track/{code}/letters/{letter}", page_letter, SLOW, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/track/{code}/files/{file}", page_case_file, SLOW, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/verify/{code}/{seq}/{hash}", page_verify, READ, MAY_ANYONE, NO_FORM)
/* Any process that is public; a literal first segment wins over {process}. */
ROUTE(GET, "/{process}", page_process, READ, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/{process}/picture.svg", page_process_picture, READ, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/{process}/new", page_new, READ, MAY_ANYONE, NO_FORM)
ROUTE(GET, "/{process}/new/check", page_new_check, READ, MAY_ANYONE, NO_FORM)
ROUTE(POST, "/{process}/new/check", page_new_send, CHECKED, MAY_ANYONE, NO_FORM)
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
FORM(form_case_flow)
FORM(form_case_part)
FORM(form_package)
FORM(form_task_version)
FORM(form_task_release)
FORM(form_task_refer)
FORM(form_report_letter)
ROUTE(GET, "/tray", page_tray, READ, MAY_WORK, form_tray)
ROUTE(GET, "/tray/counts", page_tray_counts, READ, MAY_WORK, NO_FORM)
ROUTE(GET, "/search", page_search, READ, MAY_SIGNED_IN, form_search)
ROUTE(GET, "/cases/{code}", page_case, READ, MAY_SIGNED_IN, form_case_page)
ROUTE(GET, "/cases/{code}/all/{part}", page_case_part, READ, MAY_SIGNED_IN, form_case_part)
ROUTE(GET, "/cases/{code}/flow", page_case_flow, READ, MAY_SIGNED_IN, form_case_flow)
ROUTE(GET, "/cases/{code}/letters/{letter}", page_case_letter, READ, MAY_SIGNED_IN, NO_FORM)
ROUTE(GET, "/cases/{code}/letters/{letter}/pdf", page_case_letter_pdf, SLOW, MAY_SIGNED_IN, NO_FORM)
ROUTE(GET, "/cases/{code}/report", page_report_letter, READ, MAY_MANAGE, NO_FORM)
ROUTE(POST, "/cases/{code}/report", page_report_letter_send, WRITE, MAY_MANAGE, form_report_letter)
ROUTE(GET, "/cases/{code}/more/{instance}/{key}", page_addition, READ, MAY_WORK, NO_FORM)
ROUTE(POST, "/cases/{code}/more/{instance}/{key}", page_addition_send, SLOW, MAY_WORK, form_package)
ROUTE(GET, "/files/{file}", page_file, SLOW, MAY_SIGNED_IN, NO_FORM)
ROUTE(GET, "/tasks/{task}/open", page_task_open, WRITE, MAY_WORK, NO_FORM)
ROUTE(POST, "/tasks/{task}", page_task_finish, SLOW, MAY_WORK, form_package)
ROUTE(POST, "/tasks/{task}/keep", page_task_keep, SLOW, MAY_WORK, form_package)
ROUTE(POST, "/tasks/{task}/claim", page_task_claim, WRITE, MAY_WORK, form_task_version)
ROUTE(POST, "/tasks/{task}/release", page_task_release, WRITE, MAY_WORK, form_task_release)
ROUTE(GET, "/tasks/{task}/refer", page_task_hand_over, READ, MAY_WORK, form_case_page)
ROUTE(POST, "/tasks/{task}/refer", page_task_refer, WRITE, MAY_WORK, form_task_refer)

/* ---- administrators ---- */
FORM(form_admin_units)
FORM(form_admin_unit_page)
FORM(form_admin_unit_new)
FORM(form_admin_unit)
FORM(form_admin_post_page)
FORM(form_admin_post)
FORM(form_admin_hold)
FORM(form_admin_people)
FORM(form_admin_person_page)
FORM(form_admin_person)
FORM(form_admin_version)
FORM(form_admin_calendar)
FORM(form_admin_holiday)
FORM(form_admin_day)
FORM(form_admin_incidents)
FORM(form_admin_retry)
FORM(form_admin_outbox)
FORM(form_admin_posted)
FORM(form_admin_dead)
FORM(form_admin_instances)
FORM(form_admin_instance)
FORM(form_admin_variable)
FORM(form_admin_move)
FORM(form_admin_decide)
FORM(form_admin_timers)
FORM(form_admin_compare)
FORM(form_admin_migrate_page)
FORM(form_admin_migrate)
FORM(form_admin_migration)
FORM(form_admin_migration_undo)
FORM(form_admin_check_case)
FORM(form_admin_settings_page)
FORM(form_admin_settings)
FORM(form_admin_log)
ROUTE(GET, "/admin", page_admin, READ, MAY_ADMINISTER, NO_FORM)
ROUTE(GET, "/admin/units", page_admin_units, READ, MAY_ADMINISTER, form_admin_units)
ROUTE(GET, "/admin/units/new", page_admin_unit_new, READ, MAY_ADMINISTER, form_admin_unit_new)
ROUTE(POST, "/admin/units/new", page_admin_unit_add, WRITE, MAY_ADMINISTER, form_admin_unit)
ROUTE(GET, "/admin/units/{unit}", page_admin_unit, READ, MAY_ADMINISTER, form_admin_unit_page)
ROUTE(GET, "/admin/units/{unit}/edit", page_admin_unit_edit, READ, MAY_ADMINISTER, NO_FORM)
ROUTE(POST, "/admin/units/{unit}/edit", page_admin_unit_save, WRITE, MAY_ADMINISTER, form_admin_unit)
ROUTE(GET, "/admin/units/{unit}/posts/new", page_admin_post_new, READ, MAY_ADMINISTER, NO_FORM)
ROUTE(POST, "/admin/units/{unit}/posts/new", page_admin_post_add, WRITE, MAY_ADMINISTER, form_admin_post)
ROUTE(GET, "/admin/posts/{post}", page_admin_post, READ, MAY_ADMINISTER, form_admin_post_page)
ROUTE(GET, "/admin/posts/{post}/edit", page_admin_post_edit, READ, MAY_ADMINISTER, NO_FORM)
ROUTE(POST, "/admin/posts/{post}/edit", page_admin_post_save, WRITE, MAY_ADMINISTER, form_admin_post)
ROUTE(POST, "/admin/posts/{post}/hold", page_admin_hold, WRITE, MAY_ADMINISTER, form_admin_hold)
ROUTE(GET, "/admin/posts/{post}/holdings/{holding}/end", page_admin_hold_end, READ, MAY_ADMINISTER, NO_FORM)
ROUTE(POST, "/admin/posts/{post}/holdings/{holding}/end", page_admin_hold_end_send, WRITE, MAY_ADMINISTER,
      NO_FORM)
ROUTE(GET, "/admin/people", page_admin_people, READ, MAY_ADMINISTER, form_admin_people)
ROUTE(GET, "/admin/people/new", page_admin_person_new, READ, MAY_ADMINISTER, NO_FORM)
ROUTE(POST, "/admin/people/new", page_admin_person_add, SLOW, MAY_ADMINISTER, form_admin_person)
ROUTE(GET, "/admin/people/{person}", page_admin_person, READ, MAY_ADMINISTER, form_admin_person_page)
ROUTE(GET, "/admin/people/{person}/edit", page_admin_person_edit, READ, MAY_ADMINISTER, NO_FORM)
ROUTE(POST, "/admin/people/{person}/edit", page_admin_person_save, WRITE, MAY_ADMINISTER, form_admin_person)
ROUTE(POST, "/admin/people/{person}/password", page_admin_person_password, SLOW, MAY_ADMINISTER,
      form_admin_version)
ROUTE(POST, "/admin/people/{person}/totp-off", page_admin_person_totp_off, WRITE, MAY_ADMINISTER,
      form_admin_version)
ROUTE(GET, "/admin/calendars", page_admin_calendars, READ, MAY_ADMINISTER, form_admin_calendar)
ROUTE(GET, "/admin/calendars/{key}", page_admin_calendar, READ, MAY_ADMINISTER, form_admin_calendar)
ROUTE(GET, "/admin/calendars/{key}/versions/{version}", page_admin_calendar_version, READ, MAY_ADMINISTER,
      form_admin_calendar)
ROUTE(GET, "/admin/calendars/{key}/day", page_admin_day, READ, MAY_ADMINISTER, form_admin_day)
ROUTE(POST, "/admin/calendars/{key}/preview", page_admin_holiday_preview, SLOW, MAY_ADMINISTER,
      form_admin_holiday)
ROUTE(POST, "/admin/calendars/{key}/apply", page_admin_holiday_apply, SLOW, MAY_ADMINISTER,
      form_admin_holiday)
ROUTE(GET, "/admin/processes", page_admin_processes, READ, MAY_ADMINISTER, NO_FORM)
ROUTE(GET, "/admin/processes/{process}", page_admin_process, READ, MAY_ADMINISTER, NO_FORM)
ROUTE(GET, "/admin/processes/{process}/flow", page_admin_process_flow, READ, MAY_ADMINISTER, NO_FORM)
ROUTE(GET, "/admin/processes/{process}/files/{file}", page_admin_process_file, READ, MAY_ADMINISTER, NO_FORM)
ROUTE(GET, "/admin/incidents", page_admin_incidents, READ, MAY_ADMINISTER, form_admin_incidents)
ROUTE(GET, "/admin/incidents/{incident}", page_admin_incident, READ, MAY_ADMINISTER, NO_FORM)
ROUTE(POST, "/admin/incidents/{incident}", page_admin_incident_retry, WRITE, MAY_ADMINISTER, form_admin_retry)
ROUTE(GET, "/admin/outbox", page_admin_outbox, READ, MAY_ADMINISTER, form_admin_outbox)
ROUTE(POST, "/admin/outbox/posted", page_admin_outbox_posted, WRITE, MAY_ADMINISTER, form_admin_posted)
ROUTE(POST, "/admin/outbox/{message}/retry", page_admin_outbox_retry, WRITE, MAY_ADMINISTER, NO_FORM)
ROUTE(GET, "/admin/outbox/{message}/pdf", page_admin_outbox_pdf, SLOW, MAY_ADMINISTER, NO_FORM)
ROUTE(GET, "/admin/outbox/{message}/failed", page_admin_dead, READ, MAY_ADMINISTER, NO_FORM)
ROUTE(POST, "/admin/outbox/{message}/failed", page_admin_dead_send, WRITE, MAY_ADMINISTER, form_admin_dead)
ROUTE(GET, "/admin/monitor", page_admin_monitor, READ, MAY_ADMINISTER, NO_FORM)
ROUTE(GET, "/admin/monitor/instances", page_admin_instances, READ, MAY_ADMINISTER, form_admin_instances)
ROUTE(GET, "/admin/monitor/instances/{instance}", page_admin_instance, READ, MAY_ADMINISTER,
      form_admin_instance)
ROUTE(POST, "/admin/monitor/instances/{instance}/variable", page_admin_variable, WRITE, MAY_ADMINISTER,
      form_admin_variable)
ROUTE(POST, "/admin/monitor/instances/{instance}/move", page_admin_move, WRITE, MAY_ADMINISTER,
      form_admin_move)
ROUTE(GET, "/admin/monitor/moves", page_admin_moves, READ, MAY_ADMINISTER, form_admin_instance)
ROUTE(GET, "/admin/monitor/moves/{move}", page_admin_move_one, READ, MAY_ADMINISTER, NO_FORM)
ROUTE(POST, "/admin/monitor/moves/{move}", page_admin_move_decide, WRITE, MAY_ADMINISTER, form_admin_decide)
ROUTE(GET, "/admin/monitor/timers", page_admin_timers, READ, MAY_ADMINISTER, form_admin_timers)
ROUTE(GET, "/admin/processes/{process}/compare", page_admin_compare, READ, MAY_ADMINISTER, form_admin_compare)
ROUTE(GET, "/admin/processes/{process}/migrate", page_admin_migrate, READ, MAY_ADMINISTER,
      form_admin_migrate_page)
ROUTE(POST, "/admin/processes/{process}/migrate", page_admin_migrate_send, SLOW, MAY_ADMINISTER,
      form_admin_migrate)
ROUTE(GET, "/admin/migrations/{run}", page_admin_migration, READ, MAY_ADMINISTER, form_admin_migration)
ROUTE(POST, "/admin/migrations/{run}/undo", page_admin_migration_undo, SLOW, MAY_ADMINISTER,
      form_admin_migration_undo)
ROUTE(GET, "/admin/ledger", page_admin_ledger, READ, MAY_ADMINISTER, NO_FORM)
ROUTE(POST, "/admin/ledger/case", page_admin_check_case, SLOW, MAY_ADMINISTER, form_admin_check_case)
ROUTE(POST, "/admin/ledger/days/{day}", page_admin_check_day, SLOW, MAY_ADMINISTER, NO_FORM)
ROUTE(GET, "/admin/settings", page_admin_settings, READ, MAY_ADMINISTER, form_admin_settings_page)
ROUTE(POST, "/admin/settings", page_admin_settings_save, WRITE, MAY_ADMINISTER, form_admin_settings)
ROUTE(GET, "/admin/log", page_admin_log, READ, MAY_ADMINISTER, form_admin_log)

/* ---- officials: registrar ---- */
FORM(form_indicator)
FORM(form_void_number)
ROUTE(GET, "/intake", page_intake, READ, MAY_REGISTER, NO_FORM)
ROUTE(GET, "/intake/registered/{code}", page_intake_registered, READ, MAY_REGISTER, NO_FORM)
ROUTE(GET, "/intake/{process}/{channel}", page_intake_form, READ, MAY_REGISTER, NO_FORM)
ROUTE(POST, "/intake/{process}/{channel}", page_intake_send, SLOW, MAY_REGISTER, form_package)
ROUTE(GET, "/indicator", page_indicator, READ, MAY_REGISTER, form_indicator)
ROUTE(GET, "/indicator/file/{format}", page_indicator_file, SLOW, MAY_REGISTER, form_indicator)
ROUTE(GET, "/indicator/{letter}/void", page_indicator_void, READ, MAY_REGISTER, NO_FORM)
ROUTE(POST, "/indicator/{letter}/void", page_indicator_void_send, WRITE, MAY_REGISTER, form_void_number)

/* ---- officials: managers, registers, reports ---- */
FORM(form_board)
FORM(form_clocks)
FORM(form_register)
FORM(form_report)
ROUTE(GET, "/board", page_board, READ, MAY_MANAGE, form_board)
ROUTE(GET, "/clocks", page_clocks, SLOW, MAY_MANAGE, form_clocks)
ROUTE(GET, "/registers", page_registers, READ, MAY_REPORT, NO_FORM)
ROUTE(GET, "/registers/{register}", page_register, READ, MAY_REPORT, form_register)
ROUTE(GET, "/registers/{register}/file/{format}", page_register_file, SLOW, MAY_REPORT, form_register)
ROUTE(GET, "/reports", page_reports, READ, MAY_REPORT, NO_FORM)
ROUTE(GET, "/reports/steps/{process}", page_step_figures, SLOW, MAY_REPORT, NO_FORM)
ROUTE(GET, "/reports/{report}", page_report, SLOW, MAY_REPORT, form_report)
ROUTE(GET, "/reports/{report}/{part}/{format}", page_report_file, SLOW, MAY_REPORT, form_report)

/* ---- officials: own account ---- */
FORM(form_account)
FORM(form_password)
FORM(form_totp)
FORM(form_deputy)
ROUTE(GET, "/account", page_account, READ, MAY_SIGNED_IN, form_account)
ROUTE(POST, "/account/password", page_account_password, SLOW, MAY_SIGNED_IN, form_password)
ROUTE(POST, "/account/totp", page_account_totp, SLOW, MAY_SIGNED_IN, form_totp)
ROUTE(POST, "/account/end-others", page_account_end_others, WRITE, MAY_SIGNED_IN, NO_FORM)
ROUTE(GET, "/delegations", page_delegations, READ, MAY_SIGNED_IN, form_account)
ROUTE(POST, "/delegations", page_delegation_add, WRITE, MAY_SIGNED_IN, form_deputy)
ROUTE(POST, "/delegations/{holding}/end", page_delegation_end, WRITE, MAY_SIGNED_IN, NO_FORM)
