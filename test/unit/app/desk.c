/*
 * desk.c - the use cases behind the officials' pages: in-tray, keeping and finishing work, from desk to desk,
 * registers, reports, own account, deputies, signing in.
 *
 * Not here: who must not see what (requirement_sight.c), rows of a case (requirement_record.c).
 */
#include "check.h"
#include "requirement.h"

#include "app/account.h"
#include "app/office.h"
#include "app/official_view.h"
#include "app/register.h"
#include "app/report.h"
#include "app/session.h"
#include "app/totp.h"
#include "app/tray.h"

/* One use case a struct: what goes in, what comes out. */
struct act {
    int64_t task_id, version, id;
    struct str text, post, once;
    struct task_cmd cmd;
    struct task_result result;
    struct tray_query query;
    struct tray tray;
    struct official_case c;
    struct case_search_query search;
    struct case_list cases;
};

#define USE(name, call)                                                                                      \
    static enum rc name(struct cx *cx, void *arg, struct err *e)                                             \
    {                                                                                                        \
        struct act *x = arg;                                                                                 \
                                                                                                             \
        return call;                                                                                         \
    }
USE(use_tray, tray_get(cx, &x->query, &x->tray, e))
USE(use_open, tray_open_task(cx, x->task_id, &x->text, e))
USE(use_search, tray_search(cx, &x->search, &x->cases, e))
USE(use_keep, task_keep(cx, &x->cmd, e))
USE(use_check, task_check(cx, &x->cmd, &x->result, e))
USE(use_finish, task_finish(cx, &x->cmd, &x->result, e))
USE(use_claim, task_claim(cx, x->task_id, x->version, e))
USE(use_release, task_release(cx, x->task_id, x->version, x->text, e))
USE(use_refer, task_refer(cx, x->task_id, x->version, x->post, x->text, e))
USE(use_whole_case, official_case_of_task(cx, x->task_id, &x->c, e))
USE(use_void, indicator_void(cx, x->id, x->version, x->text, e))

/* The open task of this element, as it is now. */
static struct act task_now(struct office *o, int64_t case_id, const char *element)
{
    struct act x = { 0 };
    struct whole w;

    if (look(o, case_id, &w) && open_task(&w, element) != NULL) {
        x.task_id = x.cmd.task_id = open_task(&w, element)->id;
        x.version = x.cmd.version = open_task(&w, element)->version;
    }
    CHECK_MSG(x.task_id != 0, "no open task %s", element);
    return x;
}

#define EACH_OFFICE(o)                                                                                       \
    for (int i_ = 0; i_ < office_engines(); i_++)                                                            \
        for (struct office o, *once_ = office_open(&o, i_) ? &o : (office_close(&o), NULL); once_ != NULL;   \
             office_close(&o), once_ = NULL)

/* ---- the in-tray ---- */

TEST(OFF_CMP_10_the_order_lies_in_the_managers_tray_and_is_new_until_opened)
{
    EACH_OFFICE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        struct actor mgr = office_post(&o, "mgr");
        struct act x = task_now(&o, id, "OFF_FLW_02_T12"), y = { .query = { .view = TRAY_NEW } };

        CHECK_INT(office_read(&o, &mgr, use_tray, &y), RC_OK);
        CHECK_INT(y.tray.counts.all, 1);
        CHECK_INT(y.tray.counts.fresh, 1);
        CHECK_INT(y.tray.counts.today, 0); /* one working day: tomorrow (OFF-DLN-09) */
        CHECK_INT(y.tray.kinds.n, 1);
        CHECK_INT(office_write(&o, &mgr, use_open, &x), RC_OK);
        CHECK_INT(office_write(&o, &mgr, use_open, &x), RC_OK); /* again: nothing to note */
        CHECK_INT(office_read(&o, &mgr, use_tray, &y), RC_OK);
        CHECK_INT(y.tray.counts.fresh, 0);
        CHECK_INT(y.tray.tasks.n, 0);
    }
}

