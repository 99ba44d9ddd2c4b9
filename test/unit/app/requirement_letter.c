/*
 * requirement_letter.c - letters beside the steps: reports to superiors (OFF-CMP-23), what is enclosed with
 * an answer, to whom an order goes.
 */
#include "check.h"
#include "requirement.h"

#include "app/case_view.h"
#include "app/letter.h"
#include "app/letter_report.h"

struct reporting {
    struct report_letter_cmd cmd;
    struct report_letters list;
    struct str missing;
};

static enum rc do_list(struct cx *cx, void *arg, struct err *e)
{
    struct reporting *x = arg;

    return report_letters_of(cx, x->cmd.code, &x->list, e);
}

static enum rc do_report(struct cx *cx, void *arg, struct err *e)
{
    struct reporting *x = arg;

    return report_letter_make(cx, &x->cmd, &x->missing, e);
}

TEST(OFF_CMP_23_report_to_superiors_is_made_from_the_file)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            int64_t id = office_register(&o, "web", office_complaint);
            struct actor mgr = office_post(&o, "mgr"), exp1 = office_post(&o, "exp1");
            struct reporting x = { .cmd = { .name = STR("superiors_report"),
                                            .addressee = STR("مدیرکل بازرسی"),
                                            .once = STR("form-1") } };
            struct findings f;

            CHECK_INT(office_do(&o, id, "OFF_FLW_02_T12", step_order), RC_OK);
            if (look(&o, id, &w))
                x.cmd.code = w.c.tracking_code;
            CHECK_INT(office_read(&o, &mgr, do_list, &x), RC_OK);
            CHECK_INT(x.list.n, 1);
            CHECK_INT(office_do(&o, id, "OFF_SUB_01_T2", step_examination), RC_OK);
            CHECK_INT(office_do(&o, id, "OFF_SUB_01_T3", step_findings), RC_OK);
            exp1.rights &= ~(int64_t)RIGHT_MANAGE;
            CHECK_INT(office_write(&o, &exp1, do_report, &x), RC_DENIED);
            CHECK_MSG(office_write(&o, &mgr, do_report, &x) == RC_OK, "%s", o.e.msg);
            CHECK_INT(office_write(&o, &mgr, do_report, &x), RC_OK); /* the same form twice */
            if (look(&o, id, &w)) {
                const struct letter_rec *l = letter_of(&w, "superiors_report");
                size_t n = 0;

                for (size_t k = 0; k < w.letters.n; k++)
                    n += str_eq_c(w.letters.v[k].template, "superiors_report");
                CHECK_INT(n, 1);
                CHECK(l != NULL);
                if (l != NULL) {
                    CHECK(l->number > 0);
                    CHECK_STR(l->addressee, "مدیرکل بازرسی");
                    CHECK(!l->to_applicant);
                    CHECK_INT(l->signed_by_post, mgr.post_id);
                    CHECK(member(&o, l->data, "findings.0.finding").len > 0);
                }
                CHECK(event_of(&w, "letter") != NULL && !event_of(&w, "letter")->public);
            }
            CHECK(verified(&o, &f));
        }
        office_close(&o);
    }
}

TEST(OFF_REP_04_referral_order_goes_to_whom_it_names)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            int64_t id = office_register(&o, "web", office_complaint);

            CHECK_INT(office_do(&o, id, "OFF_FLW_02_T12", step_order), RC_OK);
            if (look(&o, id, &w)) {
                const struct outbox_rec *m = message_of(&w, "referral_order");

                CHECK(m != NULL);
                if (m != NULL)
                    CHECK_INT(m->post_id, office_post(&o, "exp1").post_id);
            }
        }
        office_close(&o);
    }
}

