/*
 * requirement_complaint.c - OFF-CMP and OFF-ACC: what the office must do with a complaint, by the use cases
 * and the packages that are installed.
 *
 * Not here: records and their fields (requirement_record.c), who may see what (requirement_sight.c), limits
 * and their arithmetic (test/unit/domain/test_deadline.c), the whole ways of a case (tests of the packages).
 */
#include "check.h"
#include "requirement.h"

#include "app/case_view.h"
#include "app/install.h"
#include "app/letter.h"
#include "app/office.h"
#include "app/official_view.h"
#include "persian/jalali.h"

#define DAY ((int64_t)86400000)

static bool has(struct str text, const char *part)
{
    return str_find(text, str_c(part), 0) != SIZE_MAX;
}

struct reading {
    int64_t letter_id;
    struct str key, text;
    const struct package *pkg;
    struct unit_rec office, unit;
    struct process_edition edition;
};

static enum rc read_package(struct cx *cx, void *arg, struct err *e)
{
    struct reading *r = arg;

    return catalogue_active(cx, r->key, &r->pkg, e);
}

static struct str source_of(const struct package *p, const char *path)
{
    for (size_t i = 0; i < p->n_files; i++)
        if (str_eq_c(p->files[i].path, path))
            return p->files[i].content;
    return STR_NONE;
}

TEST(OFF_CMP_01_forms_and_answers_cite_the_instrument)
{
    static const char *const cited = "۱۳/۱۸۵۴۰";

    for (int i = 0; i < office_engines(); i++) {
        struct office o;

        if (office_open(&o, i)) {
            struct reading intake = { .key = STR("complaint") },
                           handling = { .key = STR("complaint_handling") };

            CHECK_INT(office_read(&o, NULL, read_package, &intake), RC_OK);
            CHECK_INT(office_read(&o, NULL, read_package, &handling), RC_OK);
            CHECK(has(source_of(handling.pkg, "letters/answer.md"), cited));
            CHECK(has(source_of(intake.pkg, "letters/answer_same_day.md"), cited));
            CHECK(has(source_of(intake.pkg, "letters/referral_order.md"), cited));
            CHECK_STR(member(&o, source_of(intake.pkg, "process.json"), "legal_basis.0.number"),
                      "13/18540 ط");
            CHECK_STR(member(&o, source_of(intake.pkg, "process.json"), "legal_basis.0.article"), "ماده ۵");
        }
        office_close(&o);
    }
}

static enum rc read_front(struct cx *cx, void *arg, struct err *e)
{
    struct reading *r = arg;
    enum rc rc = catalogue_active(cx, r->key, &r->pkg, e);

    return rc == RC_OK ? process_front(cx, r->pkg, &r->office, &r->unit, &r->edition, e) : rc;
}

TEST(OFF_CMP_02_how_to_complain_has_channels_stages_and_contact)
{
    static const char *const channels[] = { "web", "letter", "phone", "samad", "visit", "email" };

    for (int i = 0; i < office_engines(); i++) {
        struct office o;

        if (office_open(&o, i)) {
            struct reading r = { .key = STR("complaint") };

            CHECK_INT(office_read(&o, NULL, read_front, &r), RC_OK);
            CHECK_STR(r.unit.phone, "02333441111");
            for (size_t k = 0; k < ARRAY_LEN(channels); k++)
                CHECK_MSG(package_start(r.pkg, str_c(channels[k])) != NULL, "%s", channels[k]);
            CHECK(r.pkg->service != NULL);
            CHECK(package_form(r.pkg, r.pkg->registration_form) != NULL); /* what a complaint must contain */
        }
        office_close(&o);
    }
}

TEST(OFF_CMP_05_four_kinds_stay_apart)
{
    static const char *const kinds[] = { "complaint", "request", "suggestion", "opinion" };

    for (int i = 0; i < office_engines(); i++) {
        struct office o;

        if (office_open(&o, i)) {
            int64_t id = office_register(&o, "web", office_complaint);
            struct reading r = { .key = STR("complaint") };
            struct whole w;

            CHECK_INT(office_read(&o, NULL, read_package, &r), RC_OK);
            for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
                CHECK_MSG(has(source_of(r.pkg, "forms/registration.json"), kinds[k]), "%s", kinds[k]);
            if (look(&o, id, &w)) {
                CHECK_STR(w.c.kind, "complaint");
                CHECK_INT(w.c.tracking_code.len, 10);
            }
        }
        office_close(&o);
    }
}

