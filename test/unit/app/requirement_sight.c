/*
 * requirement_sight.c - who must not see or touch a case: the accused and their unit (SAM-10.3), whoever has
 * no part in it, citizens of other cases. Every use case that takes a case or a task answers "not found".
 */
#include "check.h"
#include "requirement.h"

#include "app/case_view.h"
#include "app/letter.h"
#include "app/monitor.h"
#include "app/office.h"
#include "app/official_view.h"
#include "app/tray.h"

struct asking {
    int64_t case_id, task_id, version, letter_id, file_id;
    struct str code;
};

static enum rc ask_case(struct cx *cx, void *arg, struct err *e)
{
    struct official_case v;

    return official_case_get(cx, ((struct asking *)arg)->code, &v, e);
}

static enum rc ask_case_of_task(struct cx *cx, void *arg, struct err *e)
{
    struct official_case v;

    return official_case_of_task(cx, ((struct asking *)arg)->task_id, &v, e);
}

static enum rc ask_case_by_code(struct cx *cx, void *arg, struct err *e)
{
    struct case_rec c;

    return case_by_code_seen(cx, ((struct asking *)arg)->code, &c, e);
}

static enum rc ask_open(struct cx *cx, void *arg, struct err *e)
{
    struct str code;

    return tray_open_task(cx, ((struct asking *)arg)->task_id, &code, e);
}

static enum rc ask_finish(struct cx *cx, void *arg, struct err *e)
{
    struct asking *x = arg;
    struct task_cmd cmd = { .task_id = x->task_id, .version = x->version };
    struct task_result r;

    return task_finish(cx, &cmd, &r, e);
}

static enum rc ask_check(struct cx *cx, void *arg, struct err *e)
{
    struct asking *x = arg;
    struct task_cmd cmd = { .task_id = x->task_id, .version = x->version };
    struct task_result r;

    return task_check(cx, &cmd, &r, e);
}

static enum rc ask_keep(struct cx *cx, void *arg, struct err *e)
{
    struct asking *x = arg;
    struct task_cmd cmd = { .task_id = x->task_id, .version = x->version };

    return task_keep(cx, &cmd, e);
}

static enum rc ask_claim(struct cx *cx, void *arg, struct err *e)
{
    struct asking *x = arg;

    return task_claim(cx, x->task_id, x->version, e);
}

static enum rc ask_release(struct cx *cx, void *arg, struct err *e)
{
    struct asking *x = arg;

    return task_release(cx, x->task_id, x->version, STR("نمی‌توانم"), e);
}

static enum rc ask_refer(struct cx *cx, void *arg, struct err *e)
{
    struct asking *x = arg;

    return task_refer(cx, x->task_id, x->version, STR("exp2"), STR("به من"), e);
}

static enum rc ask_message(struct cx *cx, void *arg, struct err *e)
{
    struct asking *x = arg;
    struct message_cmd cmd = { .case_id = x->case_id, .name = STR("withdrawal") };
    struct message_result r = { 0 };

    return case_message(cx, &cmd, &r, e);
}

static enum rc ask_survey(struct cx *cx, void *arg, struct err *e)
{
    return case_survey(cx, ((struct asking *)arg)->case_id, STR("satisfied"), 5, STR(""), e);
}

static enum rc ask_view(struct cx *cx, void *arg, struct err *e)
{
    struct case_view v;

    return case_view_get(cx, ((struct asking *)arg)->case_id, &v, e);
}

static enum rc ask_receipt(struct cx *cx, void *arg, struct err *e)
{
    struct case_view v;

    return case_receipt_get(cx, ((struct asking *)arg)->case_id, &v, e);
}

static enum rc ask_letter(struct cx *cx, void *arg, struct err *e)
{
    struct doc *doc = NULL;
    struct letter_rec l;

    return letter_document(cx, ((struct asking *)arg)->letter_id, 0, &doc, &l, e);
}

static enum rc ask_file(struct cx *cx, void *arg, struct err *e)
{
    struct stored_file f;
    struct str bytes;

    return case_attachment(cx, ((struct asking *)arg)->file_id, &f, &bytes, e);
}

static enum rc ask_attach(struct cx *cx, void *arg, struct err *e)
{
    struct asking *x = arg;
    struct stored_file f = { STR("00"), STR("a.pdf"), STR("application/pdf"), 3 };

    return case_attach(cx, x->case_id, &f, false, STR(""), e);
}

static const struct {
    const char *name;
    use_case *fn;
} asked[] = {
    { "official_case_get", ask_case },
    { "official_case_of_task", ask_case_of_task },
    { "case_by_code_seen", ask_case_by_code },
    { "tray_open_task", ask_open },
    { "task_finish", ask_finish },
    { "task_check", ask_check },
    { "task_keep", ask_keep },
    { "task_claim", ask_claim },
    { "task_release", ask_release },
    { "task_refer", ask_refer },
    { "case_message", ask_message },
    { "case_survey", ask_survey },
    { "case_view_get", ask_view },
    { "case_receipt_get", ask_receipt },
    { "letter_document", ask_letter },
    { "case_attachment", ask_file },
    { "case_attach", ask_attach },
};

