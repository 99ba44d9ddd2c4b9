/*
 * parse.h - shared by the files of the FEEL parser: parse.c (operators), parse_term.c (terms), scan.c (names,
 * literals).
 */
#ifndef DMN_PARSE_H
#define DMN_PARSE_H

#include "dmn/ast.h"

struct parser {
    struct arena *a;
    struct str s;
    size_t i; /* next byte */
    const struct feel_names *names;
    const struct type_source *types;
    int first_line;
    size_t seen, line_start; /* for line and column of nodes */
    int line;
    unsigned depth;
    uint64_t work;      /* left */
    uint64_t *compares; /* with known names, left */
    bool uses_input, makes_function, uses_partial;
    struct { /* keys with signs in them, seen so far in contexts */
        struct str *v;
        size_t n, cap;
    } odd;
    enum rc rc;
    struct err *e;
};

/* Priorities of infix operators. */
enum { P_LOWEST, P_OR, P_AND, P_COMPARE, P_ADD, P_MUL, P_POW, P_UNARY };

/* All of these give NULL (or false) once p->rc is not RC_OK. */
const struct node *parse_expr(struct parser *p, int least);
const struct node *
parse_term(struct parser *p); /* literal, name, bracketed thing, if, for, ... without postfix */
const struct node *parse_test(struct parser *p, int least); /* one positive unary test */
const struct node *parse_tests(struct parser *p);           /* a cell: -, not(...), tests */
const struct feel_type *parse_type(struct parser *p);
struct node *node_new(struct parser *p, enum node_kind kind, size_t at);
void *parse_fail(struct parser *p, size_t at, const char *fmt, ...) PRINTF_LIKE(3, 4);
void *parse_full(struct parser *p); /* the arena or a bound */

/* scan.c */
void skip_space(struct parser *p); /* and comments */
bool at_end(struct parser *p);
bool look_at(struct parser *p, const char *sign);   /* after space */
bool accept(struct parser *p, const char *sign);    /* an operator or bracket, after space */
bool look_word(struct parser *p, const char *word); /* a keyword of one word */
bool accept_word(struct parser *p, const char *word);
bool expect(struct parser *p, const char *sign);
bool expect_word(struct parser *p, const char *word);
bool scan_name_start(struct parser *p); /* does a name start here (after space)? */
/* A known variable or built-in here, the longest; else words joined. */
bool scan_variable(struct parser *p, struct str *name);
bool scan_field(struct parser *p, struct str *name);                           /* after a point */
bool scan_new_name(struct parser *p, const char *stop_word, struct str *name); /* a name being defined */
bool scan_key(struct parser *p, struct str *name);       /* before a colon: words, signs or a string */
bool scan_named_arg(struct parser *p, struct str *name); /* "name :" or nothing taken */
bool scan_string(struct parser *p, struct str *ret);     /* at the opening quote */
bool scan_number(struct parser *p, struct dec *ret);
size_t scan_known(struct parser *p);                   /* length of the longest known name here, 0 for none */
struct str name_normal(struct arena *a, struct str s); /* runs of space become one */
bool name_is_plain(struct str name); /* words that are read as this name even when it is not known */

bool builtin_exists(struct str name);
/* The longest built-in function name that `s` starts with and that "(" follows; 0 for none. */
size_t builtin_prefix(struct str s);

#endif
