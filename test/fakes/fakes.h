/*
 * fakes.h - small servers of the other side for tests: an SMTP relay and an SMS gateway (HTTP), each on a
 * random port of 127.0.0.1, with one thread, as obliging or as disobliging as the test asks.
 *
 * Not here: HTTP clients against SAMAD itself (test/unit/web/client.h).
 */
#ifndef TEST_FAKES_H
#define TEST_FAKES_H

#include "base/str.h"

struct fake;

/* Where the server hangs up without a word. */
enum fake_cut { CUT_NEVER, CUT_CONNECTED, CUT_ASKED, CUT_MIDDLE, CUT_END };

/* Replies, NULL for the usual ones. CUT_ASKED: after RCPT; CUT_MIDDLE: in the middle of the text; CUT_END:
 * after the text's last dot. */
struct fake_smtp {
    const char *greeting, *mail, *rcpt, *data, *end;
    enum fake_cut cut;
};
/* `status` of the answer, 0 for 202. CUT_ASKED: after the request was read; CUT_MIDDLE: in the middle of the
 * answer. */
struct fake_sms {
    int status;
    enum fake_cut cut;
};
/* Start; ends the program when that fails. `how` is copied. */
struct fake *fake_smtp_start(const struct fake_smtp *how);
struct fake *fake_sms_start(const struct fake_sms *how);
/* "smtp://127.0.0.1:PORT", "http://127.0.0.1:PORT/cgi-bin/sendsms?username=u&password=p". */
const char *fake_url(const struct fake *f);
/* Everything that clients have sent, as it came, once nobody is connected any more. Borrowed. */
struct str fake_got(struct fake *f);
void fake_stop(struct fake *f);

#endif