TEST(a_page_of_the_tray_begins_where_it_is_asked_to)
{
    EACH_OFFICE(o)
    {
        struct actor mgr = office_post(&o, "mgr");
        struct act all = { .query = { .part = TRAY_PART_OPEN } }, rest = { .query = { .from = 2 } };

        for (int i = 0; i < 3; i++)
            CHECK(office_register(&o, "web", office_complaint) != 0);
        CHECK_INT(office_read(&o, &mgr, use_tray, &all), RC_OK);
        CHECK_INT(office_read(&o, &mgr, use_tray, &rest), RC_OK);
        CHECK_INT(rest.tray.offset, 1);
        CHECK(rest.tray.tasks.n + 1 == all.tray.tasks.n && rest.tray.tasks.total == all.tray.tasks.total);
        if (rest.tray.tasks.n > 0 && all.tray.tasks.n > 1)
            CHECK_INT(rest.tray.tasks.v[0].id, all.tray.tasks.v[1].id);
    }
}

TEST(OFF_DLN_10_what_is_overdue_stands_in_the_late_view)
{
    EACH_OFFICE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        struct actor mgr = office_post(&o, "mgr");
        struct act x = { .query = { .view = TRAY_LATE } };

        CHECK(id != 0);
        CHECK_INT(office_read(&o, &mgr, use_tray, &x), RC_OK);
        CHECK_INT(x.tray.tasks.n, 0);
        CHECK(office_advance(&o, 4 * DAY_MS));
        CHECK_INT(office_read(&o, &mgr, use_tray, &x), RC_OK);
        CHECK(x.tray.counts.late >= 1);
        CHECK(x.tray.tasks.n >= 1);
    }
}

TEST(search_words_are_no_operators)
{
    static const struct {
        const char *typed, *want;
    } rows[] = {
        { "بیمه", "\"بیمه\"" }, { "\"", "" }, { "a\"b OR *", "\"a\" \"b\" \"or\"" },
        { "- * ( )", "" },      { "", "" },
    };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        CHECK_STR(tray_words(a, str_c(rows[i].typed)), rows[i].want);
}

TEST(a_tracking_code_is_found_in_any_digits_and_only_by_who_may_see_it)
{
    EACH_OFFICE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        struct actor mgr = office_post(&o, "mgr"), roads = office_post(&o, "roads-AGY");
        struct act x = { 0 };
        struct whole w;

        CHECK(look(&o, id, &w));
        x.search = (struct case_search_query){ .typed = w.c.tracking_code, .limit = 10 };
        CHECK_INT(office_read(&o, &mgr, use_search, &x), RC_OK);
        CHECK_INT(x.cases.n, 1);
        CHECK_INT(office_read(&o, &roads, use_search, &x), RC_OK);
        CHECK_INT(x.cases.n, 0);
    }
}

/* ---- keeping and finishing ---- */

TEST(what_was_kept_comes_back_as_it_was_typed)
{
    static const struct form_input typed[] = { { STR_INIT("order_text"),
                                                 STR_INIT("  نیمه‌کاره\n۱۲") },
                                               { STR_INIT("list[0].text"), STR_INIT("ردیف") },
                                               { STR_INIT("due-year"), STR_INIT("۱۴۰۳") } };
    EACH_OFFICE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        struct actor mgr = office_post(&o, "mgr");
        struct act x = task_now(&o, id, "OFF_FLW_02_T12");

        x.cmd.inputs = typed;
        x.cmd.n_inputs = ARRAY_LEN(typed);
        CHECK_INT(office_write(&o, &mgr, use_keep, &x), RC_OK);
        CHECK_INT(office_write(&o, &mgr, use_keep, &x), RC_CONFLICT); /* the version is another now */
        CHECK_INT(office_read(&o, &mgr, use_whole_case, &x), RC_OK);
        CHECK_INT(x.c.n_tasks, 1);
        CHECK_INT(x.c.tasks[0].n_kept, ARRAY_LEN(typed));
        for (size_t i = 0; i < x.c.tasks[0].n_kept && i < ARRAY_LEN(typed); i++) {
            CHECK(str_eq(x.c.tasks[0].kept[i].name, typed[i].name));
            CHECK(str_eq(x.c.tasks[0].kept[i].value, typed[i].value));
        }
    }
}

