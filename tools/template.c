/*
 * template.c - build tool: HTML templates to C, or to the list of their words.
 *
 *     template --name pages_home --header H --source C FILE.html
 *     template --extract FILE.html...            (a gettext .pot on standard output)
 *
 * The language is described in docs/templates.md; the work is done in tools/template/.
 */
#include "base/file.h"
#include "template/translate.h"

#define FILE_MAX ((size_t)4 << 20)

static enum rc lex_file(struct arena *a, const char *path, struct pieces *ret, struct err *e)
{
    struct str text;
    enum rc rc = file_read(a, path, FILE_MAX, &text, e);

    return rc == RC_OK ? template_lex(a, path, text, ret, e) : rc;
}

static enum rc translate(const char *name, const char *header, const char *source, const char *path,
                         struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)256 << 20);
    CLEANUP(buf_free) struct buf h = { .max = 8 * FILE_MAX };
    CLEANUP(buf_free) struct buf c = { .max = 8 * FILE_MAX };
    struct pieces p;
    enum rc rc;

    if (a == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    rc = lex_file(a, path, &p, e);
    if (rc == RC_OK)
        rc = template_emit(a, &p, str_c(name), &h, &c, e);
    if (rc == RC_OK)
        rc = file_write_durable(header, buf_view(&h), e);
    return rc == RC_OK ? file_write_durable(source, buf_view(&c), e) : rc;
}

static enum rc extract(char **paths, struct err *e)
{
    CLEANUP(buf_free) struct buf pot = { .max = 8 * FILE_MAX };

    buf_c(&pot, "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\n");
    for (; *paths != NULL; paths++) {
        CLEANUP(arena_freep) struct arena *a = arena_new((size_t)256 << 20);
        struct pieces p;
        enum rc rc;

        if (a == NULL)
            return ERR(e, RC_LIMIT, "out of memory");
        rc = lex_file(a, *paths, &p, e);
        if (rc == RC_OK)
            rc = template_extract(a, &p, &pot, e);
        if (rc != RC_OK)
            return rc;
    }
    return fwrite(pot.p, 1, pot.len, stdout) == pot.len ? RC_OK : ERR(e, RC_INTERNAL, "standard output: %m");
}

static const char *option(int argc, char **argv, const char *name)
{
    for (int i = 1; i + 1 < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return argv[i + 1];
    return NULL;
}

int main(int argc, char **argv)
{
    const char *name = option(argc, argv, "--name");
    const char *header = option(argc, argv, "--header"), *source = option(argc, argv, "--source");
    struct err e = { 0 };
    enum rc rc;

    if (argc > 2 && strcmp(argv[1], "--extract") == 0) {
        rc = extract(argv + 2, &e);
    } else if (argc == 8 && name != NULL && header != NULL && source != NULL) {
        rc = translate(name, header, source, argv[7], &e);
    } else {
        fprintf(stderr,
                "usage: template --name NAME --header H --source C FILE | template --extract FILE...\n");
        return 2;
    }
    if (rc != RC_OK) {
        fprintf(stderr, "%s\n", e.msg);
        return 1;
    }
    return 0;
}
