/*
 * migrate.h - move a running instance to another version of its process.
 *
 * An explicit act: the mapping says which element of the new version stands for which of the old one; what it
 * does not name stands for itself. Where the instance stands must be the same kind of thing in the scope that
 * stands for its scope. What is waited for keeps its key. Subscriptions whose event is gone are dropped,
 * those of events that are new are made. To undo it, keep the saved state of before.
 *
 * Not here: listing, approving and undoing migrations (app/).
 */
#ifndef BPMN_MIGRATE_H
#define BPMN_MIGRATE_H

#include "bpmn/engine.h"

/* Propose: for each element of `from` without namesake (by id) in `to`, the only element of the same kind and
 * name there. The key is the old id, the value the new one. */
enum rc bpmn_migrate_propose(struct arena *a, const struct bpmn_model *from, const struct bpmn_model *to,
                             const struct bpmn_pair **ret, size_t *n, struct err *e) MUST_CHECK;

struct bpmn_migration {
    const struct bpmn_model *to;
    const struct bpmn_element *process;
    const struct bpmn_pair *map; /* old id -> new id, of elements and flows */
    size_t n_map;
    int64_t now_ms;
    struct str zone;
};

/* RC_CONFLICT: it cannot be moved, `problems` says why (element: where the instance stands), and the state is
 * as it was. RC_OK: commands for subscriptions are appended and the state belongs to `to`. RC_INVALID (an
 * event that is new has an expression without meaning) and RC_LIMIT: throw the state away. A dry run is this
 * on a loaded copy. */
enum rc bpmn_migrate(struct bpmn_state *s, const struct bpmn_migration *how, struct bpmn_problems *problems,
                     struct bpmn_commands *out, struct err *e) MUST_CHECK;

#endif
