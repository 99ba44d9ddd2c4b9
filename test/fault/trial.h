/*
 * trial.h - one use case as the sweep sees it.
 */
#ifndef TEST_FAULT_TRIAL_H
#define TEST_FAULT_TRIAL_H

#include "world.h"

enum trial_kind {
    TRIAL_WRITE, /* one transaction: all or nothing */
    TRIAL_READ,  /* changes nothing */
    TRIAL_MANY   /* transactions of its own: what was done before the fault stays, and everything verifies */
};

struct trial {
    const char *name;
    enum trial_kind kind;
    void (*prepare)(struct world *w); /* not swept; may write. NULL: nothing to do */
    enum rc (*run)(struct world *w, struct arena *a, struct err *e);
    enum rc want; /* of the untouched run */
};

struct trial_list {
    const struct trial *v;
    size_t n;
};
struct trial_list trials_of_applicants(void);
struct trial_list trials_of_work(void);
struct trial_list trials_of_office(void);
struct trial_list trials_of_accounts(void);
struct trial_list trials_of_admins(void);
struct trial_list trials_of_running(void);
struct trial_list trials_of_versions(void);

/* How many use cases of src/app no trial runs; each is printed. */
int sweep_is_complete(struct world *w);

#endif