struct following {
    struct str code, identity;
    int64_t id;
    struct actor actor;
};

static enum rc follow(struct cx *cx, void *arg, struct err *e)
{
    struct following *f = arg;

    return case_of_citizen(cx, f->code, f->identity, &f->id, &f->actor, e);
}

TEST(OFF_CMP_08_tracking_by_code_and_national_id)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i) && look(&o, office_register(&o, "web", office_complaint), &w)) {
            struct actor anyone = actor_anyone();
            struct following good = { .code = w.c.tracking_code, .identity = STR("۰۴۹۹۳۷۰۸۹۹") };
            struct following other = { .code = w.c.tracking_code, .identity = STR("0013542419") };
            struct following empty = { .code = w.c.tracking_code, .identity = STR("") };

            CHECK_INT(office_read(&o, &anyone, follow, &good), RC_OK);
            CHECK_INT(good.id, w.id);
            CHECK_INT(good.actor.kind, ACTOR_CITIZEN);
            CHECK_INT(good.actor.case_id, w.id);
            CHECK_INT(office_read(&o, &anyone, follow, &other), RC_NOT_FOUND);
            CHECK_INT(office_read(&o, &anyone, follow, &empty), RC_NOT_FOUND);
        }
        office_close(&o);
    }
}

TEST(OFF_CMP_09_receipt_has_number_date_phone_and_code)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i) && look(&o, office_register(&o, "web", office_complaint), &w)) {
            const struct outbox_rec *m = message_of(&w, "receipt");
            const struct letter_rec *l = letter_of(&w, "receipt");

            CHECK(m != NULL && l != NULL);
            if (m != NULL && l != NULL) {
                CHECK_STR(m->channel, "sms");
                CHECK_STR(m->recipient, "+989123456789");
                CHECK_STR(m->state, "queued"); /* the state of delivery is stored */
                CHECK(has(m->body, "شماره ۱،"));
                CHECK(has(m->body, "۱۴۰۳/۰۶/۲۵"));
                CHECK(has(m->body, "۰۲۳"));
                CHECK(has(m->body, arena_cstr(o.a, w.c.tracking_code)));
                CHECK_INT(m->letter_id, l->id);
                CHECK_STR(member(&o, l->data, "case.tracking_code"), arena_cstr(o.a, w.c.tracking_code));
                CHECK_STR(member(&o, l->data, "case.number"), "1");
                CHECK_STR(member(&o, l->data, "office.phone"), "02333441111");
            }
        }
        office_close(&o);
    }
}

TEST(OFF_CMP_10_registration_lies_in_the_managers_tray)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i) && look(&o, office_register(&o, "web", office_complaint), &w)) {
            const struct task_rec *t = open_task(&w, "OFF_FLW_02_T12");

            CHECK(t != NULL);
            if (t != NULL) {
                CHECK_STR(t->role, "MGR");
                CHECK_INT(t->post_id, office_post(&o, "mgr").post_id);
                CHECK_INT(t->made_at, w.c.registered_at); /* its age is shown from here */
                CHECK(t->due_at > t->made_at);
            }
        }
        office_close(&o);
    }
}

TEST(OFF_CMP_16_applicant_is_told_within_one_working_day)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            int64_t id = office_register(&o, "web", office_complaint);

            CHECK(office_answer(&o, id));
            if (look(&o, id, &w)) {
                const struct letter_rec *l = letter_of(&w, "answer");
                const struct outbox_rec *m = message_of(&w, "answer");
                const struct task_rec *signing = done_task(&w, "OFF_SUB_01_T8");

                CHECK(l != NULL && m != NULL && signing != NULL);
                if (l != NULL && m != NULL && signing != NULL) {
                    CHECK(l->to_applicant);
                    CHECK(m->made_at - signing->done_at <= DAY);
                    CHECK(m->next_at <= m->made_at);
                    CHECK_STR(m->state, "queued");
                }
            }
        }
        office_close(&o);
    }
}