/* A complaint about the holder of exp2, with a file, examined by exp1. */
static bool accused_case(struct office *o, struct asking *x)
{
    struct actor mgr = office_post(o, "mgr");
    struct stored_file file;
    enum file_fault fault;
    struct whole w;

    x->case_id = office_register(o, "letter", complaint_of_exp2);
    CHECK_MSG(x->case_id != 0, "%s", o->e.msg);
    CHECK_MSG(office_do(o, x->case_id, "OFF_FLW_02_T12", step_order) == RC_OK, "%s", o->e.msg);
    CHECK_INT(case_store_file(o->app, o->a, STR("a.pdf"), STR("%PDF-1.4\n%%EOF\n"), &file, &fault, &o->e),
              RC_OK);
    (void)mgr;
    if (!look(o, x->case_id, &w) || open_task(&w, "OFF_SUB_01_T2") == NULL ||
        letter_of(&w, "receipt") == NULL)
        return false;
    x->code = w.c.tracking_code;
    x->task_id = open_task(&w, "OFF_SUB_01_T2")->id;
    x->version = open_task(&w, "OFF_SUB_01_T2")->version;
    x->letter_id = letter_of(&w, "receipt")->id;
    return true;
}

struct giving {
    int64_t case_id;
    struct stored_file file;
};

static enum rc give_file(struct cx *cx, void *arg, struct err *e)
{
    struct giving *x = arg;

    return case_attach(cx, x->case_id, &x->file, false, STR(""), e);
}

static bool with_file(struct office *o, struct asking *x)
{
    struct giving g = { .case_id = x->case_id };
    struct actor exp1 = office_post(o, "exp1");
    enum file_fault fault;
    struct whole w;

    CHECK_INT(case_store_file(o->app, o->a, STR("a.pdf"), STR("%PDF-1.4\n%%EOF\n"), &g.file, &fault, &o->e),
              RC_OK);
    CHECK_MSG(office_write(o, &exp1, give_file, &g) == RC_OK, "%s", o->e.msg);
    if (!look(o, x->case_id, &w) || w.files.n != 1)
        return false;
    x->file_id = w.files.v[0].id;
    return true;
}

static void refuse_all(struct office *o, const struct asking *x, const struct actor *who, const char *name)
{
    for (size_t k = 0; k < ARRAY_LEN(asked); k++) {
        struct asking mine = *x;
        enum rc rc = office_write(o, who, asked[k].fn, &mine);

        CHECK_MSG(rc == RC_NOT_FOUND, "%s by %s: %s %s", asked[k].name, name, rc_name(rc), o->e.msg);
    }
}

TEST(SAM_10_3_accused_and_their_unit_find_nothing)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct asking x = { 0 };

        if (office_open(&o, i) && accused_case(&o, &x) && with_file(&o, &x)) {
            struct actor accused = office_post(&o, "exp2"), colleague = office_post(&o, "ins1");
            struct actor agency = office_post(&o, "roads-AGY"), other = office_citizen(x.case_id + 1);
            struct actor anyone = actor_anyone();

            refuse_all(&o, &x, &accused, "the accused");
            accused.rights |= RIGHT_ALL_UNITS | RIGHT_CONFIDENTIAL | RIGHT_MANAGE;
            refuse_all(&o, &x, &accused, "an accused with all rights");
            refuse_all(&o, &x, &colleague, "the unit of the accused");
            refuse_all(&o, &x, &agency, "another agency");
            refuse_all(&o, &x, &other, "the applicant of another case");
            refuse_all(&o, &x, &anyone, "nobody");
        }
        office_close(&o);
    }
}

TEST(SAM_10_3_whoever_works_on_it_sees_it)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct asking x = { 0 };

        if (office_open(&o, i) && accused_case(&o, &x)) {
            struct actor exp1 = office_post(&o, "exp1"), citizen = office_citizen(x.case_id);

            CHECK_INT(office_read(&o, &exp1, ask_case, &x), RC_OK);
            CHECK_INT(office_read(&o, &exp1, ask_case_of_task, &x), RC_OK);
            CHECK_INT(office_read(&o, &citizen, ask_view, &x), RC_OK);
        }
        office_close(&o);
    }
}

struct pool {
    struct tray tray;
    struct case_list found;
    struct str code;
};

static enum rc read_pool(struct cx *cx, void *arg, struct err *e)
{
    struct pool *p = arg;
    struct tray_query q = { .part = TRAY_PART_POOL };
    struct case_search_query s = { .typed = p->code, .limit = 10 };
    enum rc rc = tray_get(cx, &q, &p->tray, e);

