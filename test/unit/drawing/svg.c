/*
 * svg.c - what is written: escaped text, unique ids, a style sheet that the page's agrees with.
 */
#include "world.h"

static struct str svg_of(const struct world *w, bool alone)
{
    struct err e = { 0 };
    struct str s;
    struct buf b;

    buf_init(&b, (size_t)4 << 20);
    CHECK(drawing_write_svg(w->d, alone, &b, &e) == RC_OK);
    s = arena_str(w->a, buf_view(&b));
    buf_free(&b);
    return s;
}

TEST(names_are_escaped)
{
    struct world w =
        draw_text(BPMN("<process id='p'><task id='t' name='&lt;script&gt; &amp; &quot;x&quot;'/></process>"));
    struct str s = svg_of(&w, false);

    CHECK(!str_contains(s, STR("<script")));
    CHECK(str_contains(s, STR("&lt;script&gt;")));
    world_done(&w);
}

TEST(ids_are_plain_and_prefixed)
{
    struct world w =
        draw_text(BPMN("<process id='p'><task id='a&quot; onload=&quot;x' name='n'/></process>"));
    struct str s = svg_of(&w, false);

    CHECK(str_contains(s, STR("id=\"bp-a.22.20onload.3d.22x\"")));
    CHECK(!str_contains(s, STR("onload=")));
    world_done(&w);
}

TEST(a_page_gets_no_style_and_a_file_its_own)
{
    struct world w = draw_text(BPMN("<process id='p' name='روند'><task id='t' name='کار'/></process>"));
    struct str page = svg_of(&w, false), file = svg_of(&w, true);

    CHECK(!str_contains(page, STR("style")));
    CHECK(str_contains(file, STR("prefers-color-scheme:dark")));
    CHECK(str_contains(page, STR("role=\"img\"")) &&
          str_contains(page, STR("<title id=\"bp-t\">روند</title>")));
    CHECK(str_contains(page, STR("<title>کار: کار</title>")));
    world_done(&w);
}

TEST(the_style_sheet_of_pages_holds_that_of_drawings)
{
    struct arena *a = arena_new((size_t)1 << 20);
    struct buf b;

    buf_init(&b, (size_t)64 << 10);
    drawing_write_style(&b);
    CHECK_MSG(str_contains(file_text(a, "src/web/assets/picture.css"), buf_view(&b)),
              "src/web/assets/picture.css must end with:\n%.*s", STR_ARG(buf_view(&b)));
    buf_free(&b);
    arena_free(a);
}
