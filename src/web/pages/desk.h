/*
 * desk.h - what the pages of officials share: the frame with who is signed in, the notice after an act, rows
 * of tasks and cases, clocks, filters in the address, pagination.
 *
 * Not here: the pages themselves (session.c, tray.c, case.c, task.c, intake.c, indicator.c, board.c,
 * register.c, ontime.c, account.c, delegation.c).
 */
#ifndef WEB_PAGES_DESK_H
#define WEB_PAGES_DESK_H

#include "app/official_view.h"
#include "app/tray.h"
#include "web/view_official.h"

/* Fields that any page of officials may read from its address: what the last act did, to which case. */
/* clang-format off */
#define DESK_NOTICE_FIELDS { .name = "done", .kind = FIELD_TEXT, .max = 30 }, { .name = "about", .kind = FIELD_CODE }
/* clang-format on */

/* The frame. With errors of the request it shows their summary. */
enum rc desk_page(struct req *rq, struct cx *cx, enum page_here here, struct page *ret,
                  struct err *e) MUST_CHECK;
/* Puts the notice of ?done=…&about=CODE into the page; the route declares DESK_NOTICE_FIELDS. */
void desk_notice(struct req *rq, struct page *p);
/* The address with that notice. */
struct url desk_done(struct arena *a, struct url to, const char *done, struct str about);

/* Run `fn` in the request's transaction, or in one of its own when it has none (SLOW). */
enum rc desk_read(struct req *rq, use_case *fn, void *arg, struct err *e) MUST_CHECK;

/* ---- clocks ---- */

struct clock_view clock_of_due(int64_t due, int64_t now);
struct clock_view clock_of_official(struct arena *a, const struct package *pkg,
                                    const struct official_clock *k);
/* Of a row of a list: met, late or running by the case's own columns. */
struct clock_view clock_of_case_row(const struct case_rec *c, int64_t now);

/* ---- rows ---- */

struct url url_of_case(struct arena *a, struct str code);
struct url url_of_letter(struct arena *a, struct str code, int64_t id);
struct url url_of_file(struct arena *a, int64_t id);
const struct tray_row_view *rows_of_tasks(struct cx *cx, const struct task_list *list, bool done);
/* `pkg` gives the words of states; may be NULL. */
enum rc rows_of_cases(struct cx *cx, const struct case_list *list, const struct tray_row_view **ret,
                      struct err *e) MUST_CHECK;
/* «۱۴۰۵/۱۲» for a number of the indicator register; empty for 0. */
struct str number_of_case(struct arena *a, const struct case_rec *c);
struct str file_kind(struct str mime); /* «PDF», «تصویر» */

/* ---- lists ---- */

/* Which rows are shown, and the addresses of the pages before and after. `base` holds the other parameters.
 */
struct pages_view pages_of(struct arena *a, struct url base, int64_t offset, size_t shown, int64_t page_size,
                           int64_t total);
/* A select of the filter bar, with the chosen one marked. */
struct filter_view filter_select(struct arena *a, const char *name, struct str label, struct str chosen,
                                 const struct option_view *options, size_t n);
struct filter_view filter_text(const char *name, struct str label, struct str value);
struct filter_view filter_date(const char *name, struct str label, struct str value);
struct filter_view filter_hidden(const char *name, struct str value);
/* `u` with name=value when there is a value. */
struct url with(struct arena *a, struct url u, const char *name, struct str value);

/* A field of a small form: empty when the page is asked for, as typed and with its error when it came back.
 */
struct field_view desk_field(const struct req *rq, enum control control, const char *name);
/* Choice lists of app as the form part wants them. */
const struct choice_list *desk_lists(struct arena *a, const struct official_choices *v, size_t n);
/* A telephone number as people write it. */
struct str phone_words(struct arena *a, struct str text);
/* Puts the titles of the units and posts that stand in the view's items among its lists. */
enum rc desk_titles(struct cx *cx, struct form_view *v, struct err *e) MUST_CHECK;
/* Files of a draft, for the fields that hold them. */
const struct kept_file *desk_kept_files(struct arena *a, const struct attachment_list *list,
                                        const struct attachment_list *more, size_t *n);

#endif
