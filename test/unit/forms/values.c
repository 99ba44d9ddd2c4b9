/*
 * values.c - what a person sends, and the canonical value or the error that comes of it.
 */
#include "check.h"
#include "helpers.h"

static const struct {
    const char *name, *components, *sent, *values, *errors;
} rows[] = {
    { "short text is put into its stored form", "{'type':'textfield','key':'a','label':'x'}",
      "a= علي  كريمي ", "{\"a\":\"علی کریمی\"}", "" },
    { "empty is no value", "{'type':'textfield','key':'a','label':'x'}", "a=   ", "{}", "" },
    { "required", "{'type':'textfield','key':'a','label':'x','validate':{'required':true}}", "a= ", "{}",
      "a required" },
    { "required and not sent at all",
      "{'type':'textfield','key':'a','label':'x','validate':{'required':true}}", "", "{}", "a required" },
    { "too long, counted in characters",
      "{'type':'textfield','key':'a','label':'x','validate':{'maxLength':3}}", "a=چهار", "{}",
      "a too_long(3)" },
    { "just long enough",
      "{'type':'textfield','key':'a','label':'x','validate':{'maxLength':4,'minLength':4}}", "a=چهار",
      "{\"a\":\"چهار\"}", "" },
    { "too short", "{'type':'textfield','key':'a','label':'x','validate':{'minLength':'5'}}", "a=چهار", "{}",
      "a too_short(5)" },
    { "pattern matches Persian digits too",
      "{'type':'textfield','key':'a','label':'x','validate':{'pattern':'^[0-9]{3}$'}}", "a=۱٢3",
      "{\"a\":\"123\"}", "" },
    { "pattern", "{'type':'textfield','key':'a','label':'x','validate':{'pattern':'^[0-9]{3}$'}}", "a=12",
      "{}", "a pattern" },
    { "line breaks are kept in long text only",
      "{'type':'textarea','key':'a','label':'x'},{'type':'textfield','key':'b','label':'x'}", "a=یک~دو",
      "{\"a\":\"یک\\nدو\"}", "" },
    { "one value is wanted", "{'type':'textfield','key':'a','label':'x'}", "a=1&a=2", "{}", "a repeated" },
    { "integer in three sets of digits", "{'type':'number','key':'n','label':'x','decimalDigits':0}", "n=۱٢3",
      "{\"n\":123}", "" },
    { "thousands", "{'type':'number','key':'n','label':'x'}", "n=۱٬۲۳۴٬۵۶۷", "{\"n\":1234567}", "" },
    { "decimal", "{'type':'number','key':'n','label':'x'}", "n=۱۲٫۵", "{\"n\":12.5}", "" },
    { "not whole", "{'type':'number','key':'n','label':'x','decimalDigits':0}", "n=12.5", "{}", "n integer" },
    { "too many decimals", "{'type':'number','key':'n','label':'x','decimalDigits':1}", "n=12.55", "{}",
      "n decimals(1)" },
    { "no number", "{'type':'number','key':'n','label':'x'}", "n=twelve", "{}", "n number" },
    { "too small", "{'type':'number','key':'n','label':'x','validate':{'min':5,'max':9}}", "n=4.9", "{}",
      "n too_small(5)" },
    { "too large", "{'type':'number','key':'n','label':'x','validate':{'min':5,'max':9}}", "n=۱۰", "{}",
      "n too_large(9)" },
    { "a year of digits is no number", "{'type':'number','key':'n','label':'x'}",
      "n=1234567890123456789012345678901234567890", "{}", "n number" },
    { "Jalali date", "{'type':'datetime','key':'d','label':'x'}", "d=۱۴۰۴/۶/۲۴", "{\"d\":\"2025-09-15\"}",
      "" },
    { "Jalali date in boxes", "{'type':'datetime','key':'d','label':'x'}", "d-year=۱۴۰۴&d-month=6&d-day=٢٤",
      "{\"d\":\"2025-09-15\"}", "" },
    { "empty boxes", "{'type':'datetime','key':'d','label':'x'}", "d-year=&d-month=&d-day=", "{}", "" },
    { "a box is missing", "{'type':'datetime','key':'d','label':'x'}", "d-year=1404&d-month=&d-day=3", "{}",
      "d date_incomplete" },
    { "no such day", "{'type':'datetime','key':'d','label':'x'}", "d=1404/12/30", "{}",
      "d date_no_such_day" },
    { "leap day", "{'type':'datetime','key':'d','label':'x'}", "d=1403/12/30", "{\"d\":\"2025-03-20\"}", "" },
    { "short year", "{'type':'datetime','key':'d','label':'x'}", "d=04/6/24", "{}", "d date_year_short" },
    { "Gregorian in boxes", "{'type':'datetime','key':'d','label':'x'}", "d-year=2025&d-month=9&d-day=15",
      "{}", "d date_gregorian" },
    { "ISO date", "{'type':'datetime','key':'d','label':'x'}", "d=2025-09-15", "{\"d\":\"2025-09-15\"}", "" },
    { "not after today", "{'type':'datetime','key':'d','label':'x','properties':{'past':'yes'}}",
      "d=1404/09/02", "{}", "d date_past" },
    { "today is not after today", "{'type':'datetime','key':'d','label':'x','properties':{'past':'yes'}}",
      "d=1404/09/01", "{\"d\":\"2025-11-22\"}", "" },
    { "not before today", "{'type':'datetime','key':'d','label':'x','disallowPassedDates':true}",
      "d=1404/08/30", "{}", "d date_future" },
    { "earliest date", "{'type':'datetime','key':'d','label':'x','properties':{'min_date':'2025-03-21'}}",
      "d=1403/12/30", "{}", "d date_min(2025-03-21)" },
    { "time", "{'type':'datetime','subtype':'time','key':'t','label':'x'}", "t=۹:۰۵", "{\"t\":\"09:05:00\"}",
      "" },
    { "no time", "{'type':'datetime','subtype':'time','key':'t','label':'x'}", "t=25:00", "{}", "t time" },
    { "date and time", "{'type':'datetime','subtype':'datetime','key':'t','label':'x'}",
      "t-year=1404&t-month=6&t-day=24&t-time=10:30", "{\"t\":\"2025-09-15T10:30:00+03:30\"}", "" },
    { "date and time in one", "{'type':'datetime','subtype':'datetime','key':'t','label':'x'}",
      "t=1404/6/24 10:30", "{\"t\":\"2025-09-15T10:30:00+03:30\"}", "" },
    { "date without its time", "{'type':'datetime','subtype':'datetime','key':'t','label':'x'}",
      "t-year=1404&t-month=6&t-day=24", "{}", "t time" },
    { "textfield that is a date",
      "{'type':'textfield','key':'d','label':'x','properties':{'kind':'jalali_date'}}", "d=24 شهریور 1404",
      "{\"d\":\"2025-09-15\"}", "" },
    { "ticked", "{'type':'checkbox','key':'c','label':'x'}", "c=on", "{\"c\":true}", "" },
    { "not ticked", "{'type':'checkbox','key':'c','label':'x'}", "", "{\"c\":false}", "" },
    { "must be ticked", "{'type':'checkbox','key':'c','label':'x','validate':{'required':true}}", "", "{}",
      "c required_tick" },
    { "radio",
      "{'type':'radio','key':'r','label':'x','values':[{'label':'۱','value':'a'},{'label':'۲','value':'b'}]}",
      "r=b", "{\"r\":\"b\"}", "" },
    { "not among the options", "{'type':'radio','key':'r','label':'x','values':[{'label':'۱','value':'a'}]}",
      "r=z", "{}", "r choice" },
    { "no option chosen",
      "{'type':'select','key':'r','label':'x','values':[{'label':'۱','value':'a'}],'validate':{'required':"
      "true}}",
      "r=", "{}", "r required_choice" },
    { "checklist without doubles",
      "{'type':'checklist','key':'r','label':'x','values':[{'label':'۱','value':'a'},{'label':'۲','value':'b'"
      "}]}",
      "r=b&r=a&r=b", "{\"r\":[\"b\",\"a\"]}", "" },
    { "taglist with a stranger",
      "{'type':'taglist','key':'r','label':'x','values':[{'label':'۱','value':'a'}]}", "r=a&r=q", "{}",
      "r choice" },
    { "files", "{'type':'filepicker','key':'f','label':'x','multiple':true}", "f=f1&f=f2",
      "{\"f\":[\"f1\",\"f2\"]}", "" },
    { "one file only", "{'type':'filepicker','key':'f','label':'x'}", "f=f1&f=f2", "{}",
      "f too_many_files(1)" },
    { "a file is wanted", "{'type':'filepicker','key':'f','label':'x','validate':{'required':true}}",
      "f=", "{}", "f required_file" },
    { "national ID", "{'type':'textfield','key':'n','label':'x','properties':{'kind':'national_id'}}",
      "n=۰۴۹۹۳۷۰۸۹۹", "{\"n\":\"0499370899\"}", "" },
    { "national ID with a wrong check digit",
      "{'type':'textfield','key':'n','label':'x','properties':{'kind':'national_id'}}", "n=0499370890", "{}",
      "n national_id" },
    { "national ID too short",
      "{'type':'textfield','key':'n','label':'x','properties':{'kind':'national_id'}}", "n=04993", "{}",
      "n national_id_length" },
    { "national ID of one digit",
      "{'type':'textfield','key':'n','label':'x','properties':{'kind':'national_id'}}", "n=1111111111", "{}",
      "n national_id" },
    { "legal ID", "{'type':'textfield','key':'n','label':'x','properties':{'kind':'legal_id'}}",
      "n=10380284790", "{\"n\":\"10380284790\"}", "" },
    { "legal ID wrong", "{'type':'textfield','key':'n','label':'x','properties':{'kind':'legal_id'}}",
      "n=10380284791", "{}", "n legal_id" },
    { "phone", "{'type':'textfield','key':'p','label':'x','validate':{'validationType':'phone'}}",
      "p=۰۹۱۲ ۳۴۵ ۶۷۸۹", "{\"p\":\"+989123456789\"}", "" },
    { "fixed line is no mobile", "{'type':'textfield','key':'p','label':'x','properties':{'kind':'mobile'}}",
      "p=02123456789", "{}", "p mobile" },
    { "phone wrong", "{'type':'textfield','key':'p','label':'x','properties':{'kind':'phone'}}", "p=111",
      "{}", "p phone" },
    { "postal code", "{'type':'textfield','key':'p','label':'x','properties':{'kind':'postal_code'}}",
      "p=۳۵۱۳۱-۱۹۴۸۷", "{\"p\":\"3513119487\"}", "" },
    { "postal code wrong", "{'type':'textfield','key':'p','label':'x','properties':{'kind':'postal_code'}}",
      "p=123", "{}", "p postal_code" },
    { "e-mail", "{'type':'textfield','key':'e','label':'x','validate':{'validationType':'email'}}",
      "e=Zahra.M@Example.IR", "{\"e\":\"Zahra.M@example.ir\"}", "" },
    { "e-mail wrong", "{'type':'textfield','key':'e','label':'x','properties':{'kind':'email'}}",
      "e=zahra@localhost", "{}", "e email" },
    { "tracking code", "{'type':'textfield','key':'k','label':'x','properties':{'kind':'tracking'}}",
      "k=۴۱۲ ۸۸۰ ۳۷۱۵", "{\"k\":\"4128803715\"}", "" },
    { "dotted keys make objects",
      "{'type':'textfield','key':'a.b','label':'x'},{'type':'textfield','key':'c','label':'x'},{'type':'"
      "textfield','key':'a.d','label':'x'}",
      "a.b=1&c=2&a.d=3", "{\"a\":{\"b\":\"1\",\"d\":\"3\"},\"c\":\"2\"}", "" },
    { "groups with a path",
      "{'type':'group','path':'g','components':[{'type':'textfield','key':'a','label':'x'},{'type':'group','"
      "path':'h','components':[{'type':'textfield','key':'b','label':'x'}]}]}",
      "g.a=1&g.h.b=2", "{\"g\":{\"a\":\"1\",\"h\":{\"b\":\"2\"}}}", "" },
    { "unknown names are ignored", "{'type':'textfield','key':'a','label':'x'}", "z=1&a=2&csrf=3",
      "{\"a\":\"2\"}", "" },
    { "a computed value is never taken from outside",
      "{'type':'number','key':'n','label':'x'},{'type':'expression','key':'twice','expression':'=n*2'}",
      "n=21&twice=7", "{\"n\":21,\"twice\":42}", "" },
    { "buttons and words give no value",
      "{'type':'text','text':'# "
      "hi'},{'type':'button','action':'submit','label':'ok'},{'type':'separator'},{'type':'spacer'}",
      "", "{}", "" },
};

