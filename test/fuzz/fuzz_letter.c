/*
 * fuzz_letter.c - a letter's source, damaged, filled with odd values: text before the first zero byte is the
 * letter, what follows the value of its slots.
 *
 * Invariants: what comes out is UTF-8 without control and bidirectional control characters; HTML holds no tag
 * that the value brought.
 */
#include <assert.h>

#include "port/letter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every name is known: x… a text, l… a list, o… an object, b… a truth, the rest empty. */
static struct slot_value get(void *self, const void *scope, struct str name)
{
    const struct str *value = self;
    char c = name.len > 0 ? name.p[0] : 'z';

    (void)scope;
    if (c == 'l')
        return (struct slot_value){ .kind = SLOT_LIST, .node = self, .n = 3 };
    if (c == 'o')
        return (struct slot_value){ .kind = SLOT_OBJECT, .node = self };
    if (c == 'b')
        return (struct slot_value){ .kind = SLOT_BOOL, .truth = true };
    if (c == 'x' || c == 't')
        return (struct slot_value){ .kind = SLOT_TEXT, .text = *value };
    return (struct slot_value){ .kind = SLOT_EMPTY };
}

static struct slot_value item(void *self, const void *list, size_t i)
{
    (void)list;
    return i % 2 == 0 ? (struct slot_value){ .kind = SLOT_OBJECT, .node = self }
                      : (struct slot_value){ .kind = SLOT_TEXT, .text = *(const struct str *)self };
}

static void check_text(struct str s)
{
    size_t pos = 0;

    assert(utf8_valid(s));
    while (pos < s.len) {
        int32_t cp = utf8_next(s, &pos);

        assert(cp == '\n' || cp >= 0x20);
        assert(cp < 0x202A || cp > 0x202E);
        assert(cp < 0x2066 || cp > 0x2069);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)16 << 20);
    CLEANUP(buf_free) struct buf out = { 0 };
    struct str value = { (const char *)data, size }, source = str_cut(&value, '\0'), text;
    struct slot_source slots = { get, item, &value };
    const struct letter_problem *problems;
    const struct letter *l;
    struct doc *d;
    struct err e;
    size_t n;

    if (letter_parse(a, STR("fuzz"), source, &l, &problems, &n, &e) != RC_OK)
        return 0;
    for (int which = LETTER_TITLE; which <= LETTER_BODY; which++) {
        if (letter_render_text(a, l, (enum letter_text)which, &slots, &text, &e) == RC_OK)
            check_text(text);
    }
    if (letter_render(a, l, &slots, NULL, &d, &e) != RC_OK)
        return 0;
    buf_init(&out, (size_t)16 << 20);
    if (doc_write_html(d, &out, &e) != RC_OK)
        return 0;
    check_text(buf_view(&out));
    assert(str_find(buf_view(&out), STR("<script"), 0) == SIZE_MAX);
    return 0;
}
