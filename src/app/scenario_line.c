/*
 * scenario_line.c - the text of a scenario: lines, continued lines, words and JSON in them.
 *
 * Not here: what a line means (scenario.c).
 */
#include "app/scenario_inner.h"

bool scenario_next_line(struct str *rest, int *number, struct str *ret)
{
    struct str line, more;

    do {
        if (rest->len == 0)
            return false;
        line = str_cut(rest, '\n');
        ++*number;
    } while (str_trim(line).len == 0 || str_trim(line).p[0] == '#');
    while (rest->len > 0 && (rest->p[0] == ' ' || rest->p[0] == '\t')) {
        more = str_cut(rest, '\n');
        ++*number;
        line.len = (size_t)(more.p + more.len - line.p); /* the lines lie one behind the other */
    }
    *ret = str_trim(line);
    return true;
}

/* Where the JSON begins, and where it ends (braces counted outside of texts). */
static size_t json_end(struct str s, size_t from)
{
    int depth = 0;
    bool text = false;

    for (size_t i = from; i < s.len; i++) {
        char c = s.p[i];

        if (text) {
            if (c == '\\')
                i++;
            else if (c == '"')
                text = false;
        } else if (c == '"') {
            text = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return i + 1;
        }
    }
    return s.len;
}

enum rc scenario_line_read(struct arena *a, struct str s, int number, struct scenario_line *l, struct err *e)
{
    size_t brace = str_find_byte(s, '{', 0);
    struct str head = brace == SIZE_MAX ? s : str_sub(s, 0, brace);

    *l = (struct scenario_line){ .number = number };
    if (brace != SIZE_MAX) {
        size_t end = json_end(s, brace);
        enum rc rc = json_parse(a, str_sub(s, brace, end - brace), &l->json, e);

        if (rc != RC_OK)
            return rc;
        l->tail = str_trim(str_from(s, end));
        if (l->tail.len > 0 && l->tail.p[0] == '#')
            l->tail = STR_NONE;
    }
    while (head.len > 0 && l->n_words < ARRAY_LEN(l->words)) {
        struct str word;

        head = str_trim(head);
        if (head.len == 0 || head.p[0] == '#')
            break;
        word = head;
        word.len = 0;
        while (word.len < head.len && head.p[word.len] != ' ' && head.p[word.len] != '\t')
            word.len++;
        head = str_from(head, word.len);
        l->words[l->n_words++] = word;
    }
    return RC_OK;
}