TEST(form_values)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct filling f = filling_of(rows[i].components);
        int before = check_failures;

        fill(&f, rows[i].sent);
        CHECK_STR(f.result.values_json, rows[i].values);
        CHECK_STR(errors_text(&f), rows[i].errors);
        CHECK(f.result.ok == (rows[i].errors[0] == '\0'));
        if (check_failures != before)
            printf("  in row '%s'\n", rows[i].name);
        filling_done(&f);
    }
}

/* ---- conditions ---- */

/* FEEL's texts need quotation marks inside JSON's. */
static struct filling hiding(void)
{
    static const char source[] =
        "{'type':'radio','key':'kind','label':'x','values':[{'label':'ح','value':'natural'},{'label':'ح','"
        "value':'legal'}]},"
        "{'type':'textfield','key':'national_id','label':'x','properties':{'kind':'national_id'},"
        "'conditional':{'hide':'=kind = \\u0022legal\\u0022'},'validate':{'required':true}},"
        "{'type':'textfield','key':'org','label':'x','conditional':{'hide':'=kind != \\u0022legal\\u0022'},"
        "'properties':{'required_if':'=kind = \\u0022legal\\u0022'}},"
        "{'type':'textfield','key':'deep','label':'x','conditional':{'hide':'=org = null'}}";

