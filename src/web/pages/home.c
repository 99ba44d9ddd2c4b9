/*
 * home.c - the front page: what one can do here. The services are the public processes that are installed.
 */
#include "templates/citizen_home.h"
#include "web/pages.h"
#include "web/pages/citizen.h"

enum rc page_home(struct req *rq, struct resp *rs, struct err *e)
{
    struct page p;
    struct home_view v = { 0 };
    struct package_list all = { 0 };
    struct service_link *links;
    enum rc rc = citizen_frame(rq->cx, STR_NONE, &p, e);

    if (rc == RC_OK)
        rc = catalogue_all(rq->cx, &all, e);
    if (rc != RC_OK)
        return rc;
    links = ARENA_ARRAY(rq->arena, struct service_link, all.n);
    if (links == NULL && all.n > 0)
        return arena_check(rq->arena, e);
    for (size_t i = 0; i < all.n; i++) {
        const struct package *pkg = all.v[i];

        if (!pkg->is_case || !pkg->is_public)
            continue;
        links[v.services_n] =
            (struct service_link){ .title = pkg->title, .about = URL(rq->arena, "/{}", pkg->key) };
        if (package_has_text(pkg, STR("how.summary")))
            links[v.services_n].summary = package_text(pkg, STR("how.summary"));
        if (package_start(pkg, CHANNEL_WEB) != NULL)
            links[v.services_n].start = URL(rq->arena, "/{}/new", pkg->key);
        v.services_n++;
    }
    v.services = links;
    p.here = HERE_HOME;
    p.full = true;
    tpl_citizen_home(resp_html(rs), &p, &v);
    return RC_OK;
}
