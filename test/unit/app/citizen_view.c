/*
 * citizen_view.c - what the applicant sees: opening a case, stages, what comes next, acts, the survey, the
 * receipt in the ledger.
 */
#include "app/case_view.h"
#include "check.h"
#include "fixture.h"
#include "persian/jalali.h"

#define EACH_ENGINE(o)                                                                                       \
    struct office o;                                                                                         \
    for (int engine = 0; engine < office_engines(); office_close(&o), engine++)                              \
        if (office_open(&o, engine))

struct viewing {
    int64_t case_id;
    struct case_view v;
};

static enum rc do_view(struct cx *cx, void *arg, struct err *e)
{
    struct viewing *x = arg;

    return case_view_get(cx, x->case_id, &x->v, e);
}

static enum rc do_receipt(struct cx *cx, void *arg, struct err *e)
{
    struct viewing *x = arg;

    return case_receipt_get(cx, x->case_id, &x->v, e);
}

static struct case_view view(struct office *o, int64_t case_id)
{
    struct actor who = office_citizen(case_id);
    struct viewing x = { .case_id = case_id };

    CHECK_MSG(office_read(o, &who, do_view, &x) == RC_OK, "%s", o->e.msg);
    return x.v;
}

static const struct case_stage *coming(const struct case_view *v, size_t n)
{
    for (size_t i = 0; i < v->stages.n; i++)
        if (v->stages.v[i].when == STAGE_COMING && n-- == 0)
            return &v->stages.v[i];
    return NULL;
}

static const struct case_act *act(const struct case_view *v, const char *name)
{
    for (size_t i = 0; i < v->n_acts; i++)
        if (str_eq_c(v->acts[i].act.name, name))
            return &v->acts[i];
    return NULL;
}

/* ---- opening ---- */

struct trying {
    struct str code, identity;
    int64_t case_id, wait;
    struct actor actor;
};

static enum rc do_try(struct cx *cx, void *arg, struct err *e)
{
    struct trying *x = arg;

    return case_of_citizen(cx, x->code, x->identity, &x->case_id, &x->actor, e);
}

static enum rc do_fail(struct cx *cx, void *arg, struct err *e)
{
    struct trying *x = arg;

    return track_failed(cx, STR("192.0.2.7"), x->code, e);
}

static enum rc do_wait(struct cx *cx, void *arg, struct err *e)
{
    struct trying *x = arg;

    return track_wait(cx, STR("192.0.2.7"), x->code, &x->wait, e);
}

TEST(OFF_CMP_08_following_needs_code_and_identity_and_no_visit)
{
    EACH_ENGINE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        struct case_view v = view(&o, id);
        struct trying x = { .code = v.c.tracking_code, .identity = STR("۰۴۹۹۳۷۰۸۹۹") };

        CHECK(office_read(&o, NULL, do_try, &x) == RC_OK);
        CHECK_INT(x.case_id, id);
        CHECK_INT(x.actor.kind, ACTOR_CITIZEN);
        x.identity = STR("0084575948");
        CHECK_INT(office_read(&o, NULL, do_try, &x), RC_NOT_FOUND);
        x = (struct trying){ .code = STR("1234567890"), .identity = STR("0499370899") };
        CHECK_INT(office_read(&o, NULL, do_try, &x), RC_NOT_FOUND);
    }
}

TEST(guessing_is_slowed_down_and_forgiven)
{
    EACH_ENGINE(o)
    {
        struct trying x = { .code = STR("4128803715") };

        for (int i = 0; i < 4; i++)
            CHECK(office_write(&o, NULL, do_fail, &x) == RC_OK);
        CHECK(office_read(&o, NULL, do_wait, &x) == RC_OK);
        CHECK_INT(x.wait, 0);
        for (int i = 0; i < 6; i++)
            CHECK(office_write(&o, NULL, do_fail, &x) == RC_OK);
        CHECK(office_read(&o, NULL, do_wait, &x) == RC_OK);
        CHECK(x.wait > 0);
        x.code = STR("another"); /* of the same address: twenty are free */
        CHECK(office_read(&o, NULL, do_wait, &x) == RC_OK);
        CHECK_INT(x.wait, 0);
        o.now_ms += 40 * MINUTE_MS;
        x.code = STR("4128803715");
        CHECK(office_read(&o, NULL, do_wait, &x) == RC_OK);
        CHECK_INT(x.wait, 0);
        CHECK(office_write(&o, NULL, do_fail, &x) == RC_OK);
        CHECK(office_read(&o, NULL, do_wait, &x) == RC_OK);
        CHECK_INT(x.wait, 0); /* counted from one again */
    }
}

/* ---- the receipt ---- */

TEST(OFF_CMP_09_receipt_has_number_date_phone_code)
{
    EACH_ENGINE(o)
    {
        struct viewing x = { .case_id = office_register(&o, "web", office_complaint) };
        struct actor who = office_citizen(x.case_id), other = office_citizen(x.case_id + 1);

        CHECK(office_read(&o, &who, do_receipt, &x) == RC_OK);
        CHECK(x.v.c.number > 0);
        CHECK_INT(x.v.c.registered_at, o.now_ms);
        CHECK_STR(x.v.unit.phone, "02333441111");
        CHECK_STR(x.v.office.name, "استانداری سمنان");
        CHECK(x.v.receipt.id != 0);
        CHECK(x.v.receipt_code.len > 0);
        CHECK_INT(office_read(&o, &other, do_receipt, &x), RC_NOT_FOUND);
    }
}