TEST(the_same_form_sent_twice_is_done_once)
{
    static const struct form_input good[] = { { STR_INIT("path"), STR_INIT("direct") },
                                              { STR_INIT("assignee"), STR_INIT("exp1") },
                                              { STR_INIT("order_text"), STR_INIT("بررسی شود.") } };
    EACH_OFFICE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        struct actor mgr = office_post(&o, "mgr");
        struct act x = task_now(&o, id, "OFF_FLW_02_T12");
        struct whole w;

        x.cmd.inputs = good;
        x.cmd.n_inputs = ARRAY_LEN(good);
        CHECK_INT(office_read(&o, &mgr, use_check, &x), RC_OK); /* asking changes nothing */
        x.cmd.once = STR("0123456789012345678901");
        CHECK_MSG(office_write(&o, &mgr, use_finish, &x) == RC_OK, "%s", o.e.msg);
        CHECK_INT(office_write(&o, &mgr, use_finish, &x), RC_OK);
        CHECK(x.result.tracking_code.len > 0);
        x.cmd.once = STR("another-once-key-of-22");
        CHECK_INT(office_write(&o, &mgr, use_finish, &x), RC_CONFLICT);
        if (look(&o, id, &w)) {
            CHECK_INT(w.referrals.n > 0, 1);
            CHECK(open_task(&w, "OFF_SUB_01_T2") != NULL);
        }
    }
}

TEST(an_empty_form_is_refused_and_nothing_is_done)
{
    EACH_OFFICE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        struct actor mgr = office_post(&o, "mgr");
        struct act x = task_now(&o, id, "OFF_FLW_02_T12");
        struct whole w;

        CHECK_INT(office_write(&o, &mgr, use_finish, &x), RC_INVALID);
        CHECK(x.result.form.errors_n > 0);
        CHECK(look(&o, id, &w) && open_task(&w, "OFF_FLW_02_T12") != NULL);
    }
}

TEST(what_is_reviewed_is_shown_and_what_comes_back_says_why)
{
    static const char draft[] =
        "{\"answers\":[{\"allegation\":\"x\",\"finding\":\"true\",\"answer\":\"بررسی شد.\","
        "\"legal_ground\":\"مادهٔ ۱۰۰\",\"done\":\"بررسی شد.\"}],\"next_step\":\"مجوز صادر "
        "می‌شود.\","
        "\"contact_name\":\"کارشناس\",\"contact_phone\":\"02333334455\",\"remedy_by\":\"agency\","
        "\"remedy_unit\":\"roads\",\"remedy_action\":\"صدور مجوز\",\"remedy_due\":\"2024-11-10\"}";

    EACH_OFFICE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        struct actor mgr = office_post(&o, "mgr"), exp1 = office_post(&o, "exp1");
        struct act x;

        CHECK_INT(office_do(&o, id, "OFF_FLW_02_T12", step_order), RC_OK);
        CHECK_INT(office_do(&o, id, "OFF_SUB_01_T2", step_examination), RC_OK);
        CHECK_INT(office_do(&o, id, "OFF_SUB_01_T3", step_findings), RC_OK);
        x = task_now(&o, id, "OFF_SUB_01_T6");
        CHECK_INT(office_read(&o, &exp1, use_whole_case, &x), RC_OK);
        CHECK(x.c.n_tasks > 0 && x.c.tasks[0].notice.len == 0); /* the first draft: nothing to say */
        CHECK_MSG(office_do(&o, id, "OFF_SUB_01_T6", draft) == RC_OK, "%s", o.e.msg);
        x = task_now(&o, id, "OFF_SUB_01_T7");
        CHECK_INT(office_read(&o, &mgr, use_whole_case, &x), RC_OK);
        CHECK(x.c.n_tasks > 0 && str_eq_c(x.c.tasks[0].shows, "OFF_SUB_01_T6"));
        CHECK_MSG(office_do(&o, id, "OFF_SUB_01_T7",
                            "{\"review\":\"returned\",\"review_note\":\"گام بعدی روشن نیست.\"}") == RC_OK,
                  "%s", o.e.msg);
        x = task_now(&o, id, "OFF_SUB_01_T6");
        CHECK_INT(office_read(&o, &exp1, use_whole_case, &x), RC_OK);
        CHECK(x.c.n_tasks > 0 && str_contains(x.c.tasks[0].notice, STR("گام بعدی روشن نیست.")));
    }
}

/* ---- from desk to desk ---- */