    return filling_of(source);
}

TEST(form_hidden_fields_are_dropped)
{
    struct filling f = hiding();

    fill(&f, "kind=natural&national_id=0499370899&org=شرکت&deep=x");
    CHECK_STR(f.result.values_json, "{\"kind\":\"natural\",\"national_id\":\"0499370899\"}");
    CHECK(f.result.ok);
    fill(&f, "kind=legal&national_id=bad&org=شرکت&deep=x");
    CHECK_STR(f.result.values_json, "{\"deep\":\"x\",\"kind\":\"legal\",\"org\":\"شرکت\"}");
    CHECK(f.result.ok);
    fill(&f, "kind=legal");
    CHECK_STR(errors_text(&f), "org required");
    filling_done(&f);
}

TEST(form_conditions_see_the_context)
{
    struct filling f =
        filling_of("{'type':'textfield','key':'a','label':'x','conditional':{'hide':'=case.open'},"
                   "'validate':{'required':true}}");
    const struct str *reads;
    size_t n = 0;

    f.env.context = json_quoted(f.a, "{'case':{'open':true}}");
    fill(&f, "a=1");
    CHECK_STR(f.result.values_json, "{}");
    f.env.context = json_quoted(f.a, "{'case':{'open':false}}");
    fill(&f, "a=1");
    CHECK_STR(f.result.values_json, "{\"a\":\"1\"}");
    reads = form_reads(f.form, &n);
    CHECK_INT(n, 1);
    if (n == 1)
        CHECK_STR(reads[0], "case");
    filling_done(&f);
}

