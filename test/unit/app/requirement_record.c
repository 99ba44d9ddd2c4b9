/*
 * requirement_record.c - OFF-REC: every field that a record must have is stored and comes back, and its
 * states follow.
 */
#include "check.h"
#include "requirement.h"

#include "persian/jalali.h"

#define DAY ((int64_t)86400000)

static const char *const by_letter =
    "{\"applicant_kind\":\"natural\",\"first_name\":\"مریم\",\"last_name\":\"صادقی\","
    "\"national_id\":\"0499370899\",\"birth_year\":1358,\"mobile\":\"09123456789\","
    "\"phone\":\"02333334455\",\"email\":\"maryam@example.ir\",\"address\":\"سمنان، خیابان امام، پلاک ۱۲\","
    "\"county\":\"شاهرود\",\"respondent_kind\":\"agency\",\"respondent_unit\":\"roads\",\"kind\":"
    "\"complaint\","
    "\"ground\":\"law_breach\",\"subject\":\"تأخیر در صدور مجوز\",\"text\":\"پرونده مانده است.\","
    "\"demand\":\"مجوز صادر شود.\",\"earlier\":\"no\",\"preferred_channel\":\"letter\","
    "\"sender_kind\":\"person\",\"sender_number\":\"۱۲/۳۴\",\"sender_date\":\"2024-09-10\","
    "\"attachments_count\":2}";

TEST(OFF_REC_01_letter_keeps_its_fields_and_states)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            int64_t id = office_register(&o, "letter", by_letter);

            CHECK_MSG(id != 0, "%s", o.e.msg);
            if (look(&o, id, &w) && w.letters.n >= 2) {
                const struct letter_rec *in = &w.letters.v[0], *out = letter_of(&w, "receipt");

                CHECK_STR(in->direction, "in");
                CHECK_INT(in->number, 1);
                CHECK_INT(in->year, 1403);
                CHECK_INT(in->day, jdate_to_day((struct jdate){ 1403, 6, 25 }));
                CHECK_STR(in->sender, "مریم صادقی");
                CHECK_STR(in->addressee, "ادارهٔ بازرسی");
                CHECK_STR(in->subject, "تأخیر در صدور مجوز");
                CHECK_STR(in->other_number, "۱۲/۳۴");
                CHECK_STR(in->other_date, "2024-09-10");
                CHECK(!in->confidential);
                CHECK_STR(in->state, "registered");
                CHECK_INT(in->case_id, id);
                CHECK_STR(out->direction, "out");
                CHECK_STR(out->sender, "ادارهٔ بازرسی");
                CHECK_STR(out->addressee, "مریم صادقی");
                CHECK_STR(out->state, "sent");
                CHECK(out->data.len > 0);
            }
        }
        office_close(&o);
    }
}

TEST(OFF_REC_02_case_keeps_its_fields_and_states)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            int64_t id = office_register(&o, "letter", by_letter);

            if (look(&o, id, &w)) {
                CHECK_INT(w.c.tracking_code.len, 10);
                CHECK_STR(w.c.kind, "complaint");
                CHECK_STR(w.c.channel, "letter");
                CHECK_STR(w.c.applicant_name, "مریم صادقی");
                CHECK_STR(w.c.respondent_kind, "agency");
                CHECK_STR(w.c.respondent_name, "ادارهٔ راه");
                CHECK_STR(w.c.subject, "تأخیر در صدور مجوز");
                CHECK_STR(w.c.county, "شاهرود");
                CHECK_STR(w.c.body, "پرونده مانده است.");
                CHECK_STR(w.c.demand, "مجوز صادر شود.");
                CHECK_INT(w.c.registered_at, o.now_ms);
                CHECK_INT(w.c.priority, 0);
                CHECK_INT(w.c.duplicate_of, 0);
                CHECK_STR(w.c.referrer_number, "۱۲/۳۴");
                CHECK_STR(w.c.state, "registered");
            }
            CHECK_INT(office_do(&o, id, "OFF_FLW_02_T12", step_order), RC_OK);
            if (look(&o, id, &w)) {
                CHECK_STR(w.c.state, "under_examination");
                CHECK_STR(w.c.cls, "A");
                CHECK_INT(w.c.due_at, day_end_ms(jdate_to_day((struct jdate){ 1403, 7, 4 })));
            }
            CHECK(office_answer(&o, id));
            if (look(&o, id, &w))
                CHECK_STR(w.c.state, "answered");
            CHECK(office_advance(&o, 16 * DAY));
            if (look(&o, id, &w)) {
                CHECK_STR(w.c.state, "closed");
                CHECK(w.c.answered_at != 0 && w.c.closed_at > w.c.answered_at);
            }
        }
        office_close(&o);
    }
}

