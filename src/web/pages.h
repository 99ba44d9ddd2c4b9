/*
 * pages.h - declarations of every handler and form named in routes.h.
 */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include "web/http.h"

#define FORM(table) extern const struct field table[];
#define ROUTE(method, path, handler, mode, permission, form) page_fn handler;
#include "web/routes.h"
#undef FORM
#undef ROUTE

#endif
