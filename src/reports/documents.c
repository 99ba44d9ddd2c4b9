/*
 * documents.c - the fonts of documents and a pool of drawing contexts.
 *
 * Pango's font maps belong to one thread at a time, so each pen takes one from the pool and gives it back
 * with its caches warm. Only the product's own font folder is read, never the machine's fonts.
 */
#include <fontconfig/fontconfig.h>
#include <pthread.h>
#include <unistd.h>

#include "reports/pen.h"

/* As in pango/pangofc-fontmap.h, whose other includes (freetype) use calls that base/banned.h poisons. */
/* NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
typedef struct _PangoFcFontMap PangoFcFontMap;
void pango_fc_font_map_set_config(PangoFcFontMap *map, FcConfig *config);

#define DRAWERS_KEPT 8u

struct drawer {
    PangoFontMap *map;
    PangoContext *context;
    struct drawer *next;
};

struct documents {
    FcConfig *fonts;
    pthread_mutex_t lock;
    struct drawer *idle;
    size_t idle_n;
};

static const char *const font_files[] = { "Vazirmatn-Regular.ttf", "Vazirmatn-Bold.ttf" };

static enum rc add_font(FcConfig *fonts, const char *dir, const char *name, struct err *e)
{
    char path[4096];
    int n = snprintf(path, sizeof(path), "%s/%s", dir, name);
    FcFontSet *set;
    int before;

    if (n < 0 || (size_t)n >= sizeof(path))
        return ERR(e, RC_INVALID, "font folder: the name is too long");
    if (access(path, R_OK) != 0)
        return ERR(e, RC_NOT_FOUND, "font '%s' is missing: documents cannot be drawn without it", path);
    set = FcConfigGetFonts(fonts, FcSetApplication);
    before = set != NULL ? set->nfont : 0;
    if (!FcConfigAppFontAddFile(fonts, (const FcChar8 *)path))
        return ERR(e, RC_INVALID, "font '%s' cannot be read", path);
    set = FcConfigGetFonts(fonts, FcSetApplication);
    if (set == NULL || set->nfont <= before)
        return ERR(e, RC_INVALID, "font '%s' holds no font", path);
    return RC_OK;
}

enum rc documents_open(const char *font_dir, struct documents **ret, struct err *e)
{
    CLEANUP(documents_closep) struct documents *d = calloc(1, sizeof(*d));

    if (d == NULL)
        return ERR(e, RC_LIMIT, "documents: out of memory");
    if (pthread_mutex_init(&d->lock, NULL) != 0)
        return ERR(e, RC_INTERNAL, "documents: no mutex");
    d->fonts = FcConfigCreate();
    if (d->fonts == NULL)
        return ERR(e, RC_LIMIT, "documents: no font configuration");
    for (size_t i = 0; i < ARRAY_LEN(font_files); i++) {
        enum rc rc = add_font(d->fonts, font_dir, font_files[i], e);

        if (rc != RC_OK)
            return rc;
    }
    *ret = TAKE(d);
    return RC_OK;
}

static void drawer_free(struct drawer *d)
{
    if (d == NULL)
        return;
    if (d->context != NULL)
        g_object_unref(d->context);
    if (d->map != NULL) {
        /* a font map that ends does not give its configuration back by itself */
        pango_fc_font_map_set_config((PangoFcFontMap *)(void *)d->map, NULL);
        g_object_unref(d->map);
    }
    free(d);
}

void documents_close(struct documents *d)
{
    if (d == NULL)
        return;
    while (d->idle != NULL) {
        struct drawer *next = d->idle->next;

        drawer_free(d->idle);
        d->idle = next;
    }
    if (d->fonts != NULL)
        FcConfigDestroy(d->fonts);
    pthread_mutex_destroy(&d->lock);
    free(d);
}

void documents_closep(struct documents **d)
{
    documents_close(*d);
}

void documents_forget_caches(void)
{
    cairo_debug_reset_static_data();
    FcFini();
}

static struct drawer *drawer_new(FcConfig *fonts)
{
    struct drawer *d = calloc(1, sizeof(*d));
    cairo_font_options_t *options;

    if (d == NULL)
        return NULL;
    d->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    if (d->map == NULL) {
        free(d);
        return NULL;
    }
    pango_fc_font_map_set_config((PangoFcFontMap *)(void *)d->map, fonts);
    d->context = pango_font_map_create_context(d->map);
    pango_cairo_context_set_resolution(d->context, 72);
    pango_context_set_base_dir(d->context, PANGO_DIRECTION_RTL);
    pango_context_set_language(d->context, pango_language_from_string("fa"));
    options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(d->context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(d->context, FALSE);
    return d;
}

enum rc drawer_take(struct documents *docs, struct drawer **ret, struct err *e)
{
    struct drawer *d;

    pthread_mutex_lock(&docs->lock);
    d = docs->idle;
    if (d != NULL) {
        docs->idle = d->next;
        docs->idle_n--;
    }
    pthread_mutex_unlock(&docs->lock);
    if (d == NULL)
        d = drawer_new(docs->fonts);
    if (d == NULL)
        return ERR(e, RC_LIMIT, "documents: no drawing context");
    *ret = d;
    return RC_OK;
}

void drawer_give(struct documents *docs, struct drawer *d)
{
    if (d == NULL)
        return;
    pthread_mutex_lock(&docs->lock);
    if (docs->idle_n < DRAWERS_KEPT) {
        d->next = docs->idle;
        docs->idle = d;
        docs->idle_n++;
        d = NULL;
    }
    pthread_mutex_unlock(&docs->lock);
    drawer_free(d);
}

PangoContext *drawer_context(struct drawer *d)
{
    return d->context;
}
