/*
 * channel.h - sending a message to somebody outside: one interface, many senders. Implemented in
 * src/channels.
 */
#ifndef PORT_CHANNEL_H
#define PORT_CHANNEL_H

#include "base/arena.h"

struct channels; /* thread-safe */

struct channel_options {
    const char *smtp; /* "smtp://host:port" (or smtps://), credentials in the address; NULL: no e-mail */
    const char *from; /* sender's address of e-mail */
    const char *sms; /* "http://host:port/cgi-bin/sendsms?username=…&password=…" of a gateway; NULL: no SMS */
};
enum rc channels_open(const struct channel_options *o, struct channels **ret, struct err *e) MUST_CHECK;
void channels_close(struct channels *c); /* NULL allowed */

struct channel_message {
    struct str channel;       /* "email", "sms" */
    struct str key;           /* idempotency key: the same for every try (Message-ID of e-mail) */
    struct str recipient;     /* address, E.164 number */
    struct str subject, body; /* UTF-8 */
};
enum channel_result {
    CHANNEL_SENT,
    CHANNEL_LATER,   /* try again: no connection, the other side is busy */
    CHANNEL_NEVER,   /* refused for good: no such recipient, a malformed address */
    CHANNEL_UNKNOWN, /* it may have gone out: the reply was lost */
    CHANNEL_NOT_HERE /* no sender is configured for this channel */
};
/* Blocks for at most half a minute. `why` (not on success) is for the administrator. */
enum channel_result channel_send(struct channels *c, const struct channel_message *m, struct arena *a,
                                 struct str *why);

#endif
