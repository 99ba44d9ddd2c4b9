/*
 * read.c - definitions: what is understood, and what is refused, with its place.
 */
#include "check.h"
#include "helpers.h"

static const struct {
    const char *text, *path, *message;
} bad[] = {
    { "", "$", "" },
    { "[]", "$", "a form must be an object" },
    { "{'type':'default','components':{}}", "components", "a list of components is missing" },
    { "{'type':'default','components':[1]}", "components[0]", "a component must be an object" },
    { "{'type':'default','components':[{'type':'html','content':'<b>'}]}", "components[0]",
      "'html' is not allowed in a form" },
    { "{'type':'default','components':[{'type':'iframe'}]}", "components[0]",
      "'iframe' is not allowed in a form" },
    { "{'type':'default','components':[{'type':'rocket'}]}", "components[0].type",
      "unknown component 'rocket'" },
    { "{'type':'default','components':[{'type':'textfield','label':'x'}]}", "components[0].key",
      "a key is missing" },
    { "{'type':'default','components':[{'type':'textfield','label':'x','key':'a b'}]}", "components[0].key",
      "'a b' is no key: letters, digits, _ and points only" },
    { "{'type':'default','components':[{'type':'textfield','label':'x','key':'a..b'}]}", "components[0].key",
      "'a..b' is no key: letters, digits, _ and points only" },
    { "{'type':'default','components':[{'type':'dynamiclist','components':[]}]}", "components[0].path",
      "a path is missing" },
    { "{'type':'default','components':[{'type':'textfield','label':'x','key':'a','conditional':{'hide':'=1 "
      "+'}}]}",
      "components[0].conditional.hide", NULL },
    { "{'type':'default','components':[{'type':'textfield','label':'x','key':'a','properties':{'required_if':"
      "'=)'}}]}",
      "components[0].properties.required_if", NULL },
    { "{'type':'default','components':[{'type':'textfield','label':'x','key':'a','properties':{'kind':'shoe_"
      "size'}}]}",
      "components[0].properties.kind", "unknown kind 'shoe_size'" },
    { "{'type':'default','components':[{'type':'number','label':'x','key':'a','properties':{'kind':'phone'}}]"
      "}",
      "components[0].properties.kind", "this component cannot be of the kind 'phone'" },
    { "{'type':'default','components':[{'type':'textfield','label':'x','key':'a','validate':{'minLength':9,'"
      "maxLength':3}}]}",
      "components[0].validate.maxLength", "nothing is long enough for this" },
    { "{'type':'default','components':[{'type':'textfield','label':'x','key':'a','validate':{'maxLength':-1}}"
      "]}",
      "components[0].validate.maxLength", "a whole number from 0 to 100000 is wanted" },
    { "{'type':'default','components':[{'type':'textfield','label':'x','key':'a','validate':{'pattern':'('}}]"
      "}",
      "components[0].validate.pattern", NULL },
    { "{'type':'default','components':[{'type':'number','label':'x','key':'a','validate':{'min':9,'max':3}}]"
      "}",
      "components[0].validate", "min is greater than max" },
    { "{'type':'default','components':[{'type':'number','label':'x','key':'a','validate':{'min':'=x'}}]}",
      "components[0].validate.min", "a number is wanted" },
    { "{'type':'default','components':[{'type':'radio','label':'x','key':'a'}]}", "components[0].values",
      "a choice without options" },
    { "{'type':'default','components':[{'type':'radio','label':'x','key':'a','values':[{'value':'v'},{'value'"
      ":'v'}]}]}",
      "components[0].values", "'v' stands here twice" },
    { "{'type':'default','components':[{'type':'datetime','subtype':'week','label':'x','key':'a'}]}",
      "components[0].subtype", "unknown subtype 'week'" },
    { "{'type':'default','components':[{'type':'textfield','label':'x','key':'a'},{'type':'group','"
      "components':[{'type':'number','label':'x','key':'a.b'}]}]}",
      "a.b", "two fields hold the value 'a.b'" },
    { "{'type':'default','components':[{'type':'textfield','label':'x','key':'a','readonly':'=true'}]}",
      "components[0].readonly", "must be true or false" },
    { "{'type':'default','components':[{'type':'group','components':[{'type':'group','components':[{'type':'"
      "group','components':["
      "{'type':'group','components':[{'type':'group','components':[{'type':'group','components':[{'type':'"
      "group','components':["
      "{'type':'group','components':[]}]}]}]}]}]}]}]}]}",
      NULL, "groups nested deeper than 6" },
    { "{'type':'default','components':[{'type':'expression','key':'e'}]}", "components[0]",
      "an expression is missing" },
    { "{'type':'default','components':[{'type':'textfield','label':'=x','key':'a'}]}", "components[0].label",
      "a label is words, not FEEL" },
};

