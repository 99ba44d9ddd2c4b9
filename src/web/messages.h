/*
 * messages.h - the words that C code chooses, from locales/fa.po.
 *
 * The build makes an enumerator of every key ("error.required" is MSG_ERROR_REQUIRED), so that an unknown key
 * does not compile. Words of pages stand in the templates, words of a process in its package.
 */
#ifndef WEB_MESSAGES_H
#define WEB_MESSAGES_H

#include "base/arena.h"
#include "messages_gen.h" /* enum msg { MSG_NONE, MSG_…, MSG_COUNT }, made from locales/fa.po */

struct msg_arg {
    const char *name;
    struct str value;
};

struct str msg(enum msg key);     /* the Persian text, slots and all; STR_NONE for MSG_NONE */
struct str msg_key(enum msg key); /* "error.required" */
/* By key, for keys that other rooms give as text. False when there is no such message. */
bool msg_find(struct str key, enum msg *ret) MUST_CHECK;
/* With its slots filled: MSG_FMT(a, MSG_ERROR_TOO_LONG, { "max", fa }). An argument that the text does not
 * name is ignored; a slot without argument stays as written. */
#define MSG_FMT(a, key, ...)                                                                                 \
    msg_fmt((a), (key), (const struct msg_arg[]){ __VA_ARGS__ },                                             \
            sizeof((const struct msg_arg[]){ __VA_ARGS__ }) / sizeof(struct msg_arg))
struct str msg_fmt(struct arena *a, enum msg key, const struct msg_arg *args, size_t n);

#endif
