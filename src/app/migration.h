/*
 * migration.h - moving running cases to another version of their process: an explicit, listed, reversible act
 * (design section 3).
 *
 * A plan says which element of the new version stands for which of the old one. A dry run asks every running
 * case of the old version and writes nothing. A run is a row with one row for each of its cases; each case is
 * moved, kept or refused in a transaction of its own, so that a run that was interrupted goes on where it
 * stopped (by migration_go_on(), which the worker calls too). Undoing a run puts back the saved states of
 * before; a case that went on since then stays where it is, and the report says so. All of it is in the
 * ledger of each case (`migrated`, `migration_undone`) and in the administrators' log.
 *
 * Only who administers all units may do it; else RC_NOT_FOUND.
 */
#ifndef APP_MIGRATION_H
#define APP_MIGRATION_H

#include "app/package.h"
#include "port/version.h"

/* A version of a process by its key; version 0: the active one. RC_NOT_FOUND. */
enum rc version_find(struct cx *cx, struct str key, int64_t version, struct process_rec *ret,
                     struct err *e) MUST_CHECK;

struct migration_plan {
    struct process_rec from, to;
    const struct package *from_pkg, *to_pkg;
    const struct bpmn_pair *map; /* old id -> new id; what is not in it stands for itself */
    size_t n_map;
    const struct bpmn_element **gone; /* nodes of the old version that nothing stands for */
    size_t n_gone;
};
/* The proposed mapping, with what `given` says instead or besides (an empty new id: nothing stands for it).
 * RC_INVALID: a given id is in neither version (named in `e`), or the versions are of different processes or
 * the same. */
enum rc migration_propose(struct cx *cx, int64_t from_id, int64_t to_id, const struct bpmn_pair *given,
                          size_t n, struct migration_plan *ret, struct err *e) MUST_CHECK;

/* A node of the old version for which somebody may have to choose: nothing or something else stands for it,
 * or cases stand there. Those where cases stand come first, and of these what nothing stands for. */
struct migration_choice {
    const struct bpmn_element *old;
    struct str to; /* what stands for it; empty: nothing */
    int64_t standing;
};
struct migration_choices {
    struct migration_choice *v;
    size_t n;
};
enum rc migration_choices(struct cx *cx, const struct migration_plan *p, struct migration_choices *ret,
                          struct err *e) MUST_CHECK;

enum migration_outcome { MIGRATION_MOVED, MIGRATION_KEPT, MIGRATION_REFUSED };
struct migration_line {
    int64_t case_id;
    struct str tracking_code, subject;
    enum migration_outcome outcome;
    struct str reason; /* of a refusal, English: "ELEMENT: why"; migration_why() tells it apart */
};
struct migration_lines {
    struct migration_line *v;
    size_t n;
    int64_t last;                 /* case id to go on after; 0: that was all */
    int64_t moved, kept, refused; /* among these */
};
/* What a run would do with the running cases above `after`, at most `limit` of them. `only` (may be empty):
 * tracking codes parted by spaces; the others are kept. */
enum rc migration_dry_run(struct cx *cx, const struct migration_plan *p, struct str only, int64_t after,
                          int64_t limit, struct migration_lines *ret, struct err *e) MUST_CHECK;

/* List the run with its cases; nothing is moved yet. */
enum rc migration_begin(struct cx *cx, const struct migration_plan *p, struct str only, struct str reason,
                        int64_t *run_id, struct err *e) MUST_CHECK;
/* RC_CONFLICT: undone already, or its cases are still being moved. */
enum rc migration_undo(struct cx *cx, int64_t run_id, struct str reason, struct err *e) MUST_CHECK;
/* Move (or put back) up to `limit` cases of a run (0: of the oldest run that has any), one transaction each.
 * `*left` tells whether there are more. Runs its own transactions. */
enum rc migration_go_on(struct app *app, int64_t run_id, size_t limit, bool *left, struct err *e) MUST_CHECK;

struct migration_report {
    struct migration_rec run;
    struct migration_counts counts;
    struct migration_cases cases; /* a page of them */
    int64_t last;                 /* to go on after; 0: no more */
    struct str title;
};
enum rc migration_report(struct cx *cx, int64_t run_id, int64_t after, int64_t limit,
                         struct migration_report *ret, struct err *e) MUST_CHECK;
/* Runs of a process, newest first. */
enum rc migration_runs(struct cx *cx, struct str key, struct migration_list *ret, struct err *e) MUST_CHECK;

/* "ELEMENT: why" in its two parts. */
void migration_why(struct str reason, struct str *element, struct str *why);

#endif
