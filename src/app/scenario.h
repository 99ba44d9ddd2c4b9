/*
 * scenario.h - playing a package's tests/NAME.case on a test clock (docs/adding-a-process.md, "Scenarios").
 */
#ifndef APP_SCENARIO_H
#define APP_SCENARIO_H

#include "app/package.h"

/* Where a scenario runs: a fresh, migrated, empty installation on the given clock. */
struct scenario_host {
    enum rc (*open)(void *self, struct clock clock, struct app **ret, struct err *e);
    void (*close)(void *self, struct app *app);
    void *self;
};

struct scenario_packages {
    const struct package_file *files;
    size_t n;
};

struct scenario_result {
    bool passed;
    struct str title;
    struct str ids; /* requirement IDs, space-separated */
    int line;       /* where it failed */
    struct str message;
};

/* Play one scenario with all these packages installed. RC_OK whether it passed or not; errors are of the
 * host. */
enum rc scenario_run(struct arena *a, const struct scenario_host *host,
                     const struct scenario_packages *packages, size_t n, struct str text,
                     struct scenario_result *ret, struct err *e) MUST_CHECK;

#endif
