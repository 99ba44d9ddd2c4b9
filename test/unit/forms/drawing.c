/*
 * drawing.c - what a page of a form shows: order, values, options, errors.
 */
#include "check.h"
#include "helpers.h"

static const struct form_item *items_of(struct filling *f, const char *sent, const char *values, size_t *n)
{
    const struct form_item *items = NULL;
    struct form_input *in;
    size_t in_n = parse_pairs(f->a, sent, &in);
    const struct json *v = values != NULL ? json_quoted(f->a, values) : NULL;

    *n = 0;
    CHECK_MSG(form_items(f->a, f->form, FORM_ALL_PAGES, in, in_n, v, in_n > 0 ? &f->result : NULL, &f->env,
                         &items, n, &f->e) == RC_OK,
              "%s", f->e.msg);
    return items;
}

static const struct form_item *item_named(const struct form_item *items, size_t n, const char *name)
{
    static const struct form_item none;

    for (size_t i = 0; i < n; i++) {
        if (str_eq_c(items[i].name, name))
            return &items[i];
    }
    CHECK_MSG(false, "no item %s", name);
    return &none;
}

/* "field:name open:name row:name …" */
static struct str shape(struct filling *f, const struct form_item *items, size_t n)
{
    static const char *const steps[] = { "", "<", "[", "]", ">" };
    struct str s = STR("");

    for (size_t i = 0; i < n; i++)
        s = arena_fmt(f->a, "%.*s%s%s%.*s", STR_ARG(s), i > 0 ? " " : "", steps[items[i].step],
                      STR_ARG(items[i].name));
    return s;
}

static const char form[] =
    "{'type':'group','label':'g','components':[{'type':'textfield','key':'a','label':'"
    "x','defaultValue':'پیش'},"
    "{'type':'textfield','key':'p','label':'x','properties':{'kind':'phone'}},"
    "{'type':'datetime','key':'d','label':'x'}]},"
    "{'type':'dynamiclist','path':'l','label':'x','components':[{'type':'textfield','"
    "key':'t','label':'x','validate':{'required':true}},{'type':'number','key':'u','label':'x'}]},"
    "{'type':'checklist','key':'c','label':'x','values':[{'value':'1','label':'یک'},{'"
    "value':'2','label':'دو'}]},"
    "{'type':'checkbox','key':'k','label':'x'},"
    "{'type':'textfield','key':'h','label':'x','conditional':{'hide':'=k'}},"
    "{'type':'text','text':'سلام {{a}}'},"
    "{'type':'table','dataSource':'=case.rows','columns':[{'key':'q','label':'ق'}]}";

TEST(form_items_new)
{
    struct filling f = filling_of(form);
    size_t n;
    const struct form_item *items = items_of(&f, "", NULL, &n);

    CHECK_STR(shape(&f, items, n), "< a p d > <l [l[0] l[0].t l[0].u ]l[0] >l c k h  ");
    CHECK_STR(item_named(items, n, "a")->value, "پیش");
    CHECK_INT(item_named(items, n, "c")->options_n, 2);
    CHECK(item_named(items, n, "l[0].t")->required);
    CHECK_STR(items[n - 2].value, "سلام پیش");
    CHECK(items[n - 1].rows == NULL);
    filling_done(&f);
}

TEST(form_items_prefilled)
{
    struct filling f = filling_of(form);
    const struct form_item *items;
    size_t n;

    f.env.context = json_quoted(f.a, "{'case':{'rows':[{'q':1},{'q':2}]}}");
    items = items_of(
        &f, "", "{'a':'ب','p':'+989123456789','d':'2025-09-15','l':[{'t':'1'},{'t':'2'}],'c':['2'],'k':true}",
        &n);
    CHECK_STR(shape(&f, items, n),
              "< a p d > <l [l[0] l[0].t l[0].u ]l[0] [l[1] l[1].t l[1].u ]l[1] >l c k  ");
    CHECK_STR(item_named(items, n, "p")->value, "09123456789");
    CHECK_STR(item_named(items, n, "d")->value, "2025-09-15");
    CHECK_STR(item_named(items, n, "d")->year, "1404");
    CHECK_STR(item_named(items, n, "d")->month, "6");
    CHECK_STR(item_named(items, n, "l[1].t")->value, "2");
    CHECK_INT(item_named(items, n, "l")->rows_n, 2);
    CHECK_STR(item_named(items, n, "c")->values[0], "2");
    CHECK(item_named(items, n, "k")->checked);
    CHECK_INT(items[n - 1].rows->n, 2);
    filling_done(&f);
}

TEST(form_items_sent_back_show_what_was_typed)
{
    struct filling f = filling_of(form);
    const char *sent = "a="
                       "&p=۰۹۱۲&d-year=۱۴۰۴&d-month=13&d-day=1&l[3].t=1&l[3].u=x&l[9].t=نه&l-rows=1&c=1";
    const struct form_item *items;
    size_t n;

    fill(&f, sent);
    items = items_of(&f, sent, "{'a':'old','k':true}", &n);
    CHECK_STR(item_named(items, n, "a")->value, "");
    CHECK_STR(item_named(items, n, "p")->value, "۰۹۱۲");
    CHECK(item_named(items, n, "p")->error != NULL);
    CHECK_STR(str_c(item_named(items, n, "p")->error->code), "error.phone");
    CHECK_STR(item_named(items, n, "d")->year, "۱۴۰۴");
    CHECK_STR(item_named(items, n, "d")->month, "13");
    CHECK_STR(str_c(item_named(items, n, "d")->error->code), "error.date_no_such_day");
    CHECK(!item_named(items, n, "k")->checked);             /* an unticked box sends nothing */
    CHECK_STR(item_named(items, n, "l[2].t")->value, "نه"); /* was 9: rows are 0 (asked for), 3, 9 */
    CHECK(item_named(items, n, "l[2].t")->error == NULL);
    CHECK_STR(str_c(item_named(items, n, "l[1].u")->error->code), "error.number");
    CHECK_STR(item_named(items, n, "l[1].u")->value, "x");
    CHECK_INT(item_named(items, n, "l")->rows_n, 3);
    CHECK_INT(item_named(items, n, "l[1]")->rows_n, 3);
    CHECK_INT(item_named(items, n, "l[1]")->row, 1);
    filling_done(&f);
}
