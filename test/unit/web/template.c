/*
 * template.c - the translator: what it makes of every place, what it refuses and where.
 */
#include "check.h"
#include "template/translate.h"
#include "templates/sample.h"

#define NASTY STR("<&>\"'")
#define ESCAPED "&lt;&amp;&gt;&quot;&#39;"

TEST(template_sample)
{
    CLEANUP(buf_free) struct buf b = { .max = 1 << 16 };
    struct sample s = {
        .text = NASTY, .word = "a<b", .link = URL_LIT("/x?a=1&b=2"), .count = 12, .on = true
    };

    s.html.html = STR("<hr>");
    tpl_sample(&b, &s);
    CHECK_STR(buf_view(&b),
              "<!doctype html><title>" ESCAPED "</title><p class=\"" ESCAPED "\" title='" ESCAPED "'>" ESCAPED
              "</p><a href=\"/x?a=1&amp;b=2\">۱۲</a><input value=\"12\"> <a href=\"#" ESCAPED
              "\">x</a><option selected>a&lt;b<p>یک <b>دو</b> سه</p><textarea>\n " ESCAPED
              "\n</textarea> <hr><li>۰,<li>۱;<i>۲۴</i>");
}

TEST(escape_at_every_offset)
{
    char text[64];

    for (size_t at = 0; at < 40; at++) {
        CLEANUP(buf_free) struct buf b = { .max = 1 << 10 };

        memset(text, 'x', sizeof(text));
        text[at] = '<';
        html_escape(&b, (struct str){ text, 40 });
        CHECK_INT(b.len, 43);
        CHECK(b.len == 43 && memcmp(b.p + at, "&lt;x", at < 39 ? 5 : 4) == 0);
    }
}

TEST(filters)
{
    CLEANUP(buf_free) struct buf b = { .max = 1 << 10 };
    struct small s = fa_grouped(-1234567);

    CHECK_STR(small_view(&s), "‎−۱٬۲۳۴٬۵۶۷");
    s = fa_int(INT64_MIN);
    CHECK_STR(small_view(&s), "‎−۹۲۲۳۳۷۲۰۳۶۸۵۴۷۷۵۸۰۸");
    s = fa_code(STR("4128803715"));
    CHECK_STR(small_view(&s), "۴۱۲\u00a0۸۸۰\u00a0۳۷۱۵");
    s = small_str(STR("۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵۶۷۸۹۰۱۲۳"));
    CHECK_INT(s.len, 62);
    html_put_uint_fa(&b, UINT64_MAX);
    CHECK_STR(buf_view(&b), "۱۸۴۴۶۷۴۴۰۷۳۷۰۹۵۵۱۶۱۵");
}

#define IN(x) "{% define a(int x) %}" x "{% end %}"