TEST(OFF_REC_05_referring_takes_the_note_along_and_only_to_posts_of_the_role)
{
    EACH_OFFICE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        struct actor exp1 = office_post(&o, "exp1");
        struct act x;
        struct whole w;

        CHECK_INT(office_do(&o, id, "OFF_FLW_02_T12", step_order), RC_OK);
        x = task_now(&o, id, "OFF_SUB_01_T2");
        x.text = STR("لطفاً شما ببینید.");
        x.post = STR("ins1"); /* another role */
        CHECK_INT(office_write(&o, &exp1, use_refer, &x), RC_INVALID);
        x.post = STR("exp2");
        CHECK_MSG(office_write(&o, &exp1, use_refer, &x) == RC_OK, "%s", o.e.msg);
        CHECK_INT(office_write(&o, &exp1, use_refer, &x), RC_CONFLICT); /* it left the desk */
        if (look(&o, id, &w) && w.referrals.n > 0)
            CHECK_STR(w.referrals.v[w.referrals.n - 1].note, "لطفاً شما ببینید.");
    }
}

TEST(claim_takes_work_of_a_colleague_and_release_gives_it_to_the_manager)
{
    EACH_OFFICE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        struct actor exp2 = office_post(&o, "exp2"), mgr = office_post(&o, "mgr"),
                     ins = office_post(&o, "ins1");
        struct act x;

        CHECK_INT(office_do(&o, id, "OFF_FLW_02_T12", step_order), RC_OK);
        x = task_now(&o, id, "OFF_SUB_01_T2");
        CHECK_INT(office_write(&o, &ins, use_claim, &x), RC_NOT_FOUND);
        CHECK_MSG(office_write(&o, &exp2, use_claim, &x) == RC_OK, "%s", o.e.msg);
        CHECK_INT(office_write(&o, &exp2, use_claim, &x), RC_CONFLICT);
        x = task_now(&o, id, "OFF_SUB_01_T2");
        x.text = STR("در مأموریت هستم");
        CHECK_MSG(office_write(&o, &exp2, use_release, &x) == RC_OK, "%s", o.e.msg);
        CHECK_INT(office_read(&o, &mgr, use_whole_case, &x), RC_OK);
        CHECK(x.c.n_tasks > 0 && x.c.tasks[0].mine);
    }
}

/* ---- registers and reports ---- */

struct looking_up {
    struct indicator_query iq;
    struct indicator reg;
    struct register_def def;
    struct register_query rq;
    struct register_rows rows;
    struct report_def report;
    struct report out;
    struct board_query bq;
    struct board board;
};

static enum rc use_indicator(struct cx *cx, void *arg, struct err *e)
{
    struct looking_up *x = arg;

    return indicator_get(cx, &x->iq, &x->reg, e);
}

static enum rc use_register(struct cx *cx, void *arg, struct err *e)
{
    struct looking_up *x = arg;
    enum rc rc = register_find(cx, STR("complaints"), &x->def, e);

    return rc == RC_OK ? register_rows_get(cx, &x->def, &x->rq, &x->rows, e) : rc;
}

static enum rc use_report(struct cx *cx, void *arg, struct err *e)
{
    struct looking_up *x = arg;
    enum rc rc = report_find(cx, STR("complaint.on_time"), &x->report, e);

    if (rc != RC_OK)
        return rc;
    return report_run(cx, &x->report, report_default_period(&x->report, cx->now_ms), &x->out, e);
}

static enum rc use_board(struct cx *cx, void *arg, struct err *e)
{
    struct looking_up *x = arg;

    return board_get(cx, &x->bq, &x->board, e);
}

