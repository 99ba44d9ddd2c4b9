/*
 * fuzz_template.c - the template translator (a build tool): it must refuse, never crash, and end.
 */
#include "template/translate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)32 << 20);
    CLEANUP(buf_free) struct buf h = { .max = 1 << 22 };
    CLEANUP(buf_free) struct buf c = { .max = 1 << 22 };
    struct str text = { (const char *)data, size };
    struct pieces p;
    struct err e;

    if (size > 16384 || template_lex(a, "t", text, &p, &e) != RC_OK)
        return 0;
    if (template_emit(a, &p, STR("t"), &h, &c, &e) == RC_OK) {
        buf_clear(&c);
        (void)!template_extract(a, &p, &c, &e);
    }
    return 0;
}