TEST(form_visible_to_other_roles_is_no_field)
{
    struct filling f =
        filling_of("{'type':'textfield','key':'a','label':'x','properties':{'visible_to':'MGR, DG'},"
                   "'validate':{'required':true}}");
    const struct str mgr = STR_INIT("DG");

    fill(&f, "a=1");
    CHECK_STR(f.result.values_json, "{}");
    CHECK(f.result.ok);
    f.env.roles = &mgr;
    f.env.roles_n = 1;
    fill(&f, "a=1");
    CHECK_STR(f.result.values_json, "{\"a\":\"1\"}");
    filling_done(&f);
}

TEST(form_options_from_the_context)
{
    struct filling f = filling_of(
        "{'type':'select','key':'s','label':'x','valuesKey':'agencies'},"
        "{'type':'radio','key':'r','label':'x','valuesExpression':'=for a in agencies return a.value'}");

    f.env.context =
        json_quoted(f.a, "{'agencies':[{'value':'A1','label':'آب'},{'value':'B2','label':'برق'}]}");
    fill(&f, "s=B2&r=A1");
    CHECK_STR(f.result.values_json, "{\"r\":\"A1\",\"s\":\"B2\"}");
    fill(&f, "s=C3&r=C3");
    CHECK_STR(errors_text(&f), "s choice r choice");
    f.env.context = NULL;
    fill(&f, "s=B2");
    CHECK_STR(errors_text(&f), "s choice");
    filling_done(&f);
}

/* ---- lists ---- */

#define LIST_FORM                                                                                            \
    "{'type':'dynamiclist','path':'items','label':'x','properties':{'max_rows':'3','min_rows':'1'},'"        \
    "components':["                                                                                          \
    "{'type':'textfield','key':'text','label':'x','validate':{'required':true}},"                            \
    "{'type':'checkbox','key':'known','label':'x'},"                                                         \
    "{'type':'textfield','key':'why','label':'x','conditional':{'hide':'=not(known)'}},"                     \
    "{'type':'expression','key':'no','expression':'=i'}]}"

