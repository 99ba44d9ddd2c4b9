/*
 * regex_inner.h - the program that a regular expression is compiled to. Private to regex*.c.
 */
#ifndef DMN_REGEX_INNER_H
#define DMN_REGEX_INNER_H

#include "dmn/regex.h"

enum op {
    OP_CHAR,
    OP_ANY,
    OP_CLASS,
    OP_SPLIT,
    OP_JUMP,
    OP_SAVE,
    OP_BOL,
    OP_EOL,
    OP_BACK,
    OP_MARK,
    OP_CHECK,
    OP_MATCH
};

struct inst {
    enum op op;
    uint32_t c;    /* character; slot of SAVE, MARK and CHECK; group of BACK */
    uint32_t x, y; /* targets: SPLIT prefers x */
    const struct class *cls;
};

enum item_kind { ITEM_RANGE, ITEM_CATEGORY, ITEM_BLOCK, ITEM_CLASS };

struct item {
    enum item_kind kind;
    bool negated;
    uint32_t lo, hi;
    char name[48]; /* of the category or block */
    const struct class *cls;
};

struct class
{
    bool negated;
    const struct item *items;
    size_t n;
    const struct class *minus;
};

struct regex {
    const struct inst *prog;
    size_t n, groups, slots; /* slots: of SAVE, MARK and CHECK */
    bool dot_all, multi_line, no_case, literal, has_back;
};

bool class_has(const struct class *c, uint32_t ch, bool no_case);

#endif
