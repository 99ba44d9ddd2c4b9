/*
 * fault.c - count the database calls and let the n-th fail, for tests. The only process-wide state of this
 * room.
 */
#include "store/fault.h"

#include <stdatomic.h>

static _Atomic uint64_t calls;
static _Atomic uint64_t fail_at; /* value of `calls` that fails; 0: never */
static _Atomic int fail_rc;

void store_fail_at(uint64_t n, enum rc rc)
{
    atomic_store(&fail_rc, (int)rc);
    atomic_store(&fail_at, n == 0 ? 0 : atomic_load(&calls) + n);
}

uint64_t store_call_count(void)
{
    return atomic_load(&calls);
}

enum rc fault_call(const char *what, struct err *e)
{
    uint64_t n = atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed) + 1;
    uint64_t at = atomic_load_explicit(&fail_at, memory_order_relaxed);
    enum rc rc;

    if (at == 0 || n != at)
        return RC_OK;
    rc = (enum rc)atomic_load(&fail_rc);
    if (rc == RC_UNCERTAIN && strcmp(what, "COMMIT") != 0)
        rc = RC_BUSY; /* only a commit can be uncertain */
    return ERR(e, rc, "injected failure of database call %llu (%s)", (unsigned long long)n, what);
}
