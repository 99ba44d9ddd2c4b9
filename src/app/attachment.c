/*
 * attachment.c - files that people send: what kind they are, by their content, and where their bytes go.
 *
 * The name that came with a file is only shown; the kind is decided by the content (libmagic, and for Office
 * files a look into the archive), never by the name or by what the browser claims.
 *
 * Not here: files of a draft (draft.c), the folder of bytes (port/blob.h).
 */
#include <magic.h>

#include "app/case.h"
#include "app/flow.h"
#include "app/inner.h"
#include "app/sight.h"
#include "base/limits.h"
#include "persian/text.h"

#define NAME_MAX_CHARS 120u
#define LOOK_BYTES ((size_t)256 << 10) /* what libmagic is shown */

/* ---- kinds ---- */

static const struct {
    struct str found;  /* by libmagic */
    struct str stored; /* as it is served */
} kinds[] = {
    { STR_INIT("application/pdf"), STR_INIT("application/pdf") },
    { STR_INIT("image/jpeg"), STR_INIT("image/jpeg") },
    { STR_INIT("image/png"), STR_INIT("image/png") },
    { STR_INIT("image/webp"), STR_INIT("image/webp") },
    { STR_INIT("image/tiff"), STR_INIT("image/tiff") },
    { STR_INIT("audio/mpeg"), STR_INIT("audio/mpeg") },
    { STR_INIT("audio/ogg"), STR_INIT("audio/ogg") },
    { STR_INIT("audio/mp4"), STR_INIT("audio/mp4") },
    { STR_INIT("audio/x-m4a"), STR_INIT("audio/mp4") },
    { STR_INIT("video/mp4"), STR_INIT("video/mp4") },
};

#define MIME_DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define MIME_XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* An Office file is a ZIP archive that names its main part; one with macros, or any other archive, is
 * refused.
 */
static struct str office_kind(struct str bytes)
{
    if (!str_starts(bytes, STR("PK\x03\x04")) || !str_contains(bytes, STR("[Content_Types].xml")) ||
        str_contains(bytes, STR("vbaProject.bin")))
        return STR_NONE;
    if (str_contains(bytes, STR("word/document.xml")))
        return STR(MIME_DOCX);
    if (str_contains(bytes, STR("xl/workbook.xml")))
        return STR(MIME_XLSX);
    return STR_NONE;
}

static bool plain_text(struct str name, struct str bytes)
{
    return (str_ends(name, STR(".txt")) || str_ends(name, STR(".TXT"))) && utf8_valid(bytes) &&
           text_check(bytes, TEXT_MANY_LINES) == TEXT_OK;
}

/* The database of libmagic is opened once; it is not made for several threads at a time. */
static enum rc magic_of(struct app *app, struct arena *a, struct str bytes, struct str *ret, struct err *e)
{
    enum rc rc = RC_OK;
    const char *found = NULL;

    pthread_mutex_lock(&app->magic_lock);
    if (app->magic == NULL) {
        magic_t m = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR);

        if (m == NULL || magic_load(m, NULL) != 0) {
            rc = ERR(e, RC_INTERNAL, "libmagic: %s", m == NULL ? "no memory" : magic_error(m));
            if (m != NULL)
                magic_close(m);
        } else {
            app->magic = m;
        }
    }
    if (rc == RC_OK) {
        found = magic_buffer(app->magic, bytes.p, bytes.len < LOOK_BYTES ? bytes.len : LOOK_BYTES);
        *ret = arena_str(a, str_c(found == NULL ? "" : found));
    }
    pthread_mutex_unlock(&app->magic_lock);
    return rc;
}

void app_magic_free(struct app *app)
{
    if (app->magic != NULL)
        magic_close(app->magic);
    app->magic = NULL;
}

static enum rc kind_of(struct app *app, struct arena *a, struct str name, struct str bytes, struct str *mime,
                       struct err *e)
{
    struct str found = STR_NONE;
    enum rc rc = magic_of(app, a, bytes, &found, e);

    *mime = STR_NONE;
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (str_eq(found, kinds[i].found))
            *mime = kinds[i].stored;
    if (mime->len == 0)
        *mime = office_kind(bytes);
    if (mime->len == 0 && str_starts(found, STR("text/")) && plain_text(name, bytes))
        *mime = STR("text/plain; charset=utf-8");
    return RC_OK;
}

/* ---- names ---- */

/* The last part of a path, without what cannot be shown; long ones keep their ending. */
static struct str shown_name(struct arena *a, struct str name)
{
    struct str s, tail;
    size_t slash, dot = SIZE_MAX;

