/*
 * fuzz_multipart.c - multipart/form-data. The first line of the input is the Content-Type, the rest the body.
 *
 * Invariants: every file lies inside the body; what is shown of its name has no control character and no
 * slash.
 */
#include <assert.h>

#include "web/inner.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)8 << 20);
    struct str body = { (const char *)data, size }, type = str_cut(&body, '\n');
    struct body_parts parts = { 0 };
    struct err e;

    if (size > 65536 || body_multipart(a, type, body, 64, &parts, &e) != RC_OK)
        return 0;
    for (size_t i = 0; i < parts.list.n; i++) {
        const struct body_part *p = &parts.list.v[i];
        struct str bytes = p->is_file ? p->file.bytes : p->value;

        assert(bytes.len == 0 || (bytes.p >= body.p && bytes.p + bytes.len <= body.p + body.len));
        assert(utf8_valid(p->name));
        for (size_t k = 0; k < p->file.name.len; k++)
            assert((unsigned char)p->file.name.p[k] >= 0x20 && p->file.name.p[k] != '/' &&
                   p->file.name.p[k] != '\\');
    }
    return 0;
}