    return rc == RC_OK ? tray_search(cx, &s, &p->found, e) : rc;
}

TEST(SAM_10_3_the_accused_is_not_offered_the_work_of_colleagues)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct asking x = { 0 };

        if (office_open(&o, i) && accused_case(&o, &x)) {
            struct actor accused = office_post(&o, "exp2");
            struct pool p = { .code = x.code };

            CHECK_MSG(office_read(&o, &accused, read_pool, &p) == RC_OK, "%s", o.e.msg);
            CHECK_INT(p.tray.tasks.n, 0);
            CHECK_INT(p.found.n, 0);
        }
        office_close(&o);
    }
}

static enum rc read_own_tray(struct cx *cx, void *arg, struct err *e)
{
    struct pool *p = arg;
    struct tray_query q = { .part = TRAY_PART_OPEN };
    struct case_search_query s = { .typed = p->code, .limit = 10 };
    enum rc rc = tray_get(cx, &q, &p->tray, e);

    return rc == RC_OK ? tray_search(cx, &s, &p->found, e) : rc;
}

static size_t of_case(const struct task_list *list, struct str code)
{
    size_t n = 0;

    for (size_t i = 0; i < list->n; i++)
        n += str_eq(list->v[i].tracking_code, code);
    return n;
}

TEST(SAM_10_3_the_accused_finds_nothing_at_the_desk_of_another_either)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct asking x = { 0 };

        if (office_open(&o, i) && accused_case(&o, &x) && with_file(&o, &x)) {
            struct actor accused = office_post(&o, "exp2"), desk = office_post(&o, "exp1"), away = desk;
            struct pool p = { .code = x.code }, own = p;

            CHECK(accused.official_id != 0 && accused.official_id != desk.official_id);
            away.official_id = accused.official_id; /* deputises for exp1 */
            away.acting_for = desk.official_id;
            refuse_all(&o, &x, &away, "the accused as a deputy");
            CHECK_MSG(office_read(&o, &away, read_own_tray, &p) == RC_OK, "%s", o.e.msg);
            CHECK_INT(of_case(&p.tray.tasks, x.code), 0);
            CHECK_INT(p.found.n, 0);
            CHECK_MSG(office_read(&o, &desk, read_own_tray, &own) == RC_OK, "%s", o.e.msg);
            CHECK_INT(of_case(&own.tray.tasks, x.code), 1);
            CHECK_INT(own.found.n, 1);
        }
        office_close(&o);
    }
}

static enum rc count_instances(struct cx *cx, void *arg, struct err *e)
{
    struct pool *p = arg;
    struct instance_filter f = { .view = INSTANCES_RUNNING, .limit = 100 };
    struct monitor_instances list = { 0 };
    enum rc rc = monitor_instances(cx, &f, &list, e);

    p->found.n = 0;
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        p->found.n += str_eq(list.v[i].row.tracking_code, p->code);
    return rc;
}

TEST(SAM_10_3_the_accused_administers_nothing_of_the_case)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct asking x = { 0 };

        if (office_open(&o, i) && accused_case(&o, &x)) {
            struct actor admin = office_post(&o, "gov"), accused = office_post(&o, "exp2");
            struct pool p = { .code = x.code };

            admin.rights = ~INT64_C(0);
            admin.unit_id = 0; /* of no unit that is complained of */
            CHECK_MSG(office_read(&o, &admin, count_instances, &p) == RC_OK, "%s", o.e.msg);
            CHECK(p.found.n > 0);
            admin.official_id = accused.official_id; /* who deputises for the administrator */
            CHECK_MSG(office_read(&o, &admin, count_instances, &p) == RC_OK, "%s", o.e.msg);
            CHECK_INT(p.found.n, 0);
        }
        office_close(&o);
    }
}

TEST(OFF_CMP_27_nobody_speaks_in_the_applicants_name)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct asking x = { 0 };

        if (office_open(&o, i) && accused_case(&o, &x)) {
            struct actor exp1 = office_post(&o, "exp1"), citizen = office_citizen(x.case_id);

            CHECK_INT(office_read(&o, &exp1, ask_view, &x), RC_OK);
            CHECK_INT(office_write(&o, &exp1, ask_message, &x), RC_NOT_FOUND);
            CHECK_INT(office_write(&o, &exp1, ask_survey, &x), RC_NOT_FOUND);
            CHECK_INT(office_write(&o, &citizen, ask_message, &x),
                      RC_INVALID); /* let in; the form is empty */
        }
        office_close(&o);
    }
}

/* ---- OFF-CMP-26, OFF-ACC-08 ---- */

