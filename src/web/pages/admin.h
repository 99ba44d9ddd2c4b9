/*
 * admin.h - what administrators' pages share: the frame with crumbs, the notice after an act, forms whose
 * fields come from a record or back from the person, the words of refused acts, and the page of a conflict.
 *
 * Not here: the pages (admin_*.c), rules (app/admin.h).
 */
#ifndef WEB_PAGES_ADMIN_H
#define WEB_PAGES_ADMIN_H

#include "app/admin.h"
#include "web/pages/desk.h"

/* clang-format off */
#define ADMIN_DONE { .name = "done", .kind = FIELD_TEXT, .max = 30 }
/* clang-format on */

/* The frame; crumbs lead from /admin by `crumbs` to here. */
enum rc admin_page(struct req *rq, struct cx *cx, const struct link_view *crumbs, size_t n, struct page *ret,
                   struct err *e) MUST_CHECK;
/* The notice of ?done=KEY (a key of the table in admin.c); the route declares ADMIN_DONE. */
void admin_done_notice(struct req *rq, struct page *p);
struct url admin_done(struct arena *a, struct url to, const char *done);
void admin_say(struct page *p, struct arena *a, enum tone tone, struct str title, struct str text);
struct str id_text(struct arena *a, int64_t id);

/* ---- forms ---- */

#define ADMIN_FIELDS 16
/* A form that is filled from a record (GET) or as typed (POST). */
struct admin_form {
    struct req *rq;
    bool posted;
    struct field_view f[ADMIN_FIELDS];
    struct str stored[ADMIN_FIELDS]; /* as the record has it; lists parted by spaces */
    struct str typed[ADMIN_FIELDS];
    size_t n;
};
struct admin_form admin_form_begin(struct req *rq);
/* One more field; its value is the typed one when the form was posted. The field stays in the form. */
struct field_view *admin_field(struct admin_form *f, enum control control, const char *name, enum msg label,
                               enum msg hint, struct str stored);
/* Options of the last field, the right ones chosen. Values of CONTROL_TICKS are lists. */
void admin_options(struct admin_form *f, const struct option_view *options, size_t n);
/* What was ticked, parted by spaces; STR_NONE for nothing. */
struct str admin_ticked(const struct req *rq, const char *name);

/* The page of two people who changed the same thing; status 409. `again` is where the form is posted to with
 * `version` as the one that is seen now; `acts` and `object` find who did it. */
enum rc admin_conflict(struct req *rq, struct resp *rs, struct cx *cx, const struct page *p,
                       const struct admin_form *f, struct str version, struct url again, struct url drop,
                       const char *acts, struct str object, struct err *e) MUST_CHECK;

/* Words for a fault, at the field it belongs to; conflicts too. Gives `rc` back, for WRITE handlers. */
enum rc admin_faulty(struct req *rq, enum admin_fault fault, enum rc rc);

#endif