TEST(OFF_REC_02_second_complaint_knows_the_first)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            int64_t first = office_register(&o, "web", office_complaint);

            if (look(&o, office_register(&o, "web", office_complaint), &w)) {
                CHECK_INT(w.c.duplicate_of, first);
                CHECK_STR(w.c.state, "merged");
            }
        }
        office_close(&o);
    }
}

TEST(OFF_REC_03_applicant_keeps_all_that_was_given)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i) && look(&o, office_register(&o, "letter", by_letter), &w)) {
            const struct applicant_rec *p = &w.applicant;

            CHECK_STR(p->kind, "natural");
            CHECK_STR(p->id_kind, "national_id");
            CHECK_STR(p->id_value, "0499370899");
            CHECK_STR(p->name, "مریم صادقی");
            CHECK_STR(p->first_name, "مریم");
            CHECK_STR(p->last_name, "صادقی");
            CHECK_INT(p->birth_year, 1358);
            CHECK_STR(p->mobile, "+989123456789");
            CHECK(p->phone.len > 0);
            CHECK_STR(p->email, "maryam@example.ir");
            CHECK_STR(p->address, "سمنان، خیابان امام، پلاک ۱۲");
            CHECK_STR(p->county, "شاهرود");
            CHECK_STR(p->preferred_channel, "letter");
        }
        office_close(&o);
    }
}

TEST(OFF_REC_03_consent_and_legal_person)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            if (look(&o, office_register(&o, "web", office_complaint), &w))
                CHECK_STR(member(&o, w.c.extra, "consent"), "true");
        }
        office_close(&o);
    }
}

TEST(OFF_REC_04_allegation_keeps_its_fields_and_is_found)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            int64_t id = office_register(&o, "web", office_complaint);

            CHECK_INT(office_do(&o, id, "OFF_FLW_02_T12", step_order), RC_OK);
            CHECK_INT(office_do(&o, id, "OFF_SUB_01_T2", step_examination), RC_OK);
            if (look(&o, id, &w) && done_task(&w, "OFF_SUB_01_T2") != NULL) {
                struct str v = done_task(&w, "OFF_SUB_01_T2")->outcome;

                CHECK_STR(member(&o, v, "allegations.0.text"), "مجوز به تأخیر افتاده است.");
                CHECK_STR(member(&o, v, "allegations.0.respondent"), "ادارۀ راه");
                CHECK_STR(member(&o, v, "allegations.0.ground"), "law_breach");
                CHECK_STR(member(&o, v, "allegations.0.articles"), "مادۀ ۱۰۰");
                CHECK_STR(member(&o, v, "allegations.0.evidence"), "نامۀ ۱۲");
                CHECK(open_task(&w, "OFF_SUB_01_T3") != NULL); /* open: the finding is still to come */
            }
            CHECK_INT(office_do(&o, id, "OFF_SUB_01_T3", step_findings), RC_OK);
            if (look(&o, id, &w) && done_task(&w, "OFF_SUB_01_T3") != NULL) {
                struct str v = done_task(&w, "OFF_SUB_01_T3")->outcome;

                CHECK_STR(member(&o, v, "findings.0.finding"), "true");
                CHECK_STR(member(&o, v, "findings.0.finding_reason"),
                          "اسناد پرونده نشان می‌دهد.");
            }
        }
        office_close(&o);
    }
}