static enum rc refer_to(struct cx *cx, void *arg, struct err *e)
{
    struct asking *x = arg;

    return task_refer(cx, x->task_id, x->version, x->code, STR("لطفاً شما"), e);
}

TEST(OFF_ACC_08_respondent_is_refused_the_own_complaint)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct asking x = { 0 };

        if (office_open(&o, i) && accused_case(&o, &x)) {
            struct actor exp1 = office_post(&o, "exp1");
            struct whole w;

            x.code = STR("exp2");
            CHECK_INT(office_write(&o, &exp1, refer_to, &x), RC_INVALID);
            if (look(&o, x.case_id, &w))
                CHECK_INT(open_task(&w, "OFF_SUB_01_T2")->post_id, exp1.post_id);
        }
        office_close(&o);
    }
}

struct superior {
    int64_t of;
    const char *is;
};

static enum rc set_superior(struct cx *cx, void *arg, struct err *e)
{
    struct post_rec p, s;
    enum rc rc = post_by_code(cx->tx, cx->a, STR("exp2"), cx->now_ms, &p, e);
    (void)arg;

    if (rc == RC_OK)
        rc = post_by_code(cx->tx, cx->a, STR("exp1"), cx->now_ms, &s, e);
    p.superior_id = s.id;
    return rc == RC_OK ? post_update(cx->tx, &p, e) : rc;
}

TEST(OFF_CMP_26_neither_respondent_nor_superior_handles_the_file)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;

        if (office_open(&o, i)) {
            int64_t id;

            CHECK_MSG(office_write(&o, NULL, set_superior, NULL) == RC_OK, "%s", o.e.msg);
            id = office_register(&o, "letter", complaint_of_exp2);
            CHECK(id != 0);
            CHECK_INT(office_do(&o, id, "OFF_FLW_02_T12",
                                "{\"path\":\"direct\",\"assignee\":\"exp2\",\"order_text\":\"بررسی شود.\"}"),
                      RC_INVALID);
            CHECK_INT(office_do(&o, id, "OFF_FLW_02_T12",
                                "{\"path\":\"direct\",\"assignee\":\"exp1\",\"order_text\":\"بررسی شود.\"}"),
                      RC_INVALID);
        }
        office_close(&o);
    }
}

static enum rc search_words(struct cx *cx, void *arg, struct err *e)
{
    struct case_search_query s = { .typed = STR("مجوز"), .limit = 10 };

    return tray_search(cx, &s, arg, e);
}

static enum rc index_all(struct cx *cx, void *arg, struct err *e)
{
    struct search_list list = { 0 };
    enum rc rc = search_waiting(cx->tx, cx->a, 100, &list, e);
    (void)arg;

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        rc = search_index(cx->tx, &list.v[i], STR("تاخیر در صدور مجوز"), e);
    return rc;
}

/* A case that changes while its text is made is indexed again. */
static enum rc index_and_change(struct cx *cx, void *arg, struct err *e)
{
    struct search_list *left = arg, list = { 0 };
    enum rc rc = search_waiting(cx->tx, cx->a, 100, &list, e);

    if (rc == RC_OK && list.n == 0)
        rc = ERR(e, RC_NOT_FOUND, "nothing waits");
    if (rc == RC_OK)
        rc = search_enqueue(cx->tx, list.v[0].case_id, list.v[0].at, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        rc = search_index(cx->tx, &list.v[i], STR("تاخیر"), e);
    return rc == RC_OK ? search_waiting(cx->tx, cx->a, 100, left, e) : rc;
}

TEST(a_case_that_changes_while_it_is_indexed_stays_queued)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct search_list left = { 0 };

        if (office_open(&o, i) && office_register(&o, "web", office_complaint) != 0) {
            CHECK_MSG(office_write(&o, NULL, index_and_change, &left) == RC_OK, "%s", o.e.msg);
            CHECK_INT(left.n, 1);
        }
        office_close(&o);
    }
}

TEST(SAM_10_3_search_by_words_finds_nothing_for_the_accused)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct asking x = { 0 };
        struct case_list found = { 0 };

        if (office_open(&o, i) && accused_case(&o, &x)) {
            struct actor accused = office_post(&o, "exp2"), governor = office_post(&o, "gov");

            CHECK_MSG(office_write(&o, NULL, index_all, NULL) == RC_OK, "%s", o.e.msg);
            CHECK_MSG(office_read(&o, &accused, search_words, &found) == RC_OK, "%s", o.e.msg);
            CHECK_INT(found.n, 0);
            governor.unit_id = 0; /* of no unit that is complained of */
            governor.rights |= RIGHT_ALL_UNITS;
            CHECK_MSG(office_read(&o, &governor, search_words, &found) == RC_OK, "%s", o.e.msg);
            CHECK_INT(found.n, 1);
        }
        office_close(&o);
    }
}