static const struct {
    const char *name, *sent, *values, *errors;
} list_rows[] = {
    { "two rows", "items[0].text=یک&items[1].text=دو&items[1].known=on&items[1].why=چون",
      "{\"items\":[{\"known\":false,\"no\":1,\"text\":\"یک\"},{\"known\":true,\"no\":2,\"text\":\"دو\","
      "\"why\":\"چون\"}]}",
      "" },
    { "a condition looks at its own row", "items[0].text=یک&items[0].why=چون",
      "{\"items\":[{\"known\":false,\"no\":1,\"text\":\"یک\"}]}", "" },
    { "gaps and blank rows are closed", "items[7].text=یک&items[2].text=&items[11].text=دو&items-rows=12",
      "{\"items\":[{\"known\":false,\"no\":1,\"text\":\"یک\"},{\"known\":false,\"no\":2,\"text\":\"دو\"}]}",
      "" },
    { "too few", "items-rows=0", "{\"items\":[]}", "items too_few_rows(1)" },
    { "too many", "items[0].text=1&items[1].text=1&items[2].text=1&items[3].text=1",
      "{\"items\":[{\"known\":false,\"no\":1,\"text\":\"1\"},{\"known\":false,\"no\":2,\"text\":\"1\"},{"
      "\"known\":false,\"no\":3,\"text\":\"1\"},{\"known\":false,\"no\":4,\"text\":\"1\"}]}",
      "items too_many_rows(3)" },
    { "an error names its row", "items[0].text=1&items[5].known=on",
      "{\"items\":[{\"known\":false,\"no\":1,\"text\":\"1\"},{\"known\":true,\"no\":2}]}",
      "items[5].text required" },
};

TEST(form_lists)
{
    for (size_t i = 0; i < ARRAY_LEN(list_rows); i++) {
        struct filling f = filling_of(LIST_FORM);
        int before = check_failures;

        fill(&f, list_rows[i].sent);
        CHECK_STR(f.result.values_json, list_rows[i].values);
        CHECK_STR(errors_text(&f), list_rows[i].errors);
        if (check_failures != before)
            printf("  in row '%s'\n", list_rows[i].name);
        filling_done(&f);
    }
}

/* ---- the same code for the API ---- */

TEST(form_json_goes_through_the_same_checks)
{
    struct filling f = filling_of(
        LIST_FORM ",{'type':'number','key':'n','label':'x'},"
                  "{'type':'textfield','key':'p.tel','label':'x','properties':{'kind':'phone'}},"
                  "{'type':'datetime','key':'d','label':'x'},"
                  "{'type':'checklist','key':'c','label':'x','values':[{'value':'a','label':'a'}]}");

    f.env.strict = true;
    f.env.refuse_unknown = true;
    fill_json(&f, "{'items':[{'text':'یک','known':true}],'n':12.5,'p':{'tel':'+989123456789'},'d':'2025-09-"
                  "15','c':['a']}");
    CHECK_STR(errors_text(&f), "");
    CHECK_STR(f.result.values_json,
              "{\"c\":[\"a\"],\"d\":\"2025-09-15\",\"items\":[{\"known\":true,\"no\":1,\"text\":\"یک\"}],"
              "\"n\":12.5,\"p\":{\"tel\":\"+989123456789\"}}");
    fill_json(&f, "{'items':[{'text':'یک','zz':1}],'n':'x','p':{'tel':'09123456789','q':2},'d':'1404/06/"
                  "24','c':'a','z':0}");
    CHECK_STR(errors_text(&f),
              "n number p.tel phone d date c kind items[0].zz unknown_field p.q unknown_field "
              "z unknown_field");
    fill_json(&f, "{'items':'no','n':{},'p':[1],'d':null,'c':[{}]}");
    CHECK_STR(errors_text(&f), "items kind n kind c kind p unknown_field");
    filling_done(&f);
}

TEST(form_canonical_values_are_canonical_again)
{
    struct filling f =
        filling_of("{'type':'textfield','key':'p','label':'x','properties':{'kind':'phone'}},"
                   "{'type':'datetime','key':'d','label':'x'},"
                   "{'type':'datetime','subtype':'datetime','key':'m','label':'x'},"
                   "{'type':'datetime','subtype':'time','key':'t','label':'x'},"
                   "{'type':'textarea','key':'a','label':'x'},{'type':'number','key':'n','label':'x'}");
    struct form_result again;

    fill(&f, "p=09123456789&d=1404/6/24&m=1404/6/24 9:05&t=9:5&t=&a=یک~دو&n=۱۲٫۵۰");
    fill(&f, "p=09123456789&d=1404/6/24&m=1404/6/24 9:05&t=9:05&a=یک~دو&n=۱۲٫۵۰");
    CHECK(f.result.ok);
    f.env.strict = true;
    CHECK(form_validate_json(f.a, f.form, f.result.values, &f.env, &again, &f.e) == RC_OK);
    CHECK(again.ok);
    CHECK(str_eq(again.values_json, f.result.values_json));
    filling_done(&f);
}

