/*
 * inner.h - what the files of app/ share and nobody else sees: the body of struct app, small helpers.
 */
#ifndef APP_INNER_H
#define APP_INNER_H

#include <pthread.h>

#include "app/app.h"
#include "app/package.h"
#include "base/id.h"
#include "base/json.h"
#include "port/blob.h"
#include "port/tx.h"

struct documents; /* port/document.h */

/* A compiled process version, kept as long as the program runs. */
struct catalogue_entry {
    int64_t process_id;
    struct arena *arena;
    const struct package *package;
    struct catalogue_entry *next;
};

struct app {
    struct store *store;
    struct clock clock;
    struct id_source *ids;
    struct blobs *blobs;
    struct documents *documents; /* opened at first use; NULL before */
    const char *font_dir;
    struct hash secret;
    pthread_mutex_t lock; /* catalogue, documents, pictures */
    struct catalogue_entry *catalogue;
    struct calendar_slot *calendars; /* deadline.c */
    struct kept_picture *pictures;   /* picture.c */
    pthread_mutex_t magic_lock;
    void *magic; /* libmagic's database; opened at first use (attachment.c) */
};

void app_documents_free(struct app *app); /* letter.c */
void app_calendars_free(struct app *app); /* deadline.c */
void app_pictures_free(struct app *app);  /* picture.c */
void app_magic_free(struct app *app);     /* attachment.c */
void app_caches_free(struct app *app);    /* compiled packages and calendars */
int64_t cx_id(const struct cx *cx);       /* a fresh id */

/* Write a JSON object into the context's arena: JSON_BEGIN(cx) ... json_member_*(&j.o, ...) ... JSON_END(cx).
 */
struct json_text {
    struct buf b;
    struct json_out o;
};
void json_text_begin(struct json_text *t, char bracket);
/* Closes, copies the text into the arena and frees the buffer. STR_NONE when it did not fit. */
struct str json_text_end(struct json_text *t, struct arena *a, char bracket);

#endif