static const char *const wide_examination =
    "{\"allegations\":[{\"text\":\"مجوز به تأخیر افتاده است.\",\"respondent\":\"ادارهٔ راه\","
    "\"ground\":\"law_breach\",\"articles\":\"مادهٔ ۱۰۰\",\"evidence\":\"نامهٔ ۱۲\"}],"
    "\"needs_opinion\":true,\"needs_inspection\":true,\"needs_reason\":\"موضوع تخصصی است.\"}";

TEST(OFF_CMP_22_every_change_of_the_limit_is_logged_with_who_when_why)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            int64_t id = office_register(&o, "web", office_complaint), registered = o.now_ms;

            CHECK_INT(office_do(&o, id, "OFF_FLW_02_T12", step_order), RC_OK);
            CHECK(office_advance(&o, 8 * DAY));
            CHECK_INT(office_do(&o, id, "OFF_SUB_01_T2", wide_examination), RC_OK);
            CHECK_INT(
                office_do(&o, id, "OFF_SUB_01_T3",
                          "{\"further_need\":\"new_need\",\"needs_opinion\":true,\"needs_inspection\":true,"
                          "\"new_need_reason\":\"لازم است.\"}"),
                RC_OK);
            CHECK_INT(
                office_do(&o, id, "OFF_SUB_01_T4",
                          "{\"needs_opinion\":true,\"needs_inspection\":true,\"widen_reason\":\"بازدید محل "
                          "لازم است.\"}"),
                RC_OK);
            if (look(&o, id, &w)) {
                const struct event_rec *ev = event_of(&w, "deadline_changed");
                const struct deadline_rec *d = deadline_kind(&w, "main");

                CHECK(ev != NULL && d != NULL);
                if (ev != NULL && d != NULL) {
                    CHECK_STR(ev->actor, "mgr"); /* who */
                    CHECK_INT(ev->official_id, office_post(&o, "mgr").official_id);
                    CHECK_INT(ev->at, o.now_ms);                   /* when */
                    CHECK(member(&o, ev->data, "reason").len > 0); /* why */
                    CHECK_INT(d->start_at, registered);            /* never restarts */
                    CHECK_STR(d->cls, "D");
                    CHECK_STR(member(&o, d->derivation, "changes.0.who"), "mgr");
                    CHECK(member(&o, d->derivation, "changes.0.reason").len > 0);
                }
            }
        }
        office_close(&o);
    }
}

TEST(OFF_CMP_23_complaint_of_a_person_is_confidential_by_default)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            if (look(&o, office_register(&o, "letter", complaint_of_exp2), &w)) {
                CHECK_STR(w.c.respondent_kind, "person");
                CHECK(w.c.confidential);
                CHECK_INT(w.c.respondent_post_id, office_post(&o, "exp2").post_id);
            }
            if (look(&o, office_register(&o, "web", office_complaint), &w)) {
                CHECK_STR(w.c.respondent_kind, "agency");
                CHECK(!w.c.confidential);
            }
        }
        office_close(&o);
    }
}

TEST(OFF_CMP_24_answer_goes_to_the_referrer_and_to_the_applicant)
{
    static const char *const referred =
        "{\"applicant_kind\":\"natural\",\"first_name\":\"مریم\",\"last_name\":\"صادقی\","
        "\"national_id\":\"0499370899\",\"county\":\"سمنان\",\"respondent_kind\":\"agency\","
        "\"respondent_unit\":\"roads\",\"kind\":\"complaint\",\"ground\":\"law_breach\","
        "\"subject\":\"تأخیر در صدور مجوز\",\"text\":\"پرونده مانده است.\",\"demand\":\"مجوز صادر شود.\","
        "\"earlier\":\"no\",\"preferred_channel\":\"web\",\"sender_kind\":\"authority\","
        "\"sender_name\":\"سازمان بازرسی کل کشور\",\"sender_number\":\"۴۵۶\",\"sender_date\":\"2024-09-12\"}";

    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            int64_t id = office_register(&o, "letter", referred), answer = 0;
            int applicant = 0, referrer = 0;

            CHECK_MSG(id != 0, "%s", o.e.msg);
            CHECK(office_answer(&o, id));
            if (look(&o, id, &w) && letter_of(&w, "answer") != NULL) {
                answer = letter_of(&w, "answer")->id;
                CHECK_STR(w.c.referrer_number, "۴۵۶");
                for (size_t k = 0; k < w.outbox.n; k++) {
                    const struct outbox_rec *m = &w.outbox.v[k];

                    applicant += m->letter_id == answer && str_eq_c(m->channel, "web");
                    referrer += m->letter_id == answer && str_eq_c(m->channel, "letter") &&
                                str_eq_c(m->recipient, "سازمان بازرسی کل کشور");
                }
            }
            CHECK_INT(applicant, 1);
            CHECK_INT(referrer, 1);
        }
        office_close(&o);
    }
}