struct verifying {
    struct str path;
    struct receipt_check r;
};

static enum rc do_verify(struct cx *cx, void *arg, struct err *e)
{
    struct verifying *x = arg;

    return receipt_verify(cx, x->path, &x->r, e);
}

TEST(receipt_is_in_the_ledger_unaltered)
{
    EACH_ENGINE(o)
    {
        struct viewing x = { .case_id = office_register(&o, "web", office_complaint) };
        struct actor who = office_citizen(x.case_id);
        struct verifying y;
        char *bad;

        CHECK(office_read(&o, &who, do_receipt, &x) == RC_OK);
        y.path = x.v.receipt_code;
        CHECK(office_read(&o, NULL, do_verify, &y) == RC_OK);
        CHECK(y.r.found && y.r.intact);
        CHECK(!y.r.published);
        CHECK(office_answer(&o, x.case_id)); /* whatever happens later, the receipt holds */
        CHECK(office_read(&o, NULL, do_verify, &y) == RC_OK);
        CHECK(y.r.intact);
        bad = (char *)(uintptr_t)arena_str(o.a, y.path).p;
        bad[y.path.len - 5] = bad[y.path.len - 5] == 'x' ? 'y' : 'x';
        y.path.p = bad;
        CHECK(office_read(&o, NULL, do_verify, &y) == RC_OK);
        CHECK(y.r.found && !y.r.intact);
        y.path = STR("/verify/1/2/3");
        CHECK(office_read(&o, NULL, do_verify, &y) == RC_OK);
        CHECK(!y.r.found);
    }
}

/* ---- stages ---- */

TEST(what_comes_next_is_read_from_the_process)
{
    static const char *const at_manager[] = { "دستور رسیدگی و سپردن به کارشناس",
                                              "بررسی کارشناس",
                                              "نوشتن پاسخ",
                                              "امضای پاسخ",
                                              "پاسخ به شما",
                                              "بستن پرونده" };

    EACH_ENGINE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        struct case_view v = view(&o, id);
        size_t n = 0;

        for (; n < ARRAY_LEN(at_manager) && coming(&v, n) != NULL; n++)
            CHECK_STR(coming(&v, n)->title, at_manager[n]);
        CHECK_INT(n, ARRAY_LEN(at_manager));
        CHECK(coming(&v, n) == NULL);
        CHECK(!v.clock.is);
        CHECK(v.no_clock.len > 0);
        CHECK(office_do(&o, id, "OFF_FLW_02_T12",
                        "{\"path\":\"direct\",\"assignee\":\"exp1\",\"order_text\":\"بررسی شود.\"}") ==
              RC_OK);
        v = view(&o, id);
        CHECK_STR(coming(&v, 0)->title, "نوشتن پاسخ");
        CHECK(v.clock.is);
        CHECK_INT(v.clock.days_left, 10);
        CHECK(str_contains(v.clock.why, STR("۴ مهر ۱۴۰۳")));
        CHECK(act(&v, "withdrawal") != NULL && act(&v, "withdrawal")->closes);
        CHECK(act(&v, "objection") == NULL);
        CHECK(office_answer(&o, id));
        v = view(&o, id);
        CHECK_INT(v.n_letters, 1);
        CHECK_STR(v.letters[0].kind, "answer");
        CHECK_STR(coming(&v, 0)->title, "بستن پرونده");
        CHECK(coming(&v, 1) == NULL);
        CHECK(office_advance(&o, 16 * DAY_MS));
        v = view(&o, id);
        CHECK(v.closed);
        CHECK(coming(&v, 0) == NULL);
        CHECK(v.after.len > 0);
    }
}

TEST(while_documents_are_asked_for_the_road_goes_on_with_them)
{
    EACH_ENGINE(o)
    {
        struct str json = str_c(office_complaint);
        const char *more =
            arena_fmt(o.a, "%.*s,\"missing_documents\":\"گواهی\"}", (int)json.len - 1, json.p).p;
        int64_t id = office_register(&o, "web", more);
        struct case_view v = view(&o, id);
        struct message_result r;

        CHECK(v.asked.len > 0);
        CHECK(!v.stages.at_work);
        CHECK(coming(&v, 0) != NULL && str_eq_c(coming(&v, 0)->title, "دستور مدیر واحد"));
        CHECK(act(&v, "documents") != NULL);
        CHECK_INT(office_message(&o, id, "documents", "{}", &r), RC_INVALID);
        CHECK(office_message(&o, id, "documents", "{\"added_documents\":\"1\"}", &r) == RC_OK);
        v = view(&o, id);
        CHECK_INT(v.asked.len, 0);
        CHECK(act(&v, "documents") == NULL);
    }
}

