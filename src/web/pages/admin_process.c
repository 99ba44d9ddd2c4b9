/*
 * admin_process.c - installed processes: versions, what runs on them, their files.
 */
#include "app/admin_state.h"
#include "app/package.h"
#include "app/picture.h"
#include "templates/admin_processes.h"
#include "web/pages.h"
#include "web/pages/admin.h"

static struct url process_url(struct arena *a, int64_t id)
{
    return URL(a, "/admin/processes/{}", id_text(a, id));
}

enum rc page_admin_processes(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    struct admin_processes list = { 0 };
    struct process_line *lines;
    struct processes_view v = { 0 };
    struct page p;
    enum rc rc = admin_processes(rq->cx, &list, e);

    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, NULL, 0, &p, e);
    if (rc != RC_OK)
        return rc;
    lines = ARENA_ARRAY(a, struct process_line, list.n + 1);
    if (lines == NULL)
        return arena_check(a, e);
    for (size_t i = 0; i < list.n; i++) {
        const struct admin_process *x = &list.v[i];

        lines[i] = (struct process_line){ .title = x->rec.title,
                                          .key = x->rec.key,
                                          .family = x->pkg->family,
                                          .owner = x->owner,
                                          .version = x->rec.version,
                                          .installed_at = x->rec.installed_at,
                                          .running = x->rec.running,
                                          .review_at = x->rec.review_at,
                                          .public = x->pkg->is_public,
                                          .incidents = x->incidents > 0,
                                          .to = process_url(a, x->rec.id) };
    }
    v.v = lines;
    v.n = list.n;
    tpl_admin_processes(resp_html(rs), &p, &v);
    return RC_OK;
}

/* ---- one version ---- */

static struct str number(struct arena *a, int64_t n)
{
    struct small s = fa_grouped(n);

    return arena_str(a, small_view(&s));
}

static const struct case_fact *facts_of(struct arena *a, const struct admin_process *x, size_t *n)
{
    struct case_fact *v = ARENA_ARRAY(a, struct case_fact, 7);

    *n = 0;
    if (v == NULL)
        return NULL;
    v[(*n)++] = (struct case_fact){ .label = msg(MSG_ADMIN_PROCESS_REVIEW),
                                    .value = jdate_text_ms(a, x->rec.review_at, JDATE_PLAIN) };
    v[(*n)++] = (struct case_fact){ .label = msg(MSG_ADMIN_PROCESS_FORMS),
                                    .value = number(a, (int64_t)x->pkg->n_forms) };
    v[(*n)++] = (struct case_fact){ .label = msg(MSG_ADMIN_PROCESS_DECISIONS),
                                    .value = number(a, (int64_t)x->pkg->n_decisions) };
    v[(*n)++] = (struct case_fact){ .label = msg(MSG_ADMIN_PROCESS_LETTERS),
                                    .value = number(a, (int64_t)x->pkg->n_letters) };
    v[(*n)++] = (struct case_fact){ .label = msg(MSG_ADMIN_PROCESS_PUBLIC),
                                    .value = msg(x->pkg->is_public ? MSG_ADMIN_YES : MSG_ADMIN_NO) };
    if (x->incidents > 0)
        v[(*n)++] = (struct case_fact){ .label = msg(MSG_ADMIN_INCIDENTS),
                                        .value = number(a, x->incidents),
                                        .to = URL_LIT("/admin/incidents") };
    v[(*n)++] = (struct case_fact){ .label = msg(MSG_ADMIN_PROCESS_BPMN),
                                    .value = STR("process.bpmn"),
                                    .to = URL(a, "/admin/processes/{}/files/{}", id_text(a, x->rec.id),
                                              STR("process.bpmn")),
                                    .code = true };
    return v;
}

static const struct process_version *versions_of(struct arena *a, const struct admin_process *x)
{
    struct process_version *v = ARENA_ARRAY(a, struct process_version, x->versions.n);

    for (size_t i = 0; v != NULL && i < x->versions.n; i++) {
        const struct process_rec *r = &x->versions.v[i];

        v[i] = (struct process_version){ .version = r->version,
                                         .installed_at = r->installed_at,
                                         .running = r->running,
                                         .by = x->by[i].len > 0 ? x->by[i] : msg(MSG_ADMIN_BY_COMMAND),
                                         .hash = str_sub(r->hash, 0, 16),
                                         .change = msg(i + 1 == x->versions.n ? MSG_ADMIN_VERSION_FIRST
                                                                              : MSG_ADMIN_VERSION_REPLACED),
                                         .current = r->active,
                                         .to = process_url(a, r->id) };
    }
    return v;
}

