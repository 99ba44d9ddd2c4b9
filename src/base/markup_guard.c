/*
 * markup_guard.c - counting attributes without parsing.
 */
#include "base/markup_guard.h"

bool markup_too_many_attributes(struct str text, size_t max)
{
    static const struct {
        struct str open, close;
    } skips[] = { { STR_INIT("<!--"), STR_INIT("-->") },
                  { STR_INIT("<![CDATA["), STR_INIT("]]>") },
                  { STR_INIT("<?"), STR_INIT("?>") } };
    bool in_tag = false;
    char quote = 0;
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];

        if (quote != 0) {
            quote = c == quote ? (char)0 : quote;
        } else if (c == '<') {
            for (size_t k = 0; k < ARRAY_LEN(skips); k++)
                if (str_starts(str_from(text, i), skips[k].open))
                    i = str_find(text, skips[k].close, i);
            if (i == SIZE_MAX)
                return false;
            in_tag = text.p[i] == '<';
            n = 0;
        } else if (c == '>') {
            in_tag = false;
        } else if (in_tag && (c == '"' || c == '\'')) {
            quote = c;
            if (++n > max)
                return true;
        }
    }
    return false;
}