/* More cases than are read at once; of each only the row stays in memory. */
TEST(OFF_REP_02_a_long_register_is_whole_and_light)
{
    EACH_OFFICE(o)
    {
        struct actor mgr = office_post(&o, "mgr");
        struct looking_up x = { .rq = { .limit = 1000, .oldest_first = true } };
        size_t used;

        for (int i = 0; i < 53; i++)
            CHECK(office_register(&o, "web", office_complaint) != 0);
        used = arena_used(o.a);
        CHECK_INT(office_read(&o, &mgr, use_register, &x), RC_OK);
        used = arena_used(o.a) - used;
        CHECK_INT(x.rows.total, 53);
        CHECK_INT(x.rows.n_rows, 53);
        for (size_t i = 1; i < x.rows.n_rows; i++)
            for (size_t k = 0; k < i; k++)
                CHECK(!str_eq(x.rows.codes[i], x.rows.codes[k])); /* none twice, so none is missing */
        CHECK_MSG(used < x.rows.n_rows * 4000, "%zu bytes for %zu rows", used, x.rows.n_rows);
        x.rq.offset = 50;
        CHECK_INT(office_read(&o, &mgr, use_register, &x), RC_OK);
        CHECK_INT(x.rows.n_rows, 3);
    }
}

TEST(OFF_REP_01_one_series_a_day_at_a_time_with_voided_numbers_shown)
{
    EACH_OFFICE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        int32_t today = day_from_ms(o.now_ms);
        struct actor reg = office_post(&o, "reg"), exp1 = office_post(&o, "exp1");
        struct looking_up x = { .iq = { .from_day = today, .until_day = today, .limit = 50 } };
        struct act v = { .text = STR("دو بار ثبت شد") };

        CHECK(id != 0);
        CHECK_MSG(office_read(&o, &reg, use_indicator, &x) == RC_OK, "%s", o.e.msg);
        CHECK(x.reg.letters.n > 0 && x.reg.last == x.reg.letters.total);
        for (size_t k = 0; k < x.reg.letters.n; k++)
            CHECK_INT(x.reg.letters.v[k].number, (long long)k + 1);
        if (x.reg.letters.n == 0)
            continue;
        v.id = x.reg.letters.v[0].id;
        v.version = x.reg.letters.v[0].version;
        exp1.rights &= ~(int64_t)RIGHT_REGISTER;
        CHECK_INT(office_write(&o, &exp1, use_void, &v), RC_DENIED);
        CHECK_MSG(office_write(&o, &reg, use_void, &v) == RC_OK, "%s", o.e.msg);
        CHECK_INT(office_write(&o, &reg, use_void, &v), RC_CONFLICT);
        CHECK_INT(office_read(&o, &reg, use_indicator, &x), RC_OK);
        CHECK_STR(x.reg.letters.v[0].state, "voided");
        CHECK_STR(x.reg.letters.v[0].void_reason, "دو بار ثبت شد");
        x.iq.from_day = x.iq.until_day = today - 1;
        CHECK_INT(office_read(&o, &reg, use_indicator, &x), RC_OK);
        CHECK_INT(x.reg.letters.n, 0);
    }
}

TEST(OFF_REP_02_register_has_its_columns_and_filters)
{
    static const char *const keys[] = { "number", "date", "channel",     "applicant", "respondent",
                                        "class",  "due",  "answered_on", "result",    "days_late" };
    EACH_OFFICE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        struct actor mgr = office_post(&o, "mgr"), roads = office_post(&o, "roads-AGY");
        struct looking_up x = { .rq = { .limit = 10 } };

        CHECK(id != 0);
        CHECK_MSG(office_read(&o, &mgr, use_register, &x) == RC_OK, "%s", o.e.msg);
        CHECK_INT(x.rows.n_rows, 1);
        CHECK_INT(x.rows.n_columns, ARRAY_LEN(keys));
        for (size_t k = 0; k < x.rows.n_columns && k < ARRAY_LEN(keys); k++)
            CHECK_STR(x.rows.columns[k].key, keys[k]);
        x.rq.channel = STR("letter");
        CHECK_INT(office_read(&o, &mgr, use_register, &x), RC_OK);
        CHECK_INT(x.rows.n_rows, 0);
        x.rq.channel = STR_NONE;
        CHECK_INT(office_read(&o, &roads, use_register, &x), RC_OK);
        CHECK_INT(x.rows.n_rows, 0);
    }
}

static const struct report_value *measure(const struct report *r, const char *key)
{
    for (size_t i = 0; i < r->n_measures; i++)
        if (str_eq_c(r->measures[i].key, key))
            return &r->total.values[i];
    return NULL;
}