/* ---- acts ---- */

TEST(OFF_ACC_10_second_objection_is_refused_and_told_where_to_turn)
{
    static const char grounds[] = "{\"grounds\":\"به بخش دوم پاسخ اعتراض دارم، زیرا نادرست است.\"}";

    EACH_ENGINE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        struct message_result r;
        struct case_view v;

        CHECK(office_answer(&o, id));
        v = view(&o, id);
        CHECK(act(&v, "objection") != NULL);
        if (act(&v, "objection") == NULL)
            continue;
        CHECK_INT(act(&v, "objection")->refused.len, 0);
        CHECK_INT(act(&v, "objection")->until, o.now_ms + 15 * DAY_MS);
        CHECK_MSG(office_message(&o, id, "objection", grounds, &r) == RC_OK, "%s", o.e.msg);
        v = view(&o, id);
        CHECK(v.clock.is && v.clock.state == DL_RUNNING);
        CHECK_MSG(office_do(&o, id, "OFF_SUB_01_T12",
                            "{\"objection_decision\":\"accept\",\"objection_reason\":\"نکتهٔ تازه است.\"}") ==
                      RC_OK,
                  "%s", o.e.msg);
        CHECK(office_answer(&o, id));
        v = view(&o, id);
        CHECK(act(&v, "objection") != NULL);
        if (act(&v, "objection") != NULL)
            CHECK(str_contains(act(&v, "objection")->refused, STR("۱۳۶")));
        CHECK_INT(office_message(&o, id, "objection", grounds, &r), RC_DENIED);
        CHECK_STR(r.refused_key, "guard.objection_once");
    }
}

TEST(OFF_CMP_27_withdrawal_closes)
{
    EACH_ENGINE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        struct message_result r;
        struct case_view v;

        CHECK(office_do(&o, id, "OFF_FLW_02_T12",
                        "{\"path\":\"direct\",\"assignee\":\"exp1\",\"order_text\":\"بررسی شود.\"}") ==
              RC_OK);
        CHECK_INT(office_message(&o, id, "withdrawal", "{}", &r), RC_INVALID); /* the box must be ticked */
        CHECK(office_message(&o, id, "withdrawal", "{\"withdrawal_sure\":true}", &r) == RC_OK);
        v = view(&o, id);
        CHECK(v.closed);
        CHECK_STR(v.c.state, "withdrawn");
        CHECK_INT(v.n_acts, 0);
        CHECK_INT(office_message(&o, id, "withdrawal", "{\"withdrawal_sure\":true}", &r), RC_CONFLICT);
    }
}

/* ---- the survey ---- */

struct judging {
    int64_t case_id;
};

static enum rc do_judge(struct cx *cx, void *arg, struct err *e)
{
    struct judging *x = arg;

    return case_survey(cx, x->case_id, STR("satisfied"), 5, STR("سپاس"), e);
}

TEST(verdict_may_be_given_once_the_answer_is_there)
{
    EACH_ENGINE(o)
    {
        struct judging x = { office_register(&o, "web", office_complaint) };
        struct actor who = office_citizen(x.case_id);
        struct case_view v;

        CHECK(!view(&o, x.case_id).survey_asked);
        CHECK(office_write(&o, &who, do_judge, &x) != RC_OK);
        CHECK(office_answer(&o, x.case_id));
        CHECK(view(&o, x.case_id).survey_asked);
        CHECK_MSG(office_write(&o, &who, do_judge, &x) == RC_OK, "%s", o.e.msg);
        v = view(&o, x.case_id);
        CHECK(v.survey_answered && !v.survey_asked);
        CHECK_INT(office_write(&o, &who, do_judge, &x), RC_CONFLICT);
        CHECK(office_advance(&o, 16 * DAY_MS)); /* the process asks later: it is answered already */
        CHECK(!view(&o, x.case_id).survey_asked);
    }
}

/* ---- how to ---- */

static enum rc check_words(struct cx *cx, void *arg, struct err *e)
{
    const struct package *pkg = NULL;
    enum rc rc = catalogue_active(cx, STR("complaint"), &pkg, e);

    (void)arg;
    for (size_t i = 0; rc == RC_OK && i < pkg->n_starts; i++) {
        struct str key = arena_fmt(cx->a, "how.channel.%.*s.title", STR_ARG(pkg->starts[i].channel));

        CHECK_MSG(package_has_text(pkg, key), "%.*s", STR_ARG(key));
    }
    for (char c = 'A'; rc == RC_OK && c <= 'D'; c++)
        CHECK(package_has_text(pkg, arena_fmt(cx->a, "how.limit.%c.limit", c)));
    if (rc == RC_OK)
        CHECK(package_has_text(pkg, STR("how.must.1")) && package_has_text(pkg, STR("how.stage.1")) &&
              package_has_text(pkg, STR("how.contact")));
    return rc;
}

TEST(OFF_CMP_02_how_to_names_channels_content_stages_limits_contact)
{
    struct office o;

    if (office_open(&o, 0))
        CHECK(office_read(&o, NULL, check_words, NULL) == RC_OK);
    office_close(&o);
}
