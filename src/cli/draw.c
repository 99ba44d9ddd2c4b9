/*
 * draw.c - `samad process draw`: a process as SVG, PNG or numbered sentences.
 *
 * A folder is a package: its words for roles are used. A file is a BPMN model alone.
 */
#include <sys/stat.h>

#include "app/package.h"
#include "base/file.h"
#include "base/limits.h"
#include "cli/cli.h"
#include "cli/process.h"
#include "drawing/drawing.h"
#include "port/picture.h"

#define DRAW_BUDGET ((size_t)512 << 20)
#define DRAW_BYTES_MAX ((size_t)256 << 20)
#define PNG_SCALE 2

enum format { FORMAT_SVG, FORMAT_PNG, FORMAT_TEXT, FORMAT_UNKNOWN };

struct subject {
    const struct bpmn_model *model;
    const struct package *package; /* NULL: a file alone */
    int64_t scale;                 /* pixels of PNG to a unit */
    const char *fonts;             /* folder */
};

static struct str role_of(void *self, struct str name)
{
    const struct package *p = self;

    return package_role(p, name);
}

static enum format format_of(const char *name)
{
    static const char *const names[] = { "svg", "png", "text" };

    for (size_t i = 0; name != NULL && i < ARRAY_LEN(names); i++)
        if (strcmp(name, names[i]) == 0)
            return (enum format)i;
    return name == NULL ? FORMAT_SVG : FORMAT_UNKNOWN;
}

static enum rc read_package(struct arena *a, const char *dir, struct subject *ret, struct err *e)
{
    struct package_problems problems = { 0 };
    const struct package_file *files = NULL;
    size_t n = 0;
    enum rc rc = package_files_of_dir(a, dir, &files, &n, e);

    if (rc == RC_OK)
        rc = package_read(a, files, n, &problems, &ret->package, e);
    if (rc == RC_OK)
        ret->model = ret->package->model;
    return rc;
}

static enum rc read_subject(struct arena *a, const char *path, struct subject *ret, struct err *e)
{
    struct stat st;
    struct str text;
    enum rc rc;

    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return read_package(a, path, ret, e);
    rc = file_read(a, path, LIMIT_XML_BYTES, &text, e);
    return rc == RC_OK ? bpmn_read(a, str_c(path), text, &ret->model, e) : rc;
}

static enum rc draw(struct arena *a, const struct subject *s, enum format format, struct buf *out,
                    struct err *e)
{
    struct drawing_options o = { .role = s->package == NULL ? NULL : role_of,
                                 .role_self = (void *)(uintptr_t)s->package };
    CLEANUP(documents_closep) struct documents *docs = NULL;
    CLEANUP(ruler_closep) struct ruler *ruler = NULL;
    const struct drawing *d = NULL;
    enum rc rc;

    if (format == FORMAT_TEXT)
        return drawing_write_text(a, s->model, &o, out, e);
    if (s->package != NULL)
        o.title = s->package->title;
    rc = documents_open(s->fonts, &docs, e);
    if (rc == RC_OK)
        rc = ruler_open(docs, &ruler, e);
    if (rc == RC_OK) {
        o.width = ruler_width;
        o.width_self = ruler;
    } else if (rc != RC_NOT_FOUND || format == FORMAT_PNG) { /* without fonts a width is estimated */
        return rc;
    }
    rc = drawing_make(a, s->model, &o, &d, e);
    if (rc != RC_OK)
        return rc;
    return format == FORMAT_PNG ? picture_write_png(docs, d, (double)s->scale, out, e)
                                : drawing_write_svg(d, true, out, e);
}

int process_draw(int argc, char **argv)
{
    const char *format = NULL, *output = NULL, *scale = NULL, *fonts = NULL;
    const struct option options[] = { { "format", &format, NULL, NULL },
                                      { "output", &output, NULL, NULL },
                                      { "scale", &scale, NULL, NULL },
                                      { "fonts", &fonts, NULL, "SAMAD_FONTS" } };
    CLEANUP(arena_freep) struct arena *a = arena_new(DRAW_BUDGET);
    struct err e = { .rc = RC_OK };
    struct subject s = { .scale = PNG_SCALE };
    struct buf out;
    int rest;
    enum rc rc;

    if (!options_take(argc, argv, options, ARRAY_LEN(options), &rest) || rest != 1)
        return EXIT_USAGE;
    if (format_of(format) == FORMAT_UNKNOWN) {
        fprintf(stderr, "samad process draw: format '%s' is none of svg, png, text\n", format);
        return EXIT_USAGE;
    }
    if (scale != NULL && !parse_i64(str_c(scale), 1, 4, &s.scale)) {
        fprintf(stderr, "samad process draw: scale is 1 to 4\n");
        return EXIT_USAGE;
    }
    s.fonts = fonts == NULL ? default_fonts() : fonts;
    buf_init(&out, DRAW_BYTES_MAX);
    rc = a == NULL ? RC_LIMIT : read_subject(a, argv[0], &s, &e);
    if (rc == RC_OK)
        rc = draw(a, &s, format_of(format), &out, &e);
    if (rc == RC_OK && output != NULL)
        rc = file_write_durable(output, buf_view(&out), &e);
    else if (rc == RC_OK && fwrite(out.p, 1, out.len, stdout) != out.len)
        rc = ERR(&e, RC_INTERNAL, "standard output cannot be written");
    buf_free(&out);
    return rc == RC_OK ? EXIT_DONE : refuse("process draw", &e);
}
