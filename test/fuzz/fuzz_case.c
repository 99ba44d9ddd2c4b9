/*
 * fuzz_case.c - the text of a scenario (.case): every line lies inside the file, and so do its words.
 */
#include <assert.h>

#include "app/scenario_inner.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool inside(struct str part, struct str whole)
{
    return part.len == 0 || (part.p >= whole.p && part.p + part.len <= whole.p + whole.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)16 << 20);
    struct str text = { (const char *)data, size }, rest = text, line;
    struct scenario_line l;
    struct err e;
    int number = 0;

    if (a == NULL || size > 65536)
        return 0;
    while (scenario_next_line(&rest, &number, &line)) {
        assert(line.len > 0 && inside(line, text));
        if (scenario_line_read(a, line, number, &l, &e) != RC_OK)
            continue;
        assert(l.number > 0 && inside(l.tail, line));
        for (size_t i = 0; i < l.n_words; i++)
            assert(l.words[i].len > 0 && inside(l.words[i], line));
    }
    return 0;
}