TEST(OFF_REC_05_referral_order_keeps_path_assignee_note_and_due)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            int64_t id = office_register(&o, "web", office_complaint);

            CHECK_INT(office_do(&o, id, "OFF_FLW_02_T12", step_order), RC_OK);
            if (look(&o, id, &w) && done_task(&w, "OFF_FLW_02_T12") != NULL && w.referrals.n > 0) {
                const struct referral_rec *r = &w.referrals.v[w.referrals.n - 1];
                const struct task_rec *t = done_task(&w, "OFF_FLW_02_T12"), *work;

                CHECK_STR(member(&o, t->outcome, "path"), "direct");
                CHECK_STR(member(&o, t->outcome, "assignee"), "exp1");
                CHECK_STR(r->kind, "order");
                CHECK_STR(r->note, "بررسی و نتیجه اعلام شود.");
                CHECK_INT(r->from_post, office_post(&o, "mgr").post_id);
                CHECK_INT(r->to_post, office_post(&o, "exp1").post_id);
                CHECK_INT(r->at, o.now_ms);
                CHECK_INT(r->task_id, t->id);
                CHECK(letter_of(&w, "referral_order") != NULL);
                work = open_task(&w, "OFF_SUB_01_T2");
                CHECK(work != NULL && work->due_at > o.now_ms);
                CHECK(work != NULL && work->post_id == r->to_post);
            }
            CHECK_INT(office_do(&o, id, "OFF_SUB_01_T2", step_examination), RC_OK);
            if (look(&o, id, &w))
                CHECK(done_task(&w, "OFF_SUB_01_T2") != NULL); /* done */
        }
        office_close(&o);
    }
}

static const char *const asks_opinion =
    "{\"allegations\":[{\"text\":\"مجوز به تأخیر افتاده است.\",\"respondent\":\"ادارهٔ راه\","
    "\"ground\":\"law_breach\",\"articles\":\"مادۀ ۱۰۰\",\"evidence\":\"نامهٔ ۱۲\"}],"
    "\"needs_opinion\":true,\"needs_inspection\":false,\"needs_reason\":\"موضوع تخصصی است.\"}";

static const char *const signs_opinion =
    "{\"opinion_facts\":\"دربارهٔ مالکیت زمین اختلاف است.\",\"opinion_question\":\"مالکیت زمین\","
    "\"opinion_questions\":[{\"question\":\"سند به نام کیست؟\"}]}";

TEST(OFF_REC_06_opinion_request_is_drafted_sent_reminded_and_unanswered)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            int64_t id = office_register(&o, "web", office_complaint);

            CHECK_INT(
                office_do(
                    &o, id, "OFF_FLW_02_T12",
                    "{\"path\":\"correspondence\",\"assignee\":\"exp1\",\"order_text\":\"نظر بگیرید.\"}"),
                RC_OK);
            CHECK_INT(office_do(&o, id, "OFF_SUB_01_T2", asks_opinion), RC_OK);
            CHECK_MSG(
                office_do(&o, id, "OFF_SUB_02_T1",
                          "{\"opinion_addressee_kind\":\"agency\",\"opinion_unit\":\"roads\","
                          "\"opinion_facts\":\"دربارهٔ مالکیت زمین اختلاف است.\","
                          "\"opinion_questions\":[{\"question\":\"سند به نام کیست؟\"}],"
                          "\"opinion_question\":\"مالکیت زمین\",\"opinion_reply_by\":\"2024-09-20\"}") ==
                    RC_OK,
                "%s", o.e.msg);
            if (look(&o, id, &w)) {
                CHECK(letter_of(&w, "opinion") == NULL); /* drafted, not sent */
                if (done_task(&w, "OFF_SUB_02_T1") != NULL) {
                    struct str v = done_task(&w, "OFF_SUB_02_T1")->outcome;

                    CHECK_STR(member(&o, v, "opinion_unit"), "roads");
                    CHECK_STR(member(&o, v, "opinion_questions.0.question"), "سند به نام کیست؟");
                }
            }
            CHECK_MSG(office_do(&o, id, "OFF_SUB_02_T2", signs_opinion) == RC_OK, "%s", o.e.msg);
            if (look(&o, id, &w)) {
                CHECK(letter_of(&w, "opinion") != NULL); /* sent */
                if (letter_of(&w, "opinion") != NULL)
                    CHECK_STR(letter_of(&w, "opinion")->addressee, "ادارهٔ راه");
            }
            CHECK(office_advance(&o, 6 * DAY));
            if (look(&o, id, &w))
                CHECK(letter_of(&w, "opinion_reminder") != NULL); /* reminded, unanswered as yet */
        }
        office_close(&o);
    }
}

