/*
 * refusal.h - the page that stands in for the one asked for: not found, denied, busy, and what was typed
 * meanwhile.
 */
#ifndef WEB_REFUSAL_H
#define WEB_REFUSAL_H

#include "web/html.h"

struct kept_text { /* one posted field */
    struct str name, value;
    bool shown; /* long enough to be worth showing */
};

struct refusal_view {
    struct str title, text;
    struct str reference; /* the event's number in the log, or empty */
    const struct kept_text *kept;
    size_t kept_n;
    bool any_shown;
    bool resend; /* a button that sends the same fields to `action` again */
    struct str button;
    struct str note; /* under the button */
    struct url action;
    struct safe_html guard; /* of the form; empty without `resend` */
};

#endif