TEST(form_definitions_refused)
{
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(8 << 20);
        struct form_problems problems = { 0 };
        const struct form *f = NULL;
        struct err e = { 0 };
        char text[1000];
        const struct form_problem *p = NULL;
        int before = check_failures;

        snprintf(text, sizeof(text), "%s", bad[i].text);
        for (char *c = text; *c != '\0'; c++)
            *c = *c == '\'' ? '"' : *c;
        if (bad[i].message != NULL) /* messages quote with ' */
            for (char *c = text; (c = strstr(c, "\\u0022")) != NULL; c++)
                memcpy(c, "\\u0027", 6);
        CHECK(form_read(a, STR("forms/x.json"), str_c(text), &problems, &f, &e) == RC_INVALID);
        CHECK(f == NULL);
        CHECK(strncmp(e.msg, "forms/x.json: ", 14) == 0);
        for (size_t k = 0; k < problems.n && p == NULL; k++)
            p = problems.v[k].warning ? NULL : &problems.v[k];
        CHECK(p != NULL);
        if (p != NULL && bad[i].path != NULL)
            CHECK_STR(p->path, bad[i].path);
        if (p != NULL && bad[i].message != NULL && bad[i].message[0] != '\0')
            CHECK_STR(p->message, bad[i].message);
        if (check_failures != before)
            printf("  in %s\n", bad[i].text);
    }
}

TEST(form_all_problems_are_listed)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(8 << 20);
    struct form_problems problems = { 0 };
    const struct form *f = NULL;
    struct err e = { 0 };

    CHECK(form_read(a, STR("x"),
                    STR("{\"type\":\"default\",\"components\":[{\"type\":\"html\"},{\"type\":\"image\"},"
                        "{\"type\":\"number\",\"key\":\"n\",\"label\":\"x\",\"validate\":{\"min\":\"q\"}}]}"),
                    &problems, &f, &e) == RC_INVALID);
    CHECK_INT(problems.n, 3);
}

TEST(form_a_file_of_the_modeler)
{
    /* As Camunda Modeler 5 writes it: ids, layout, executionPlatform, exporter. */
    static const char text[] =
        "{\"components\":[{\"text\":\"# "
        "شکایت\",\"type\":\"text\",\"layout\":{\"row\":\"Row_1\",\"columns\":null},\"id\":\"Field_1\"},"
        "{\"label\":\"نام\",\"type\":\"textfield\",\"layout\":{\"row\":\"Row_2\",\"columns\":8},\"id\":"
        "\"Field_2\",\"key\":\"name\","
        "\"validate\":{\"required\":true,\"validationType\":\"\"},\"appearance\":{\"suffixAdorner\":\"عدد\"}}"
        ","
        "{\"label\":\"کوچه‌ها\",\"isRepeating\":true,\"allowAddRemove\":true,\"defaultRepetitions\":"
        "1,"
        "\"type\":\"dynamiclist\","
        "\"path\":\"streets\",\"components\":[{\"label\":\"نام\",\"type\":\"textfield\",\"key\":\"name\","
        "\"id\":\"Field_4\"}],\"id\":\"Field_3\"},"
        "{\"label\":\"Table\",\"type\":\"table\",\"rowCount\":10,\"dataSource\":\"=rows\",\"columns\":[{"
        "\"label\":\"آ\",\"key\":\"a\"}],\"id\":\"Field_5\"}],"
        "\"type\":\"default\",\"id\":\"complaint\",\"executionPlatform\":\"Camunda "
        "Cloud\",\"executionPlatformVersion\":\"8.4.0\","
        "\"exporter\":{\"name\":\"Camunda Modeler\",\"version\":\"5.18.0\"},\"schemaVersion\":16}";
    CLEANUP(arena_freep) struct arena *a = arena_new(8 << 20);
    struct form_problems problems = { 0 };
    const struct form *f = NULL;
    const struct form_field *name;
    struct err e = { 0 };

    CHECK_MSG(form_read(a, STR("x"), str_c(text), &problems, &f, &e) == RC_OK, "%s", e.msg);
    CHECK_INT(problems.n, 0);
    CHECK_STR(form_id(f), "complaint");
    name = form_find(f, STR("name"));
    CHECK(name != NULL && name->required && name->layout_columns == 8);
    CHECK_STR(name->suffix, "عدد");
    CHECK(form_find(f, STR("streets.name")) != NULL);
    CHECK(form_find(f, STR("streets.name")) != name);
    CHECK(form_find(f, STR("nothing")) == NULL);
    CHECK_INT(form_pages(f), 1);
    CHECK(form_page(f, 0) == NULL);
}

TEST(form_too_large_is_a_limit)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(32 << 20);
    CLEANUP(buf_free) struct buf b = { 0 };
    const struct form *f = NULL;
    struct err e = { 0 };

    buf_init(&b, 64 << 20);
    buf_c(&b, "{\"type\":\"default\",\"components\":[");
    for (int i = 0; i < 400; i++)
        buf_fmt(&b, "%s{\"type\":\"textfield\",\"label\":\"x\",\"key\":\"k%d\"}", i > 0 ? "," : "", i);
    buf_c(&b, "]}");
    CHECK(form_read(a, STR("x"), buf_view(&b), NULL, &f, &e) == RC_INVALID);
    buf_clear(&b);
    for (int i = 0; i < (9 << 20); i++)
        buf_byte(&b, ' ');
    CHECK(form_read(a, STR("x"), buf_view(&b), NULL, &f, &e) == RC_LIMIT);
}