TEST(OFF_REC_07_answer_keeps_its_parts_signatory_number_and_delivery)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            int64_t id = office_register(&o, "web", office_complaint);

            CHECK(office_answer(&o, id));
            if (look(&o, id, &w) && letter_of(&w, "answer") != NULL &&
                done_task(&w, "OFF_SUB_01_T7") != NULL) {
                const struct letter_rec *l = letter_of(&w, "answer");
                struct actor mgr = office_post(&o, "mgr");

                CHECK_STR(member(&o, l->data, "answers.0.answer"), "بررسی شد.");
                CHECK_STR(member(&o, l->data, "answers.0.done"), "بررسی شد.");
                CHECK_STR(member(&o, l->data, "answers.0.legal_ground"), "مادۀ ۱۰۰");
                CHECK_STR(member(&o, l->data, "next_step"), "مجوز صادر می‌شود.");
                CHECK_STR(member(&o, done_task(&w, "OFF_SUB_01_T7")->outcome, "check_reasoned"), "true");
                CHECK_INT(l->signed_by_post, mgr.post_id);
                CHECK_INT(l->signed_by, mgr.official_id);
                CHECK(l->signed_at == o.now_ms);
                CHECK(l->number > 0 && l->year == 1403);
                CHECK_STR(l->state, "sent");
                CHECK(message_of(&w, "answer") != NULL);
            }
        }
        office_close(&o);
    }
}

/* An inspection outside the yearly programme: each thing that an item of the programme holds (unit, type,
 * window of dates, checklist, team) is ordered for this one, and it is drafted, approved, running, closed.
 * The programme of a whole year is OFF-FLW-05, another package. */
TEST(OFF_REC_08_item_ordered_outside_the_programme)
{
    static const char *const steps[][2] = {
        { "OFF_FLW_02_T12",
          "{\"path\":\"inspection\",\"assignee\":\"exp1\",\"order_text\":\"بازرسی شود.\"}" },
        { "OFF_SUB_01_T2", "{\"allegations\":[{\"text\":\"مجوز به تأخیر افتاده "
                           "است.\",\"respondent\":\"راه\",\"ground\":\"law_breach\","
                           "\"articles\":\"ماده ۱۰۰\",\"evidence\":\"نامه ۱۲\"}],\"needs_opinion\":false,"
                           "\"needs_inspection\":true,\"needs_reason\":\"باید محل دیده شود.\"}" },
        { "OFF_SUB_03_T1",
          "{\"inspection_subject\":\"روند صدور "
          "مجوز\",\"inspected_kind\":\"agency\",\"inspected_unit\":\"roads\","
          "\"place\":\"سمنان\",\"inspection_types\":[\"administrative\"],\"inspector\":\"ins1\","
          "\"team\":[{\"member\":\"ins2\"}],\"inspection_start\":\"2024-09-16\",\"inspection_end\":\"2024-09-"
          "25\"}" },
        { "OFF_SUB_03_T2", "{\"interest\":\"none\"}" },
        { "OFF_SUB_03_T3", "{\"checklist\":[{\"item\":\"تاریخ ورود پرونده‌ها\"}]}" },
    };

    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct whole w;

        if (office_open(&o, i)) {
            int64_t id = office_register(&o, "web", office_complaint);

            for (size_t k = 0; k < ARRAY_LEN(steps); k++) {
                if (k == 3 && look(&o, id, &w))
                    CHECK(letter_of(&w, "inspection_order") == NULL); /* drafted */
                CHECK_MSG(office_do(&o, id, steps[k][0], steps[k][1]) == RC_OK, "%s: %s", steps[k][0],
                          o.e.msg);
            }
            if (look(&o, id, &w) && done_task(&w, "OFF_SUB_03_T1") != NULL &&
                done_task(&w, "OFF_SUB_03_T3") != NULL) {
                struct str order = done_task(&w, "OFF_SUB_03_T1")->outcome;

                CHECK_STR(member(&o, order, "inspected_unit"), "roads");
                CHECK_STR(member(&o, order, "inspection_types.0"), "administrative");
                CHECK_STR(member(&o, order, "inspection_start"), "2024-09-16");
                CHECK_STR(member(&o, order, "inspection_end"), "2024-09-25");
                CHECK_STR(member(&o, order, "inspector"), "ins1");
                CHECK_STR(member(&o, order, "team.0.member"), "ins2");
                CHECK_STR(member(&o, done_task(&w, "OFF_SUB_03_T3")->outcome, "checklist.0.item"),
                          "تاریخ ورود پرونده‌ها");
                CHECK(letter_of(&w, "inspection_order") != NULL); /* approved, numbered */
                CHECK(open_task(&w, "OFF_SUB_03_T4") != NULL);    /* running */
            }
        }
        office_close(&o);
    }
}
