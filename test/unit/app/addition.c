/*
 * addition.c - one more unit is asked for its opinion while opinions are gathered: who may, what is refused,
 * what the ledger says, and that an opened form which somebody overtook is a conflict.
 *
 * Not here: the whole way of several opinions (processes/opinion_request/tests).
 */
#include "app/addition.h"
#include "check.h"
#include "requirement.h"
#include "tiny.h"

static const char *const correspondence = "{\"path\":\"correspondence\",\"assignee\":\"exp1\","
                                          "\"order_text\":\"بررسی و نتیجه اعلام شود.\"}";
static const char *const needs =
    "{\"allegations\":[{\"text\":\"صدور مجوز به تأخیر افتاده است.\","
    "\"respondent\":\"ادارهٔ راه\",\"ground\":\"law_breach\",\"articles\":\"مادهٔ ۱۰۰\","
    "\"evidence\":\"نامه\"}],\"needs_opinion\":true,\"needs_inspection\":false,"
    "\"needs_reason\":\"موضوع تخصصی است.\"}";

struct act {
    struct case_rec c;
    struct addition_list list;
    struct addition_cmd cmd;
    struct addition_result result;
    struct addition_page page;
};

static enum rc use_list(struct cx *cx, void *arg, struct err *e)
{
    struct act *x = arg;

    return additions_of(cx, &x->c, &x->list, e);
}

static enum rc use_get(struct cx *cx, void *arg, struct err *e)
{
    struct act *x = arg;

    return addition_get(cx, x->cmd.code, x->cmd.instance_id, x->cmd.key, &x->page, e);
}

static enum rc use_make(struct cx *cx, void *arg, struct err *e)
{
    struct act *x = arg;

    return addition_make(cx, &x->cmd, &x->result, e);
}

/* A case in which an opinion is being asked for. */
static int64_t gathering(struct office *o)
{
    int64_t id = office_register(o, "web", office_complaint);

    CHECK(id != 0 && office_do(o, id, "OFF_FLW_02_T12", correspondence) == RC_OK &&
          office_do(o, id, "OFF_SUB_01_T2", needs) == RC_OK);
    return id;
}

/* The official of this post without the right to manage, as an ordinary expert is. */
static struct actor plain(struct office *o, const char *post)
{
    struct actor a = office_post(o, post);

    a.rights &= ~(unsigned)RIGHT_MANAGE;
    return a;
}

static const struct json *values(struct office *o, const char *text)
{
    const struct json *j = NULL;

    CHECK_INT(json_parse(o->a, str_c(text), &j, &o->e), RC_OK);
    return j;
}

/* What this official is offered. */
static size_t offered(struct office *o, const struct actor *who, int64_t id, struct act *x)
{
    x->c = tiny_rec(o, id);
    CHECK_INT(office_read(o, who, use_list, x), RC_OK);
    if (x->list.n > 0)
        x->cmd = (struct addition_cmd){ .code = x->c.tracking_code,
                                        .instance_id = x->list.v[0].instance_id,
                                        .key = x->list.v[0].key,
                                        .count = x->list.v[0].count };
    return x->list.n;
}

#define ROADS "{\"unit\":\"roads\",\"reason\":\"جاده از کنار زمین می‌گذرد.\"}"