    while ((slash = str_find_byte(name, '/', 0)) != SIZE_MAX ||
           (slash = str_find_byte(name, '\\', 0)) != SIZE_MAX)
        name = str_from(name, slash + 1);
    s = str_trim(text_stored(a, name, TEXT_ONE_LINE));
    if (s.len == 0 || text_check(s, TEXT_ONE_LINE) != TEXT_OK)
        return STR("پرونده");
    if (text_length(s) <= NAME_MAX_CHARS)
        return s;
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] == '.')
            dot = i;
    tail = dot != SIZE_MAX && s.len - dot <= 8 ? str_from(s, dot) : STR_NONE;
    return arena_cat(a, text_cut(a, s, NAME_MAX_CHARS - 10), tail);
}

/* ---- keeping ---- */

enum rc case_store_file(struct app *app, struct arena *a, struct str name, struct str bytes,
                        struct stored_file *ret, enum file_fault *fault, struct err *e)
{
    struct stored_file f = { .size = (int64_t)bytes.len };
    struct hash h;
    enum rc rc;

    *fault = bytes.len == 0 ? FILE_EMPTY : bytes.len > LIMIT_FILE_SIZE ? FILE_TOO_LARGE : FILE_OK;
    f.name = shown_name(a, name);
    *ret = f;
    if (*fault != FILE_OK)
        return RC_OK;
    rc = kind_of(app, a, f.name, bytes, &f.mime, e);
    if (rc == RC_OK)
        rc = arena_check(a, e);
    if (rc != RC_OK)
        return rc;
    if (f.mime.len == 0) {
        *fault = FILE_KIND;
        return RC_OK;
    }
    rc = blob_put(app->blobs, bytes, &h, e);
    if (rc != RC_OK)
        return rc;
    f.hash = hash_hex(a, &h);
    *ret = f;
    return arena_check(a, e);
}

enum rc case_attach(struct cx *cx, int64_t case_id, const struct stored_file *file, bool public,
                    struct str note, struct err *e)
{
    struct attachment_list list = { 0 };
    struct attachment_rec t = { .id = cx_id(cx),
                                .case_id = case_id,
                                .hash = file->hash,
                                .name = file->name,
                                .mime = file->mime,
                                .size = file->size,
                                .made_at = cx->now_ms,
                                .by_applicant = cx->actor->kind == ACTOR_CITIZEN,
                                .post_id = cx->actor->post_id,
                                .public = public,
                                .note = note };
    struct flow *f = NULL;
    struct json_text j;
    enum rc rc = flow_open(cx, case_id, &f, e);

    if (rc == RC_OK)
        rc = sight_of_case(cx, &f->c, e);
    if (rc == RC_OK)
        rc = attachment_list(cx->tx, cx->a, case_id, 0, &list, e);
    if (rc != RC_OK)
        return rc;
    if (list.n >= LIMIT_FILES_A_CASE)
        return ERR(e, RC_LIMIT, "the case has %zu files", list.n);
    rc = attachment_insert(cx->tx, &t, e);
    if (rc != RC_OK)
        return rc;
    json_text_begin(&j, '{');
    json_member_str(&j.o, "name", t.name);
    json_member_str(&j.o, "content", t.hash);
    rc = flow_note(f, "attached", public || t.by_applicant, json_text_end(&j, cx->a, '}'), e);
    return rc == RC_OK ? flow_close(f, e) : rc;
}

enum rc case_attachment_of(struct cx *cx, int64_t case_id, int64_t attachment_id, struct stored_file *ret,
                           struct str *bytes, struct err *e)
{
    struct attachment_rec t;
    struct case_rec c;
    struct hash h;
    enum rc rc = attachment_by_id(cx->tx, cx->a, attachment_id, &t, e);

    if (rc == RC_OK && (t.case_id == 0 || (case_id != 0 && t.case_id != case_id)))
        rc = ERR(e, RC_NOT_FOUND, "a file of a draft or of another case");
    if (rc == RC_OK)
        rc = case_by_id(cx->tx, cx->a, t.case_id, &c, e);
    if (rc == RC_OK)
        rc = sight_of_case(cx, &c, e);
    if (rc == RC_OK && cx->actor->kind == ACTOR_CITIZEN && !t.public && !t.by_applicant)
        rc = ERR(e, RC_NOT_FOUND, "a file of the office");
    if (rc == RC_OK && !hash_from_hex(t.hash, &h))
        rc = ERR(e, RC_INTERNAL, "attachment %lld: the hash is damaged", (long long)attachment_id);
    if (rc == RC_OK)
        rc = blob_read(cx->app->blobs, cx->a, &h, LIMIT_FILE_SIZE, bytes, e);
    if (rc != RC_OK)
        return rc;
    *ret = (struct stored_file){ t.hash, t.name, t.mime, t.size };
    return RC_OK;
}

enum rc case_attachment(struct cx *cx, int64_t attachment_id, struct stored_file *ret, struct str *bytes,
                        struct err *e)
{
    return case_attachment_of(cx, 0, attachment_id, ret, bytes, e);
}
