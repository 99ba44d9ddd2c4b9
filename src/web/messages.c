/*
 * messages.c - looking up and filling in the words of locales/fa.po.
 *
 * Not here: the table itself, which tools/messages.c writes at build time.
 */
#include "web/messages.h"

#include <assert.h>

struct str msg(enum msg key)
{
    assert((unsigned)key < MSG_COUNT);
    return msg_table[key].text;
}

struct str msg_key(enum msg key)
{
    assert((unsigned)key < MSG_COUNT);
    return msg_table[key].key;
}

bool msg_find(struct str key, enum msg *ret)
{
    size_t low = 1, high = MSG_COUNT; /* the table is sorted by key */

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int c = str_cmp(msg_table[mid].key, key);

        if (c == 0) {
            *ret = (enum msg)mid;
            return true;
        }
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

static const struct msg_arg *arg_named(const struct msg_arg *args, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(name, args[i].name))
            return &args[i];
    return NULL;
}

struct str msg_fmt(struct arena *a, enum msg key, const struct msg_arg *args, size_t n)
{
    struct str rest = msg(key), out = STR_NONE;

    while (rest.len > 0) {
        size_t open = str_find_byte(rest, '{', 0);
        size_t close = open == SIZE_MAX ? SIZE_MAX : str_find_byte(rest, '}', open);
        const struct msg_arg *arg;

        if (close == SIZE_MAX)
            return arena_cat(a, out, rest);
        arg = arg_named(args, n, str_sub(rest, open + 1, close - open - 1));
        out = arena_cat(a, out, str_sub(rest, 0, arg ? open : close + 1));
        if (arg != NULL)
            out = arena_cat(a, out, arg->value);
        rest = str_from(rest, close + 1);
    }
    return out;
}