static const struct {
    const char *text, *want; /* part of the error */
} broken[] = {
    { IN("<p class={{ x }}>"), "without quotes" },
    { IN("<p {{ x }}>"), "in place of a name" },
    { IN("<{{ x }}>"), "in place of a name" },
    { IN("<p {{ x }}=\"1\">"), "in place of a name" },
    { IN("<p onclick=\"{{ x }}\">"), "not allowed" },
    { IN("<p onclick=\"x()\">"), "not allowed" },
    { IN("<p STYLE=\"x\">"), "not allowed" },
    { IN("<img srcset=\"x\">"), "not allowed" },
    { IN("<script>{{ x }}</script>"), "script without src" },
    { IN("<script src=\"/x.js\">{{ x }}</script>"), "a slot inside <script>" },
    { IN("<script src=\"/x.js\">alert(1)</script>"), "inline script" },
    { IN("<style>p{}</style>"), "not allowed" },
    { IN("<iframe src=\"/x\"></iframe>"), "not allowed" },
    { IN("<a href=\"/x/{{ x }}\">"), "only one struct url" },
    { IN("<a href=\"{{ x }}{{ x }}\">"), "only one struct url" },
    { IN("<a href=\"{{ x }}/y\">"), "nothing may follow a slot" },
    { IN("<a href=\"javascript:alert(1)\">"), "with a scheme" },
    { IN("<a href=/x>"), "in quotes" },
    { IN("<!-- {{ x }} -->"), "comment" },
    { IN("<p class=\"a\"id=\"b\">"), "a space is missing" },
    { IN("a < b"), "a lone '<'" },
    { IN("<p class=\"a"), "still open" },
    { IN("<p"), "still open" },
    { IN("<textarea>"), "still open" },
    { IN("<title><b></b></title>"), "a tag inside" },
    { IN("{% if x %}<p class=\"{% end %}"), "does not end in the place" },
    { IN("{% if x %}<p class=\"{% else %}<p class='{% end %}a"), "in another place" },
    { IN("{% for (;;) %}<p{% end %}"), "does not end in the place" },
    { IN("<p{% if x %}b{% end %}>"), "a space is missing" },
    { IN("{% call b %}"), "call name(arguments)" },
    { IN("<p {% call b() %}>"), "only between tags" },
    { IN("{% if x %}"), "end" },
    { IN("{% while x %}"), "unknown word" },
    { IN("{% if %}{% end %}"), "something is missing" },
    { IN("{{ }}"), "empty slot" },
    { IN("{{ x "), "never closed" },
    { IN("{% else %}"), "else without if" },
    { IN("{% if x %}{% else %}{% else %}{% end %}"), "nothing may follow the else" },
    { IN("{% import \"x.h\" %}"), "inside a define" },
    { "text", "only import" },
    { "{% define Bad() %}{% end %}", "lower-case" },
    { "{% define a %}{% end %}", "define name" },
    { "\xff", "UTF-8" },
};

static enum rc translate(const char *text, struct buf *c, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 22);
    CLEANUP(buf_free) struct buf h = { .max = 1 << 20 };
    struct pieces p;
    enum rc rc = template_lex(a, "t.html", str_c(text), &p, e);

    return rc == RC_OK ? template_emit(a, &p, STR("t"), &h, c, e) : rc;
}

TEST(template_refusals)
{
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        CLEANUP(buf_free) struct buf c = { .max = 1 << 20 };
        struct err e = { 0 };
        enum rc rc = translate(broken[i].text, &c, &e);

        CHECK_MSG(rc == RC_INVALID, "accepted: %s", broken[i].text);
        CHECK_MSG(strstr(e.msg, broken[i].want) != NULL, "%s: %s", broken[i].text, e.msg);
        CHECK_MSG(strncmp(e.msg, "t.html:1: ", 10) == 0, "%s", e.msg);
    }
}

static const char *const fine[] = {
    IN("<p\n  class=\"a\"\n  id='b'\n>"),
    IN("<input disabled>"),
    IN("<input disabled{% if x %} checked{% end %}>"),
    IN("<a href=\"{% if x %}{{ u }}{% else %}{{ v }}{% end %}\">"),
    IN("<p class=\"a{% if x %} b{% end %} c\">"),
    IN("<br/><img src=\"{{ u }}\" alt=\"\"/>"),
    IN("<svg viewbox=\"0 0 1 1\"><use href=\"{{ u }}\"/></svg>"),
    IN("<td colspan=2>"),
    IN("<script src=\"{{ u }}\" defer></script>"),
    IN("{{ f(\"}}\") }}"),
    IN("a &lt; b > c"),
};

TEST(template_acceptances)
{
    for (size_t i = 0; i < ARRAY_LEN(fine); i++) {
        CLEANUP(buf_free) struct buf c = { .max = 1 << 20 };
        struct err e = { 0 };

        CHECK_MSG(translate(fine[i], &c, &e) == RC_OK, "%s: %s", fine[i], e.msg);
    }
}

/* The literal text of a template, without slots and statements. */
static struct str literals(struct arena *a, struct str c)
{
    struct str out = STR("");
    size_t at = 0;