TEST(OFF_REP_08_on_time_share_by_class_unit_and_expert_and_what_is_overdue)
{
    EACH_OFFICE(o)
    {
        int64_t answered = office_register(&o, "web", office_complaint);
        struct actor mgr = office_post(&o, "mgr");
        struct looking_up x = { 0 };

        CHECK(office_answer(&o, answered));
        CHECK_MSG(office_read(&o, &mgr, use_report, &x) == RC_OK, "%s", o.e.msg);
        CHECK_INT(x.out.n_groups, 3);
        CHECK(measure(&x.out, "share") != NULL);
        if (measure(&x.out, "share") != NULL) {
            CHECK_INT(measure(&x.out, "total")->n, 1);
            CHECK_INT(measure(&x.out, "on_time")->n, 1);
            CHECK_INT(measure(&x.out, "share")->n, 10000);
        }
        CHECK_INT(x.out.n_rows, 0);
    }
}

TEST(OFF_DLN_10_the_board_counts_late_cases_and_lists_them)
{
    EACH_OFFICE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        struct actor mgr = office_post(&o, "mgr");
        struct looking_up x = { .bq = { .limit = 10 } };

        CHECK_INT(office_do(&o, id, "OFF_FLW_02_T12", step_order), RC_OK);
        CHECK_INT(office_read(&o, &mgr, use_board, &x), RC_OK);
        CHECK_INT(x.board.open, 1);
        CHECK_INT(x.board.late, 0);
        CHECK(office_advance(&o, 11 * DAY_MS));
        x.bq.column = BOARD_LATE;
        CHECK_INT(office_read(&o, &mgr, use_board, &x), RC_OK);
        CHECK_INT(x.board.late, 1);
        CHECK_INT(x.board.cases.n, 1);
    }
}

/* ---- own account, deputies ---- */

struct own {
    struct totp_offer offer;
    struct deputy_cmd deputy;
    enum deputy_fault fault;
    struct deputies list;
    struct str code;
    struct official_rec who;
    int64_t id;
};

static enum rc use_offer(struct cx *cx, void *arg, struct err *e)
{
    return account_totp_offer(cx, &((struct own *)arg)->offer, e);
}

static enum rc use_totp_on(struct cx *cx, void *arg, struct err *e)
{
    struct own *x = arg;

    return account_totp_on(cx, x->offer.sealed, x->code, e);
}

static enum rc use_deputy(struct cx *cx, void *arg, struct err *e)
{
    struct own *x = arg;

    return deputy_add(cx, &x->deputy, &x->fault, e);
}

static enum rc use_deputy_end(struct cx *cx, void *arg, struct err *e)
{
    return deputy_end(cx, ((struct own *)arg)->id, e);
}

static enum rc use_deputies(struct cx *cx, void *arg, struct err *e)
{
    return deputies_get(cx, &((struct own *)arg)->list, e);
}

static enum rc use_login_of(struct cx *cx, void *arg, struct err *e)
{
    struct own *x = arg;

    return official_by_id(cx->tx, cx->a, x->id, &x->who, e);
}

TEST(one_time_codes_are_switched_on_only_with_a_code_of_the_offered_secret)
{
    EACH_OFFICE(o)
    {
        struct actor exp1 = office_post(&o, "exp1"), exp2 = office_post(&o, "exp2");
        struct own x = { 0 };
        char code[7];

        CHECK_INT(office_read(&o, &exp1, use_offer, &x), RC_OK);
        x.code = STR("000000");
        CHECK(totp_code(x.offer.secret, o.now_ms / 30000, code));
        if (!str_eq_c(x.code, code))
            CHECK_INT(office_write(&o, &exp1, use_totp_on, &x), RC_INVALID);
        x.code = str_c(code);
        CHECK_INT(office_write(&o, &exp2, use_totp_on, &x), RC_INVALID); /* the seal is another's */
        CHECK_MSG(office_write(&o, &exp1, use_totp_on, &x) == RC_OK, "%s", o.e.msg);
    }
}

