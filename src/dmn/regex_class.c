/*
 * regex_class.c - is a character in a class?
 *
 * General categories and blocks of Unicode come from libxml2's tables.
 */
#include "dmn/casemap.h"
#include "dmn/regex_inner.h"

#include <libxml/xmlunicode.h>

static bool item_has(const struct item *i, uint32_t ch)
{
    bool in = false;

    switch (i->kind) {
    case ITEM_RANGE:
        in = ch >= i->lo && ch <= i->hi;
        break;
    case ITEM_CATEGORY:
        in = xmlUCSIsCat((int)ch, i->name) == 1;
        break;
    case ITEM_BLOCK:
        in = xmlUCSIsBlock((int)ch, i->name) == 1;
        break;
    case ITEM_CLASS:
        in = class_has(i->cls, ch, false);
        break;
    }
    return in != i->negated;
}

static bool any_has(const struct class *c, uint32_t ch, bool ranges_only)
{
    for (size_t i = 0; i < c->n; i++) {
        if ((!ranges_only || c->items[i].kind == ITEM_RANGE) && item_has(&c->items[i], ch))
            return true;
    }
    return false;
}

/* Without regard to case, a range also holds the other cases of its characters; categories stay as they are.
 */
bool class_has(const struct class *c, uint32_t ch, bool no_case)
{
    bool in = any_has(c, ch, false);

    if (!in && no_case)
        in = any_has(c, char_lower(ch), true) || any_has(c, char_upper(ch), true) ||
             any_has(c, char_upper(char_lower(ch)), true);
    if (in == c->negated)
        return false;
    return c->minus == NULL || !class_has(c->minus, ch, no_case);
}