TEST(OFF_SUB_02_one_more_unit_is_asked)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct act x = { 0 };
        struct actor expert, other, manager;
        struct whole w;
        int64_t id;

        if (!office_open(&o, i)) {
            office_close(&o);
            continue;
        }
        id = gathering(&o);
        expert = plain(&o, "exp1");
        other = plain(&o, "exp2");
        manager = office_post(&o, "mgr");
        CHECK_INT(offered(&o, &other, id, &x), 0); /* has nothing to do with it */
        CHECK_INT(offered(&o, &manager, id, &x), 1);
        CHECK_INT(offered(&o, &expert, id, &x), 1);
        CHECK(str_eq_c(x.list.v[0].title, "یک واحد دیگر هم نظر بدهد"));
        CHECK_INT(office_read(&o, &expert, use_get, &x), RC_OK);
        CHECK(x.page.form != NULL && x.page.n_lists > 0 && x.page.what.count == 1);

        x.cmd.values = values(&o, ROADS);
        x.cmd.once = STR("one-more-1");
        CHECK_INT(office_write(&o, &other, use_make, &x), RC_NOT_FOUND);
        CHECK_INT(tiny_events(&o, id, "instance_added"), 0);
        CHECK_INT(office_write(&o, &expert, use_make, &x), RC_OK);
        CHECK_INT(office_write(&o, &expert, use_make, &x), RC_OK); /* the same form again: nothing more */
        CHECK_INT(tiny_events(&o, id, "instance_added"), 1);
        CHECK_INT(tiny_running(&o, id).n, 4); /* complaint, handling, two opinions */
        if (look(&o, id, &w)) {
            CHECK(str_eq_c(member(&o, event_of(&w, "instance_added")->data, "unit"), "ادارهٔ راه"));
            CHECK(str_eq_c(member(&o, event_of(&w, "instance_added")->data, "reason"),
                           "جاده از کنار زمین می‌گذرد."));
            CHECK(str_eq_c(event_of(&w, "instance_added")->actor, "exp1"));
        }

        x.cmd.once = STR("one-more-2"); /* the manager's form was drawn before that */
        CHECK_INT(office_write(&o, &manager, use_make, &x), RC_CONFLICT);
        CHECK_INT(offered(&o, &manager, id, &x), 1);
        x.cmd.values = values(&o, ROADS);
        CHECK_INT(office_write(&o, &manager, use_make, &x), RC_DENIED);
        CHECK(str_eq_c(x.result.refused_key, "guard.opinion_asked_already"));
        x.cmd.values = values(&o, "{\"unit\":\"nowhere\"}");
        CHECK_INT(office_write(&o, &manager, use_make, &x), RC_INVALID);
        CHECK_INT(x.result.form.errors_n, 2);
        CHECK_INT(tiny_faults(&o), 0);
        office_close(&o);
    }
}

TEST(a_stage_is_told_once_however_many_are_asked)
{
    struct office o;
    struct act x = { 0 };
    struct actor expert;
    int64_t id, stages;

    if (!office_open(&o, 0)) {
        office_close(&o);
        return;
    }
    id = gathering(&o);
    stages = tiny_events(&o, id, "stage");
    expert = plain(&o, "exp1");
    CHECK_INT(offered(&o, &expert, id, &x), 1);
    x.cmd.values = values(&o, ROADS);
    CHECK_INT(office_write(&o, &expert, use_make, &x), RC_OK);
    CHECK_INT(tiny_events(&o, id, "stage"), stages);
    office_close(&o);
}

#define MANY                                                                                                 \
    "<multiInstanceLoopCharacteristics>" TINY_EXT("<zeebe:loopCharacteristics inputCollection='= [1]' "      \
                                                  "inputElement='x'/>") "</"                                 \
                                                                        "multiInstanceLoopCharacteristics>"
#define PROPERTY(name, value) "<zeebe:property name='" name "' value='" value "'/>"
#define ASK_MORE(properties, loop)                                                                           \
    TINY_PROC("<startEvent id='S'/><userTask id='T' name='x'>" TINY_EXT(                                     \
        "<zeebe:assignmentDefinition candidateGroups='EXP'/><zeebe:formDefinition formId='f'/>"              \
        "<zeebe:properties>" PROPERTY("add_act", "a") properties "</zeebe:properties>") loop                 \
              "</userTask>" TINY_END TINY_FLOW("f1", "S", "T") TINY_FLOW("f2", "T", "E"))

TEST(a_package_that_cannot_ask_more_is_refused)
{
    static const struct {
        const char *bpmn, *says;
    } tests[] = {
        { ASK_MORE("", ""), "only a multi-instance" },
        { ASK_MORE("", MANY), "add_form, add_done and add_role" },
        { ASK_MORE(PROPERTY("add_form", "f") PROPERTY("add_done", "d") PROPERTY("add_role", "NOBODY"), MANY),
          "role 'NOBODY'" },
        { ASK_MORE(PROPERTY("add_form", "g") PROPERTY("add_done", "d") PROPERTY("add_role", "EXP"), MANY),
          "no form forms/g.json" },
        { ASK_MORE(PROPERTY("add_form", "f") PROPERTY("add_done", "d") PROPERTY("add_role", "EXP"), MANY),
          "no text 'a'" },
    };
    struct office o;

    if (office_open_bare(&o, 0))
        for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
            struct str said = tiny_refused(&o, "more", tests[i].bpmn);

            CHECK_MSG(str_find(said, str_c(tests[i].says), 0) != SIZE_MAX, "%.*s", STR_ARG(said));
        }
    office_close(&o);
}
