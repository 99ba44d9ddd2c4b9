/*
 * install.c - installing packages as numbered versions.
 */
#include "app/install.h"
#include "app/inner.h"
#include "app/start.h"
#include "persian/jalali.h"
#include "port/flow.h"
#include "port/office.h"

#define REVIEW_MONTHS 36 /* PRT-REV-01 */

static enum rc newest_version(struct cx *cx, struct str key, struct process_rec *ret, bool *found,
                              struct err *e)
{
    struct process_list list = { 0 };
    enum rc rc = process_list(cx->tx, cx->a, true, &list, e);

    *found = false;
    for (size_t i = 0; rc == RC_OK && i < list.n && !*found; i++)
        if (str_eq(list.v[i].key, key)) {
            *ret = list.v[i];
            *found = true;
        }
    return rc;
}

static int64_t review_at(int64_t now)
{
    struct jdate d;

    return jdate_add_months(jdate_from_ms(now), REVIEW_MONTHS, &d) ? jdate_end_ms(d) : 0;
}

static enum rc store_version(struct cx *cx, const struct process_rec *p, const struct package_file *files,
                             size_t n, struct err *e)
{
    struct audit_rec log = { .id = cx_id(cx),
                             .at = cx->now_ms,
                             .official_id = cx->actor->official_id,
                             .post_id = cx->actor->post_id,
                             .act = STR("process.install"),
                             .object = p->key };
    struct json_text t;
    enum rc rc = process_insert(cx->tx, p, e);

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        rc = process_file_insert(cx->tx, p->id, files[i].path, files[i].content, e);
    if (rc == RC_OK)
        rc = process_activate(cx->tx, p->key, p->id, e);
    json_text_begin(&t, '{');
    json_member_int(&t.o, "version", p->version);
    json_member_str(&t.o, "hash", p->hash);
    log.data = json_text_end(&t, cx->a, '}');
    return rc == RC_OK ? audit_insert(cx->tx, &log, e) : rc;
}

enum rc package_install(struct cx *cx, const struct package_file *files, size_t n,
                        struct package_problems *problems, struct installed *ret, struct err *e)
{
    const struct package *pkg = NULL;
    struct process_rec p = { 0 }, old = { 0 };
    struct hash h = package_hash(files, n);
    bool found = false;
    enum rc rc = package_read(cx->a, files, n, problems, &pkg, e);

    if (rc == RC_OK)
        rc = newest_version(cx, pkg->key, &old, &found, e);
    if (rc != RC_OK)
        return rc;
    p = (struct process_rec){
        .id = cx_id(cx),
        .key = pkg->key,
        .version = found ? old.version + 1 : 1,
        .title = pkg->title,
        .hash = hash_hex(cx->a, &h),
        .active = true,
        .installed_at = cx->now_ms,
        .installed_by = cx->actor->official_id,
        .review_at = review_at(cx->now_ms),
    };
    if (found && old.active && str_eq(old.hash, p.hash)) {
        *ret = (struct installed){ old.id, old.version, pkg->key, true };
        return RC_OK;
    }
    rc = store_version(cx, &p, files, n, e);
    ((struct package *)(uintptr_t)pkg)->id = p.id; /* this reading of it is the version that was stored */
    if (rc == RC_OK)
        rc = starts_arm(cx, pkg, e);
    if (rc == RC_OK)
        *ret = (struct installed){ p.id, p.version, pkg->key, false };
    return rc;
}