TEST(dated_absence_is_refused_with_its_fault_and_ends_when_told)
{
    EACH_OFFICE(o)
    {
        int32_t today = day_from_ms(o.now_ms);
        struct actor exp1 = office_post(&o, "exp1"), exp2 = office_post(&o, "exp2");
        struct own x = { .id = exp2.official_id };

        CHECK_INT(office_read(&o, NULL, use_login_of, &x), RC_OK);
        x.deputy = (struct deputy_cmd){ STR("exp1"), x.who.login, today, today + 3, STR("مرخصی") };
        x.deputy.post = STR("mgr");
        CHECK_INT(office_write(&o, &exp1, use_deputy, &x), RC_INVALID);
        CHECK_INT(x.fault, DEPUTY_POST);
        x.deputy.post = STR("exp1");
        x.deputy.until_day = today - 1;
        CHECK_INT(office_write(&o, &exp1, use_deputy, &x), RC_INVALID);
        CHECK_INT(x.fault, DEPUTY_DATES);
        x.deputy.until_day = today + 3;
        CHECK_MSG(office_write(&o, &exp1, use_deputy, &x) == RC_OK, "%s", o.e.msg);
        CHECK_INT(office_write(&o, &exp1, use_deputy, &x), RC_INVALID);
        CHECK_INT(x.fault, DEPUTY_OVERLAP);
        CHECK_INT(office_read(&o, &exp1, use_deputies, &x), RC_OK);
        CHECK_INT(x.list.list.n, 1);
        if (x.list.list.n == 0)
            continue;
        x.id = x.list.list.v[0].id;
        CHECK_INT(office_write(&o, &exp2, use_deputy_end, &x), RC_NOT_FOUND);
        CHECK_INT(office_write(&o, &exp1, use_deputy_end, &x), RC_OK);
    }
}

TEST(a_deputys_work_is_logged_as_done_for_the_absent)
{
    static const struct form_input good[] = { { STR_INIT("path"), STR_INIT("direct") },
                                              { STR_INIT("assignee"), STR_INIT("exp1") },
                                              { STR_INIT("order_text"), STR_INIT("بررسی شود.") } };
    EACH_OFFICE(o)
    {
        int64_t id = office_register(&o, "web", office_complaint);
        struct actor mgr = office_post(&o, "mgr"), stand_in = office_post(&o, "exp2"), acting = mgr;
        struct act x = task_now(&o, id, "OFF_FLW_02_T12");
        struct whole w;

        acting.official_id = stand_in.official_id;
        acting.acting_for = mgr.official_id;
        x.cmd.inputs = good;
        x.cmd.n_inputs = ARRAY_LEN(good);
        CHECK_MSG(office_write(&o, &acting, use_finish, &x) == RC_OK, "%s", o.e.msg);
        if (look(&o, id, &w) && event_of(&w, "task_done") != NULL) {
            CHECK_INT(event_of(&w, "task_done")->official_id, stand_in.official_id);
            CHECK_INT(event_of(&w, "task_done")->acting_for, mgr.official_id);
        }
    }
}

/* ---- signing in ---- */

TEST(lock_out_says_the_same_for_names_that_are_not)
{
    EACH_OFFICE(o)
    {
        struct sign_in in = { .login = STR("nobody"),
                              .password = { STR("wrong") },
                              .address = STR("10.0.0.1") };
        struct signed_in out;

        for (int k = 0; k < 5; k++) {
            CHECK_INT(sign_in(o.app, o.a, &in, &out, &o.e), RC_OK);
            CHECK_INT(out.result, SIGN_IN_WRONG);
        }
        CHECK_INT(sign_in(o.app, o.a, &in, &out, &o.e), RC_OK);
        CHECK_INT(out.result, SIGN_IN_WAIT);
        CHECK(out.wait_ms > 0);
        in.address = STR("10.0.0.2"); /* somebody else is not kept out */
        CHECK_INT(sign_in(o.app, o.a, &in, &out, &o.e), RC_OK);
        CHECK_INT(out.result, SIGN_IN_WRONG);
    }
}

TEST(a_forged_first_step_opens_nothing)
{
    EACH_OFFICE(o)
    {
        struct sign_in in = { .totp = STR("123456"),
                              .pending = STR("bm9ib2R5.9999999999999.AAAA"),
                              .address = STR("10.0.0.3") };
        struct signed_in out;

        CHECK_INT(sign_in(o.app, o.a, &in, &out, &o.e), RC_OK);
        CHECK_INT(out.result, SIGN_IN_WRONG);
        CHECK_INT(out.token.len, 0);
    }
}