/* ---- OFF-ACC ---- */

static int64_t rows(struct office *o, const char *table)
{
    char sql[96];

    (void)snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM %s", table);
    return sql_int(o, sql);
}

/* The installed package again, its receipt asking for a value that nothing gives. */
static enum rc spoil_receipt(struct cx *cx, void *arg, struct err *e)
{
    struct reading *r = arg;
    struct package_file *files;
    struct installed done;
    enum rc rc = catalogue_active(cx, STR("complaint"), &r->pkg, e);

    if (rc != RC_OK)
        return rc;
    files = ARENA_ARRAY(cx->a, struct package_file, r->pkg->n_files);
    for (size_t i = 0; i < r->pkg->n_files; i++) {
        files[i] = r->pkg->files[i];
        if (str_eq_c(files[i].path, "letters/receipt.md"))
            files[i].content = arena_cat(cx->a, files[i].content, STR("\n{{ case.no_such_value }}\n"));
    }
    return package_install(cx, files, r->pkg->n_files, NULL, &done, e);
}

static const char *const touched[] = { "cases",        "applicant",     "case_event",
                                       "letter",       "task",          "instance",
                                       "timer",        "outbox",        "indicator_series",
                                       "search_queue", "instance_event" };

TEST(OFF_ACC_04_without_a_receipt_nothing_is_registered)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct reading r = { 0 };

        if (office_open(&o, i)) {
            CHECK_MSG(office_write(&o, NULL, spoil_receipt, &r) == RC_OK, "%s", o.e.msg);
            CHECK_INT(office_register(&o, "web", office_complaint), 0);
            for (size_t k = 0; k < ARRAY_LEN(touched); k++)
                CHECK_MSG(rows(&o, touched[k]) == 0, "%s", touched[k]);
        }
        office_close(&o);
    }
}

/* A post is no person: what comes for it waits in its in-tray until somebody holds it. */
TEST(a_complaint_waits_in_the_tray_of_a_post_that_nobody_holds)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i) &&
            run_sql(&o, "DELETE FROM holding WHERE post_id IN (SELECT id FROM post WHERE code = 'mgr')") &&
            look(&o, office_register(&o, "web", office_complaint), &w)) {
            const struct task_rec *t = open_task(&w, "OFF_FLW_02_T12");

            CHECK(t != NULL && t->post_id == office_post(&o, "mgr").post_id);
            CHECK_INT(sql_int(&o, "SELECT COUNT(*) FROM incident"), 0);
        }
        office_close(&o);
    }
}

/* The citizen has the receipt; what stands still is an incident at somebody's desk, and goes on when its
 * cause is mended. */
static void check_without_role(struct office *o, const char *sql, bool desk)
{
    struct whole w;

    CHECK(run_sql(o, sql));
    if (!look(o, office_register(o, "web", office_complaint), &w))
        return;
    CHECK(w.c.number > 0);
    CHECK(letter_of(&w, "receipt") != NULL);
    CHECK(event_of(&w, "incident") != NULL);
    CHECK_INT(sql_int(o, "SELECT COUNT(*) FROM incident WHERE solved_at IS NULL"), 1);
    CHECK_INT(sql_int(o, "SELECT COUNT(*) FROM task WHERE kind = 'incident' AND state = 'open'"), desk);
}