/* ---- pages and drafts ---- */

static const char paged[] = "{'type':'group','label':'شما','properties':{'page':'yes'},'components':[{'type':"
                            "'textfield','key':'name','label':'x','validate':{'required':true}}]},"
                            "{'type':'textfield','key':'after','label':'x'},"
                            "{'type':'group','label':'دیگری','conditional':{'hide':'=name = "
                            "\\u0022علی\\u0022'},'components':[{'type':'textfield','key':'other','label':'x',"
                            "'validate':{'required':true}}]}";

TEST(form_pages_keep_the_draft)
{
    struct filling f = filling_of(paged);
    bool shown = false;

    CHECK_INT(form_pages(f.form), 2);
    CHECK_STR(form_page(f.form, 0)->label, "شما");
    CHECK_STR(form_title(f.form), "شما");
    fill_page(&f, 0, "name=علی&after=1&other=2");
    CHECK_STR(f.result.values_json, "{\"after\":\"1\",\"name\":\"علی\"}");
    f.env.draft = f.result.values;
    CHECK(form_page_shown(f.a, f.form, 1, &f.env, &shown, &f.e) == RC_OK && !shown);
    fill_page(&f, 1, "other=2");
    CHECK_STR(f.result.values_json, "{\"after\":\"1\",\"name\":\"علی\"}");
    f.env.draft = json_quoted(f.a, "{'name':'رضا','kept':{'x':1}}");
    CHECK(form_page_shown(f.a, f.form, 1, &f.env, &shown, &f.e) == RC_OK && shown);
    fill_page(&f, 1, "");
    CHECK_STR(errors_text(&f), "other required");
    fill_page(&f, 1, "other=2");
    CHECK_STR(f.result.values_json, "{\"kept\":{\"x\":1},\"name\":\"رضا\",\"other\":\"2\"}");
    CHECK(form_validate(f.a, f.form, 2, NULL, 0, &f.env, &f.result, &f.e) == RC_INVALID);
    filling_done(&f);
}

TEST(form_readonly_keeps_what_was)
{
    struct filling f = filling_of("{'type':'textfield','key':'a','label':'x','readonly':true},{'type':'"
                                  "textfield','key':'b','label':'x','disabled':true}");

    f.env.draft = json_quoted(f.a, "{'a':'old'}");
    fill(&f, "a=new&b=new");
    CHECK_STR(f.result.values_json, "{\"a\":\"old\"}");
    filling_done(&f);
}

TEST(form_readonly_fields_of_rows_keep_what_was)
{
    struct filling f =
        filling_of("{'type':'dynamiclist','path':'l','label':'x','components':[{'type':'textfield',"
                   "'key':'a','label':'x','readonly':true},{'type':'textfield','key':'b','label':"
                   "'x'}]}");

    f.env.fixed = json_quoted(f.a, "{'l':[{'a':'one'},{'a':'two'}],'other':1}");
    fill(&f, "l[0].a=changed&l[0].b=x&l[1].b=y&l-rows=2");
    CHECK_STR(f.result.values_json, "{\"l\":[{\"a\":\"one\",\"b\":\"x\"},{\"a\":\"two\",\"b\":\"y\"}]}");
    filling_done(&f);
}

static bool only_u1(void *self, const struct form_field *field, struct str value)
{
    (*(int *)self)++;
    return field->meaning == FORM_UNIT && str_eq_c(value, "U1");
}

TEST(form_references_are_asked_for)
{
    struct filling f = filling_of("{'type':'select','key':'u','label':'x','properties':{'kind':'unit'}},"
                                  "{'type':'textfield','key':'p','label':'x','properties':{'kind':'post'}},"
                                  "{'type':'filepicker','key':'f','label':'x'}");
    int asked = 0;

    f.env.known = only_u1;
    f.env.self = &asked;
    fill(&f, "u=U1&p=P9&f=x");
    CHECK_STR(errors_text(&f), "p unknown_post f unknown_file");
    CHECK_STR(f.result.values_json, "{\"u\":\"U1\"}");
    CHECK_INT(asked, 3);
    filling_done(&f);
}
