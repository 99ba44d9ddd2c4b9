/*
 * channels.h - what the senders of this room share.
 */
#ifndef CHANNELS_CHANNELS_H
#define CHANNELS_CHANNELS_H

#include "port/channel.h"

struct channels {
    char *smtp, *from, *sms;
};

#define SEND_SECONDS 30L

enum channel_result email_send(const struct channels *c, const struct channel_message *m, struct arena *a,
                               struct str *why);
enum channel_result sms_send(const struct channels *c, const struct channel_message *m, struct arena *a,
                             struct str *why);
/* The message as RFC 5322 text with CRLF lines, MIME UTF-8 base64; STR_NONE when a header would hold CR, LF
 * or NUL. */
struct str email_text(struct arena *a, struct str from, const struct channel_message *m);

#endif
