/*
 * tray.h - the in-tray (کارتابل) of a post: what is new, due today, late; what colleagues have; what was
 * done; search.
 *
 * Rows carry what a line of the page shows and nothing more. The actor's post decides whose tray it is.
 *
 * Not here: doing the work (task.h), the case page (desk.h).
 */
#ifndef APP_TRAY_H
#define APP_TRAY_H

#include "app/app.h"
#include "port/case.h"
#include "port/flow.h"

#define TRAY_PAGE 50

enum tray_part {
    TRAY_PART_OPEN, /* on the desk of the post; `view` narrows it */
    TRAY_PART_POOL, /* open work of the same roles and unit on other desks: may be taken over */
    TRAY_PART_DONE  /* finished by this post, newest first */
};
struct tray_query {
    enum tray_part part;
    enum tray_view view;
    enum tray_order order;
    struct str element; /* only this kind of work */
    struct str words;   /* as typed */
    int64_t from;       /* the first row wanted, from 1; 0 is 1 */
};
struct tray {
    struct tray_counts counts;
    struct task_list tasks;
    struct task_kind_list kinds; /* of the open work: the filter's choices */
    int64_t offset;
};
enum rc tray_get(struct cx *cx, const struct tray_query *q, struct tray *ret, struct err *e) MUST_CHECK;
/* The most urgent work of the actor's desk, at most `limit` rows: what stands beside a case. */
enum rc tray_urgent(struct cx *cx, int64_t limit, struct task_list *ret, struct err *e) MUST_CHECK;

/* Mark a task of the actor's desk as seen, when it is not yet; the case's tracking code is in `*code`.
 * RC_NOT_FOUND when there is no such task or the actor may not see its case. */
enum rc tray_open_task(struct cx *cx, int64_t task_id, struct str *code, struct err *e) MUST_CHECK;

/* Cases that the actor sees, by words (any form of writing), a tracking code or an indicator number. */
struct case_search_query {
    struct str typed;
    int64_t limit, offset;
};
enum rc tray_search(struct cx *cx, const struct case_search_query *q, struct case_list *ret,
                    struct err *e) MUST_CHECK;

/* Open cases of the person of this national or legal ID (any digits). */
enum rc tray_of_person(struct cx *cx, struct str id, struct case_list *ret, struct err *e) MUST_CHECK;
/* What the actor's post registered today, newest first. */
enum rc tray_registered_today(struct cx *cx, struct case_list *ret, struct err *e) MUST_CHECK;

/* What an actor's lists of cases are narrowed by: subtree, confidentiality, never what accuses the actor or
 * an official of the actor's unit (SAM-10.3). */
void tray_sight(const struct cx *cx, struct case_filter *f);
/* The search key of what a person typed, ready for the store; STR_NONE when no word is left. */
struct str tray_words(struct arena *a, struct str typed);

#endif