    while ((at = str_find(c, STR("html_lit(out, \""), at)) != SIZE_MAX) {
        size_t from = at + 15, end = str_find(c, STR("\", "), from);

        out = arena_cat(a, arena_cat(a, out, str_sub(c, from, end - from)), STR("|"));
        at = end;
    }
    return out;
}

static const struct {
    const char *text, *want;
} spaces[] = {
    { "<p>\n a\n b\n</p>\n<p>\n</p>", "<p>a b</p><p></p>|" },
    { "<p>a\n<b>b</b>\n<i>c</i>\n</p>", "<p>a <b>b</b> <i>c</i></p>|" },
    { "<p>a <b>b</b> c</p>", "<p>a <b>b</b> c</p>|" },
    { "{% if x %}\n<b>a</b>\n{% else %}\n<b>b</b>\n{% end %}\n<p>", "<b>a</b>|<b>b</b>|<p>|" },
    { "{% if x %}\n<b>a</b>\n{% elif y %}\n<b>b</b>\n{% end %}\nc", "<b>a</b> |<b>b</b> |c|" },
    { "a\n{% if x %}\n<b>b</b>\n{% end %}\nc", "a |<b>b</b> |c|" },
    { "<ul>\n{% for (;;) %}\n<li>a</li>\n{% end %}\n</ul>", "<ul>|<li>a|</ul>|" },
    { "<tr>\n<td>{{ x }}</td>\n<td><p>b</p></td>\n</tr>", "<tr><td>|<td><p>b</p>|" }, /* needless end tags */
    { "<p>\n{% for (;;) %}\n<b>a</b>\n{% end %}\n</p>", "<p>|<b>a</b> |</p>|" },
    { "<p>\n{{ x }}\n{{ y }}\n</p>", "<p>| |</p>|" },
    { "<p\n class=\"a\n b\"\n>", "<p class=\\\"a\\n b\\\" >|" },
    { "<pre>\n a\n</pre>", "<pre>\\n a\\n</pre>|" },
    { "<p>a</p>\n<!-- b -->\n<p>c</p>", "<p>a</p><p>c</p>|" },
    { "a\n{% call b() %}\nc", "a|c|" },
};

TEST(template_white_space)
{
    for (size_t i = 0; i < ARRAY_LEN(spaces); i++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
        CLEANUP(buf_free) struct buf c = { .max = 1 << 20 };
        struct err e = { 0 };
        struct str whole = arena_fmt(a, "{%% define a() %%}\n%s\n{%% end %%}", spaces[i].text);

        CHECK_MSG(translate(arena_cstr(a, whole), &c, &e) == RC_OK, "%s", e.msg);
        CHECK_STR(literals(a, buf_view(&c)), spaces[i].want);
    }
}

TEST(template_error_has_its_line)
{
    CLEANUP(buf_free) struct buf c = { .max = 1 << 20 };
    struct err e = { 0 };

    CHECK_INT(translate("{% define a() %}\n<p>\n\n<b onclick=\"x\">\n{% end %}", &c, &e), RC_INVALID);
    CHECK_MSG(strncmp(e.msg, "t.html:4: ", 10) == 0, "%s", e.msg);
}

TEST(template_extracts_words)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 22);
    CLEANUP(buf_free) struct buf pot = { .max = 1 << 16 };
    struct pieces p;
    struct err e = { 0 };

    CHECK_INT(template_lex(a, "t.html",
                           STR("{% define a(int x) %}\n<p title=\"راهنما\">سلام {{ x }}\n  دنیا</p>"
                               "<p>abc</p>{% end %}"),
                           &p, &e),
              RC_OK);
    CHECK_INT(template_extract(a, &p, &pot, &e), RC_OK);
    CHECK_STR(buf_view(&pot), "#: t.html:2\nmsgid \"راهنما\"\nmsgstr \"\"\n\n"
                              "#: t.html:2\nmsgid \"سلام {{ x }} دنیا\"\nmsgstr \"\"\n\n");
}
