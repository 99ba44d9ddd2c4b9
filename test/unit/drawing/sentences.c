/*
 * sentences.c - processes as numbered sentences: the five packages word by word, and each kind of sentence.
 */
#include "base/json.h"
#include "world.h"

static struct str tell(struct arena *a, struct str xml, const struct drawing_options *o)
{
    const struct bpmn_model *m = NULL;
    struct err e = { 0 };
    struct str text;
    struct buf b;

    buf_init(&b, (size_t)1 << 20);
    CHECK_MSG(bpmn_read(a, STR("test"), xml, &m, &e) == RC_OK && drawing_write_text(a, m, o, &b, &e) == RC_OK,
              "%s", e.msg);
    text = arena_str(a, buf_view(&b));
    buf_free(&b);
    return text;
}

static struct str role_of(void *self, struct str name)
{
    const struct json *word = json_get_str(self, name);

    return word == NULL ? name : json_text(word);
}

TEST(packages_are_told_as_expected)
{
    static const char *const packages[] = { "adhoc_inspection", "complaint", "complaint_handling",
                                            "opinion_request", "violation_referral" };

    for (size_t i = 0; i < ARRAY_LEN(packages); i++) {
        struct arena *a = arena_new((size_t)64 << 20);
        struct drawing_options o = { .role = role_of };
        const struct json *meta = NULL;
        struct str got, want;

        CHECK(json_parse(a, file_text(a, arena_fmt(a, "processes/%s/process.json", packages[i]).p), &meta,
                         NULL) == RC_OK);
        o.role_self = (void *)(uintptr_t)json_get(meta, "roles");
        got = tell(a, file_text(a, arena_fmt(a, "processes/%s/process.bpmn", packages[i]).p), &o);
        want = file_text(a, arena_fmt(a, "test/unit/drawing/expected/%s.txt", packages[i]).p);
        while (got.len > 0 || want.len > 0) {
            struct str g = str_cut(&got, '\n'), w = str_cut(&want, '\n');

            CHECK_MSG(str_eq(g, w), "%s:\n  got  %.*s\n  want %.*s", packages[i], STR_ARG(g), STR_ARG(w));
        }
        arena_free(a);
    }
}

/* clang-format off */
static const struct {
    const char *name, *xml, *want;
} tests[] = {
    { "a verb at the end is said as it is",
      "<laneSet id='ls'><lane id='l' name='کارشناس'><flowNodeRef>t</flowNodeRef></lane></laneSet>"
      "<userTask id='t' name='پیش‌نویس پاسخ را می‌نویسد'/>",
      "۱. کارشناس پیش‌نویس پاسخ را می‌نویسد. سپس کار پایان می‌یابد.\n" },
    { "an English name is quoted and isolated", NODE("userTask", "t", "Approve order"),
      "۱. «\xE2\x81\xA8" "Approve order\xE2\x81\xA9» انجام می‌شود. سپس کار پایان می‌یابد.\n" },
    { "a choice with its default last",
      "<startEvent id='s'/><sequenceFlow id='f0' sourceRef='s' targetRef='g'/>"
      "<exclusiveGateway id='g' name='کافی است؟' default='f1'/><task id='a' name='یک'/><task id='b' name='دو'/>"
      "<sequenceFlow id='f1' sourceRef='g' targetRef='a'/><sequenceFlow id='f2' name='نه' sourceRef='g' targetRef='b'/>"
      "<sequenceFlow id='f3' sourceRef='b' targetRef='g'/>",
      "۱. کافی است؟ اگر «نه»، به گام ۳ می‌رود؛ وگرنه، به گام ۲ می‌رود.\n"
      "۲. «یک» انجام می‌شود. سپس کار پایان می‌یابد.\n"
      "۳. «دو» انجام می‌شود. سپس به گام ۱ بازمی‌گردد.\n" },
    { "boundary events in words",
      "<userTask id='t' name='بررسی'/><boundaryEvent id='b' attachedToRef='t'><timerEventDefinition><timeDuration>P5D"
      "</timeDuration></timerEventDefinition></boundaryEvent><endEvent id='e' name='دیر شد'/>"
      "<sequenceFlow id='f' sourceRef='b' targetRef='e'/>",
      "۱. «بررسی» انجام می‌شود. سپس کار پایان می‌یابد. در هر زمان که ۵ روز بگذرد، این گام رها می‌شود و کار با «دیر شد» پایان می‌یابد.\n" },
    { "an event sub-process",
      "<task id='t' name='کار'/><subProcess id='s' name='انصراف' triggeredByEvent='true'><startEvent id='st' name='انصراف'>"
      "<messageEventDefinition/></startEvent><task id='i' name='بستن'/><sequenceFlow id='f' sourceRef='st' targetRef='i'/></subProcess>",
      "۱. «کار» انجام می‌شود. سپس کار پایان می‌یابد.\n"
      "۲. در هر زمان که «انصراف» برسد، کار اصلی رها می‌شود و این انجام می‌شود: «انصراف» (گام ۳).\n"
      "    ۳. «بستن» انجام می‌شود. سپس این بخش پایان می‌یابد.\n" },
    { "parallel ways and their join",
      "<parallelGateway id='g'/><task id='a' name='یک'/><task id='b' name='دو'/><parallelGateway id='j'/>"
      "<task id='c' name='سه'/>" FLOW("f1", "g", "a") FLOW("f2", "g", "b") FLOW("f3", "a", "j")
          FLOW("f4", "b", "j") FLOW("f5", "j", "c"),
      "۱. از این‌جا هم‌زمان پیش می‌رود: گام ۲ و گام ۳.\n"
      "۲. «یک» انجام می‌شود. سپس به گام ۴ می‌رود.\n"
      "۳. «دو» انجام می‌شود.\n"
      "۴. پس از پایان همهٔ شاخه‌های هم‌زمان، کار ادامه می‌یابد.\n"
      "۵. «سه» انجام می‌شود. سپس کار پایان می‌یابد.\n" },
    { "several instances", "<userTask id='t' name='نظر'><multiInstanceLoopCharacteristics/></userTask>",
      "۱. «نظر» انجام می‌شود؛ برای هر مورد جداگانه و هم‌زمان. سپس کار پایان می‌یابد.\n" },
};
/* clang-format on */

TEST(each_kind_of_sentence)
{
    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        struct arena *a = arena_new((size_t)4 << 20);
        struct str got =
            tell(a, arena_fmt(a, BPMN("<process id='p' name='ن'>%s</process>"), tests[i].xml), NULL);
        struct str title = str_cut(&got, '\n');

        CHECK_STR(title, "ن");
        CHECK_MSG(str_eq_c(got, tests[i].want), "%s:\n%.*s\nnot\n%s", tests[i].name, STR_ARG(got),
                  tests[i].want);
        arena_free(a);
    }
}