TEST(a_complaint_is_registered_although_no_post_has_the_role_that_comes_next)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;

        if (office_open(&o, i))
            check_without_role(&o, "UPDATE post SET roles = 'GOV' WHERE roles = 'MGR'", true);
        office_close(&o);
        if (office_open(&o, i))
            check_without_role(&o, "UPDATE post SET active = 0", false); /* an office without posts */
        office_close(&o);
    }
}

TEST(OFF_ACC_04_a_fault_at_any_call_leaves_no_number_used)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        int refused = 0;

        if (office_open(&o, i)) {
            for (uint64_t n = 1; n < 400; n += 7) {
                int64_t id;

                store_fail_at(n, RC_LIMIT);
                id = office_register(&o, "web", office_complaint);
                store_fail_at(0, RC_OK);
                if (id != 0)
                    break;
                refused++;
            }
            CHECK(refused > 3);
            CHECK_INT(rows(&o, "cases"), 1); /* the one that went through, with the first number */
            CHECK_INT(sql_int(&o, "SELECT number FROM cases"), 1);
            CHECK_INT(sql_int(&o, "SELECT last FROM indicator_series"),
                      sql_int(&o, "SELECT COUNT(*) FROM letter WHERE number IS NOT NULL"));
        }
        office_close(&o);
    }
}

TEST(OFF_ACC_05_unanswered_allegation_cannot_be_signed)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            int64_t id = office_register(&o, "web", office_complaint);

            CHECK_INT(office_do(&o, id, "OFF_FLW_02_T12", step_order), RC_OK);
            CHECK_INT(office_do(&o, id, "OFF_SUB_01_T2", step_examination), RC_OK);
            CHECK_INT(office_do(&o, id, "OFF_SUB_01_T3", step_findings), RC_OK);
            CHECK(office_do(&o, id, "OFF_SUB_01_T6",
                            "{\"answers\":[],\"next_step\":\"-\",\"contact_name\":\"الف\",\"contact_phone\":"
                            "\"02333334455\"}") != RC_OK);
            if (look(&o, id, &w)) {
                CHECK(open_task(&w, "OFF_SUB_01_T8") == NULL);
                CHECK(letter_of(&w, "answer") == NULL);
            }
        }
        office_close(&o);
    }
}

static enum rc void_answer(struct cx *cx, void *arg, struct err *e)
{
    struct letter_rec l;
    enum rc rc = letter_by_id(cx->tx, cx->a, *(const int64_t *)arg, &l, e);

    l.state = STR("voided");
    l.void_reason = STR("اشتباه در مخاطب");
    return rc == RC_OK ? letter_update(cx->tx, &l, e) : rc;
}

TEST(OFF_ACC_13_voided_number_stays_in_the_series_with_its_reason)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;
        struct findings f;

        if (office_open(&o, i)) {
            int64_t id = office_register(&o, "web", office_complaint), letter, number;

            CHECK(office_answer(&o, id) && look(&o, id, &w) && letter_of(&w, "answer") != NULL);
            letter = letter_of(&w, "answer")->id;
            number = letter_of(&w, "answer")->number;
            CHECK_MSG(office_write(&o, NULL, void_answer, &letter) == RC_OK, "%s", o.e.msg);
            CHECK(office_register(&o, "web", office_complaint) != 0);
            if (look(&o, id, &w)) {
                CHECK_STR(letter_of(&w, "answer")->state, "voided");
                CHECK_STR(letter_of(&w, "answer")->void_reason, "اشتباه در مخاطب");
                CHECK_INT(letter_of(&w, "answer")->number, number);
            }
            CHECK_INT(sql_int(&o, "SELECT last FROM indicator_series"),
                      sql_int(&o, "SELECT COUNT(*) FROM letter WHERE number IS NOT NULL"));
            CHECK_INT(sql_int(&o, "SELECT COUNT(DISTINCT number) FROM letter"),
                      sql_int(&o, "SELECT MAX(number) FROM letter"));
            if (verified(&o, &f))
                CHECK_MSG(f.n == 0, "%s", f.first);
        }
        office_close(&o);
    }
}