static const struct link_view *links_of(struct arena *a, const struct admin_process *x, size_t *n)
{
    struct link_view *v = ARENA_ARRAY(a, struct link_view, 4);

    *n = 0;
    if (v == NULL)
        return NULL;
    v[(*n)++] = (struct link_view){ URL(a, "/admin/processes/{}/flow", id_text(a, x->rec.id)),
                                    msg(MSG_ADMIN_PROCESS_FLOW) };
    if (x->versions.n > 1 && x->rec.version > 1)
        v[(*n)++] = (struct link_view){ URL(a, "/admin/processes/{}/compare", id_text(a, x->rec.id)),
                                        msg(MSG_VERSION_COMPARE) };
    if (x->versions.n > 1)
        v[(*n)++] = (struct link_view){ URL(a, "/admin/processes/{}/migrate", id_text(a, x->rec.id)),
                                        msg(MSG_VERSION_MIGRATE) };
    v[(*n)++] = (struct link_view){ url_query(a, URL_LIT("/admin/monitor/instances"), "process",
                                              id_text(a, x->rec.id)),
                                    msg(MSG_MONITOR_INSTANCES) };
    return v;
}

static const struct link_view *files_of(struct arena *a, const struct admin_process *x)
{
    struct link_view *v = ARENA_ARRAY(a, struct link_view, x->pkg->n_files);

    for (size_t i = 0; v != NULL && i < x->pkg->n_files; i++)
        v[i] = (struct link_view){ .text = x->pkg->files[i].path,
                                   .to = URL(a, "/admin/processes/{}/files/{}", id_text(a, x->rec.id),
                                             x->pkg->files[i].path) };
    return v;
}

enum rc page_admin_process(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    struct admin_process x;
    struct link_view crumbs[1] = { { .to = URL_LIT("/admin/processes"), .text = msg(MSG_ADMIN_PROCESSES) } };
    struct process_view v = { 0 };
    struct page p;
    enum rc rc = admin_process_get(rq->cx, req_path_int(rq, "process"), &x, e);

    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, crumbs, 1, &p, e);
    if (rc != RC_OK)
        return rc;
    v.title = x.rec.title;
    v.key = x.rec.key;
    v.catalogue = x.pkg->catalogue;
    v.owner = x.owner.len > 0 ? x.owner : msg(MSG_ADMIN_NO_OWNER);
    v.facts = facts_of(a, &x, &v.facts_n);
    v.versions = versions_of(a, &x);
    v.versions_n = v.versions == NULL ? 0 : x.versions.n;
    v.links = links_of(a, &x, &v.links_n);
    v.files = files_of(a, &x);
    v.files_n = v.files == NULL ? 0 : x.pkg->n_files;
    tpl_admin_process(resp_html(rs), &p, &v);
    return RC_OK;
}

/* Its picture and numbered sentences. */
enum rc page_admin_process_flow(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    struct link_view crumbs[2] = { { .to = URL_LIT("/admin/processes"), .text = msg(MSG_ADMIN_PROCESSES) } };
    struct picture picture = { 0 };
    struct admin_process x;
    struct flow_view flow;
    struct page p;
    enum rc rc = admin_process_get(rq->cx, req_path_int(rq, "process"), &x, e);

    if (rc == RC_OK)
        rc = picture_of_package(rq->cx, x.pkg, &picture, e);
    if (rc == RC_OK)
        rc = flow_of_picture(a, &picture, STR("flow"), &flow, e);
    if (rc != RC_OK)
        return rc;
    crumbs[1] = (struct link_view){ .to = process_url(a, x.rec.id), .text = x.rec.title };
    rc = admin_page(rq, rq->cx, crumbs, 2, &p, e);
    if (rc != RC_OK)
        return rc;
    tpl_admin_process_flow(resp_html(rs), &p, x.rec.title, x.rec.version, &flow);
    return arena_check(a, e);
}

/* As it was installed: to be opened in a modeler, or compared. */
enum rc page_admin_process_file(struct req *rq, struct resp *rs, struct err *e)
{
    struct admin_process x;
    struct str path = req_path(rq, "file"), name = path;
    enum rc rc = admin_process_get(rq->cx, req_path_int(rq, "process"), &x, e);

    if (rc != RC_OK)
        return rc;
    while (str_find_byte(name, '/', 0) != SIZE_MAX)
        (void)str_cut(&name, '/');
    for (size_t i = 0; i < x.pkg->n_files; i++)
        if (str_eq(x.pkg->files[i].path, path))
            return resp_file(rs, "application/octet-stream",
                             arena_fmt(rq->arena, "%.*s-%lld-%.*s", STR_ARG(x.rec.key),
                                       (long long)x.rec.version, STR_ARG(name)),
                             false, x.pkg->files[i].content, e);
    return ERR(e, RC_NOT_FOUND, "no such file in the package");
}