static const char answer_with_file[] =
    "{\"answers\":[{\"allegation\":\"مجوز به تأخیر افتاده است.\",\"finding\":\"false\","
    "\"answer\":\"بررسی شد.\",\"legal_ground\":\"مادهٔ ۱۰۰\",\"done\":\"بررسی شد.\"}],"
    "\"next_step\":\"مجوز صادر می‌شود.\",\"contact_name\":\"کارشناس\","
    "\"contact_phone\":\"02333334455\",\"answer_files\":[\"%lld\"]}";
static const char step_unfounded[] =
    "{\"further_need\":\"complete\",\"findings\":[{\"allegation\":\"مجوز به تأخیر افتاده است.\","
    "\"finding\":\"false\",\"finding_reason\":\"اسناد پرونده نشان "
    "می‌دهد.\"}],\"violation\":false}";
static const char step_review[] = "{\"check_complete\":true,\"check_reasoned\":true,\"check_lawful\":true,"
                                  "\"check_no_second_visit\":true,\"review\":\"approved\"}";

struct giving {
    int64_t case_id;
    struct stored_file file;
};

static enum rc give_file(struct cx *cx, void *arg, struct err *e)
{
    struct giving *x = arg;

    return case_attach(cx, x->case_id, &x->file, false, STR(""), e);
}

struct asking_file {
    int64_t case_id, id;
};

static enum rc ask_file(struct cx *cx, void *arg, struct err *e)
{
    struct asking_file *x = arg;
    struct stored_file f;
    struct str bytes;

    return case_attachment_of(cx, x->case_id, x->id, &f, &bytes, e);
}

static int64_t attach(struct office *o, int64_t id, struct giving *g)
{
    struct actor exp1 = office_post(o, "exp1");
    enum file_fault fault;
    struct whole w;

    g->case_id = id;
    CHECK_INT(case_store_file(o->app, o->a, STR("a.pdf"), STR("%PDF-1.4\n%%EOF\n"), &g->file, &fault, &o->e),
              RC_OK);
    CHECK_MSG(office_write(o, &exp1, give_file, g) == RC_OK, "%s", o->e.msg);
    return look(o, id, &w) && w.files.n > 0 ? w.files.v[w.files.n - 1].id : 0;
}

/* What is enclosed with the answer the applicant may read once it is signed; what else lies in the file not.
 */
TEST(OFF_CMP_25_what_is_enclosed_with_the_answer_is_the_applicants)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            int64_t id = office_register(&o, "web", office_complaint), inner, enclosed;
            struct actor citizen = office_citizen(id);
            struct giving g;

            CHECK_INT(office_do(&o, id, "OFF_FLW_02_T12", step_order), RC_OK);
            inner = attach(&o, id, &g);
            enclosed = attach(&o, id, &g);
            CHECK_INT(office_do(&o, id, "OFF_SUB_01_T2", step_examination), RC_OK);
            CHECK_INT(office_do(&o, id, "OFF_SUB_01_T3", step_unfounded), RC_OK);
            CHECK_MSG(office_do(&o, id, "OFF_SUB_01_T6",
                                arena_cstr(o.a, arena_fmt(o.a, answer_with_file, (long long)enclosed))) ==
                          RC_OK,
                      "%s", o.e.msg);
            CHECK_INT(office_do(&o, id, "OFF_SUB_01_T7", step_review), RC_OK);
            CHECK_INT(office_read(&o, &citizen, ask_file, &(struct asking_file){ id, enclosed }),
                      RC_NOT_FOUND);
            CHECK_INT(office_do(&o, id, "OFF_SUB_01_T8", "{\"signature\":\"sign\"}"), RC_OK);
            CHECK_MSG(office_read(&o, &citizen, ask_file, &(struct asking_file){ id, enclosed }) == RC_OK,
                      "%s", o.e.msg);
            CHECK_INT(office_read(&o, &citizen, ask_file, &(struct asking_file){ id, inner }), RC_NOT_FOUND);
            if (look(&o, id, &w) && letter_of(&w, "answer") != NULL)
                CHECK_INT(letter_of(&w, "answer")->attachments, 1);
        }
        office_close(&o);
    }
}
