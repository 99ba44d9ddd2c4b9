/*
 * fake.h - a small site on a fake app: routes of every mode, a session, a store thread that may run things
 * again.
 */
#ifndef TEST_WEB_FAKE_H
#define TEST_WEB_FAKE_H

#include "web/http.h"
#include "web/web.h"

#define FAKE_SESSION "session-of-an-official"
#define FAKE_CLERK "session-of-a-clerk" /* without any right */

struct app {
    _Atomic int64_t written; /* rows that were committed */
    _Atomic unsigned runs;   /* of WRITE handlers */
    unsigned reruns;         /* each write is run so many times more */
    enum rc submit_rc;       /* the store's answer after a good run */
    enum rc health_rc;
    _Atomic bool held; /* reading waits until it is false again */
};

extern const struct route fake_routes[];
extern const size_t fake_routes_n;
struct web_config fake_config(void);
/* The token of a form of FAKE_SESSION, and of the anonymous cookie `cookie`. */
struct str fake_token(struct arena *a, const char *cookie);
#define FAKE_COOKIE "AAAAAAAAAAAAAAAAAAAAAA"

#endif
