/*
 * pages.c - every page's template: written whole, closed, small; with nothing to show and with much.
 *
 * Not here: what handlers put into them (scenarios and test/browser).
 */
#include "base/arena.h"
#include "check.h"
#include "markup.h"
#include "templates/admin_calendar.h"
#include "templates/admin_home.h"
#include "templates/admin_monitor.h"
#include "templates/admin_processes.h"
#include "templates/admin_state.h"
#include "templates/admin_units.h"
#include "templates/citizen_about.h"
#include "templates/citizen_act.h"
#include "templates/citizen_answer.h"
#include "templates/citizen_check.h"
#include "templates/citizen_done.h"
#include "templates/citizen_flow.h"
#include "templates/citizen_home.h"
#include "templates/citizen_problem.h"
#include "templates/citizen_receipt.h"
#include "templates/citizen_step.h"
#include "templates/citizen_survey.h"
#include "templates/citizen_track.h"
#include "templates/citizen_tracked.h"
#include "templates/citizen_verify.h"
#include "templates/official_account.h"
#include "templates/official_board.h"
#include "templates/official_case.h"
#include "templates/official_flow.h"
#include "templates/official_form.h"
#include "templates/official_indicator.h"
#include "templates/official_intake.h"
#include "templates/official_letter.h"
#include "templates/official_register.h"
#include "templates/official_search.h"
#include "templates/official_sign_in.h"
#include "templates/official_tray.h"
#include "templates/parts_confirm.h"
#include "templates/parts_conflict.h"
#include "templates/parts_refusal.h"
#include "web/refusal.h"

#define DAY 86400000
#define MONDAY 1757925000000 /* دوشنبه ۲۴ شهریور ۱۴۰۴ */
#define PAGE_MAX 32000u      /* HTML before compression: fifty rows of Persian text fit */

#define PAGES(X)                                                                                             \
    X(citizen_about, about_view)                                                                             \
    X(citizen_act, act_form_view)                                                                            \
    X(citizen_answer, answer_page_view)                                                                      \
    X(citizen_check, check_view)                                                                             \
    X(citizen_done, done_view)                                                                               \
    X(citizen_flow, flow_page_view)                                                                          \
    X(citizen_home, home_view)                                                                               \
    X(citizen_problem, problem_view)                                                                         \
    X(citizen_receipt, receipt_view)                                                                         \
    X(citizen_step, form_step_view)                                                                          \
    X(citizen_survey, survey_view)                                                                           \
    X(citizen_track, track_view)                                                                             \
    X(citizen_tracked, tracked_view)                                                                         \
    X(citizen_verify, verify_view)                                                                           \
    X(official_account, account_view)                                                                        \
    X(official_delegations, delegations_view)                                                                \
    X(official_board, board_view)                                                                            \
    X(official_clocks, clocks_view)                                                                          \
    X(official_case, case_page_view)                                                                         \
    X(official_case_flow, flow_page_view)                                                                    \
    X(official_steps, step_page_view)                                                                        \
    X(official_form, office_form_view)                                                                       \
    X(official_indicator, indicator_view)                                                                    \
    X(official_intake, intake_view)                                                                          \
    X(official_intake_form, intake_form_view)                                                                \
    X(official_registered, registered_view)                                                                  \
    X(official_letter, letter_view)                                                                          \
    X(official_register_index, register_index_view)                                                          \
    X(official_register, register_view)                                                                      \
    X(official_report, report_view)                                                                          \
    X(official_search, search_view)                                                                          \
    X(official_sign_in, sign_in_view)                                                                        \
    X(official_tray, tray_page_view)                                                                         \
    X(admin_calendar, calendar_view)                                                                         \
    X(admin_moved, moved_view)                                                                               \
    X(admin_home, admin_home_view)                                                                           \
    X(admin_processes, processes_view)                                                                       \
    X(admin_process, process_view)                                                                           \
    X(admin_incidents, incidents_view)                                                                       \
    X(admin_outbox, outbox_view)                                                                             \
    X(admin_ledger, ledger_view)                                                                             \
    X(admin_settings, settings_view)                                                                         \
    X(admin_monitor, monitor_view)                                                                           \
    X(admin_log, log_view)                                                                                   \
    X(admin_units, units_view)                                                                               \
    X(admin_unit, unit_view)                                                                                 \
    X(admin_post, post_view)                                                                                 \
    X(admin_people, people_view)                                                                             \
    X(admin_person, person_view)                                                                             \
    X(admin_first_password, first_password_view)                                                             \
    X(admin_incident, incident_page_view)                                                                    \
    X(confirm, confirm_view)                                                                                 \
    X(conflict, conflict_view)

static const struct official_view official = {
    .name = STR_INIT("محمدحسین طباطبایی‌نژاد"),
    .post = STR_INIT("کارشناس مسئول بازرسی"),
    .unit = STR_INIT("اداره کل بازرسی، مدیریت عملکرد و امور حقوقی"),
    .tray_new = 7,
    .tray_late = 3,
    .may_work = true,
    .may_register = true,
    .may_manage = true,
    .may_report = true,
    .may_administer = true,
};

static struct page page_of(const struct official_view *who)
{
    return (struct page){ .who = who, .office = STR("استانداری سمنان"), .office_phone = STR("02333441041") };
}

static void check_page(const char *name, const struct buf *b)
{
    struct str html = buf_view(b);
    struct markup m = markup_read(html);

    CHECK_MSG(!b->failed && str_starts(html, STR("<!doctype html><html lang=\"fa\" dir=\"rtl\">")), "%s",
              name);
    CHECK_MSG(str_ends(html, STR("</body></html>")), "%s", name);
    CHECK_MSG(m.balanced, "%s: <%.*s>", name, STR_ARG(m.wrong));
    CHECK_MSG(m.doubled.len == 0, "%s: id '%.*s' twice", name, STR_ARG(m.doubled));
    CHECK_MSG(m.h1 == 1, "%s: %zu headings of level 1", name, m.h1);
    CHECK_MSG(html.len <= PAGE_MAX, "%s: %zu bytes", name, html.len);
    CHECK_MSG(!str_contains(html, STR(" style=")), "%s", name);
}

#define EMPTY_PAGE(name, type)                                                                               \
    {                                                                                                        \
        const struct type v = { 0 };                                                                         \
        buf_clear(&b);                                                                                       \
        tpl_##name(&b, &p, &v);                                                                              \
        check_page(#name, &b);                                                                               \
    }

TEST(pages_with_nothing_to_show_stand)
{
    CLEANUP(buf_free) struct buf b = { .max = 1 << 20 };
    struct page p = page_of(NULL);

    PAGES(EMPTY_PAGE)
}

TEST(pages_of_officials_with_nothing_to_show_stand)
{
    CLEANUP(buf_free) struct buf b = { .max = 1 << 20 };
    struct page p = page_of(&official);

    PAGES(EMPTY_PAGE)
}

/* ---- with much ---- */

static const struct clock_view late = {
    .state = DUE_LATE,
    .due = MONDAY + 9 * DAY,
    .days = 3,
    .limit = STR_INIT("حداکثر ۱۵ روز (رده ب)"),
    .why = STR_INIT("شکایت شما ۲۴ شهریور ۱۴۰۴ ثبت شد؛ پس تا پایان ۸ مهر ۱۴۰۴ پاسخ داده "
                    "می‌شود."),
};

static struct tray_row_view tray_row_of(size_t i)
{
    return (struct tray_row_view){
        .to = URL_LIT("/tasks/1234567890123456"),
        .mark = i % 3 == 0 ? MARK_LATE : MARK_NONE,
        .unread = i % 7 == 2,
        .subject = STR("نگرفتن پاسخ درخواست پروانهٔ ساختمان پس از چهار ماه پیگیری"),
        .applicant = STR("سیده فاطمه‌زهرا موسوی‌زاده خراسانی"),
        .task = STR("بررسی ادعاها و مستندات"),
        .code = STR("412880371"),
        .number = i % 10 == 9 ? STR_NONE : STR("1404/12345"),
        .task_clock = late,
        .case_clock = late,
        .last_act = STR("ارجاع از مدیر واحد"),
        .last_at = MONDAY,
        .holder = i % 2 ? STR("رضا عامری") : STR_NONE,
        .confidential = i % 9 == 0,
    };
}

TEST(fifty_rows_of_the_tray_fit_the_budget)
{
    CLEANUP(buf_free) struct buf b = { .max = 1 << 20 };
    struct tray_row_view rows[50];
    struct tray_page_view v = { .rows = rows, .rows_n = ARRAY_LEN(rows) };
    struct page p = page_of(&official);

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        rows[i] = tray_row_of(i);
    tpl_official_tray(&b, &p, &v);
    check_page("tray", &b);
    CHECK(str_contains(buf_view(&b), STR("شمارهٔ ۱۴۰۴/۱۲۳۴۵")));
    CHECK(str_contains(buf_view(&b), STR("۴۱۲\u00a0۸۸۰\u00a0۳۷۱"))); /* what has no number yet */
    CHECK(str_contains(buf_view(&b), STR("class=\"chip late\"")));
}

TEST(OFF_CMP_09_receipt_shows_number_date_phone_and_code)
{
    CLEANUP(buf_free) struct buf b = { .max = 1 << 20 };
    struct receipt_view v = {
        .noun = STR("شکایت"),
        .code = STR("412880371"),
        .number = STR("1404/12345"),
        .at = MONDAY,
        .phone = STR("02333441041"),
        .tel = URL_LIT("tel:+982333441041"),
        .clock = late,
        .pdf = URL_LIT("/receipt.pdf"),
        .track = URL_LIT("/track"),
    };
    static const char *const parts[] = { "۴۱۲\u00a0۸۸۰\u00a0۳۷۱",   "۱۴۰۴/۱۲۳۴۵",
                                         "دوشنبه ۲۴ شهریور ۱۴۰۴",   "۰۲۳۳۳۴۴۱۰۴۱",
                                         "data-copy=\"412880371\"", "چرا این تاریخ؟" };
    struct page p = page_of(NULL);

    tpl_citizen_receipt(&b, &p, &v);
    check_page("receipt", &b);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        CHECK_MSG(str_contains(buf_view(&b), str_c(parts[i])), "%s", parts[i]);
}

TEST(tracking_says_where_until_when_and_why)
{
    CLEANUP(buf_free) struct buf b = { .max = 1 << 20 };
    static const struct step_view steps[] = {
        { .state = TIMELINE_DONE, .title = STR_INIT("ثبت"), .who = STR_INIT("دبیرخانه"), .at = MONDAY },
        { .state = TIMELINE_HERE, .title = STR_INIT("بررسی"), .due = MONDAY + 5 * DAY },
        { .state = TIMELINE_NEXT, .title = STR_INIT("پاسخ"), .due = MONDAY + 9 * DAY },
    };
    struct tracked_view v = {
        .noun = STR("شکایت"),
        .subject = STR("قطع <برق>"),
        .code = STR("412880371"),
        .number = STR("1404/12345"),
        .at = MONDAY,
        .state = STR("شکایت شما در دست بررسی است."),
        .clock = late,
        .steps = steps,
        .steps_n = ARRAY_LEN(steps),
    };
    static const char *const parts[] = {
        "<h1>قطع &lt;برق&gt;</h1>", "aria-current=\"step\"", "(انجام شد)", "(اکنون اینجاست)", "(بعدی)",
        "پس تا پایان ۸ مهر ۱۴۰۴"
    };
    struct page p = page_of(NULL);

    tpl_citizen_tracked(&b, &p, &v);
    check_page("tracked", &b);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        CHECK_MSG(str_contains(buf_view(&b), str_c(parts[i])), "%s", parts[i]);
}

TEST(errors_stand_at_the_top_and_in_the_title)
{
    CLEANUP(buf_free) struct buf b = { .max = 1 << 20 };
    static const struct error_view errors[] = { { { STR_INIT("#code") }, STR_INIT("کد را بنویسید.") },
                                                { { STR_INIT("") }, STR_INIT("دوباره بفرستید.") } };
    struct track_view v = { .code = { .control = CONTROL_CODE,
                                      .name = STR("code"),
                                      .label = STR("کد پیگیری"),
                                      .error = STR("کد را بنویسید."),
                                      .required = true },
                            .national_id = { .control = CONTROL_NATIONAL_ID, .name = STR("national_id") } };
    struct page p = page_of(NULL);

    p.errors = errors;
    p.errors_n = ARRAY_LEN(errors);
    tpl_citizen_track(&b, &p, &v);
    check_page("track", &b);
    CHECK(str_contains(buf_view(&b), STR("<title>خطا: پیگیری")));
    CHECK(str_contains(buf_view(&b), STR("<a href=\"#code\">کد را بنویسید.</a>")));
    CHECK(str_contains(buf_view(&b), STR("۲ مورد باید درست شود")));
    CHECK(str_contains(buf_view(&b), STR("id=\"code-error\"")));
}

TEST(a_task_shows_its_decisions_with_what_follows)
{
    CLEANUP(buf_free) struct buf b = { .max = 1 << 20 };
    static const struct decision_view decisions[] = {
        { STR_INIT("decision"), STR_INIT("approve"), STR_INIT("پیش‌نویس آماده است"),
          STR_INIT("برای امضا می‌رود."), DECISION_MAIN, STR_INIT("") },
        { STR_INIT("decision"), STR_INIT("violation"), STR_INIT("ارجاع تخلف"), STR_INIT("برگشت ندارد."),
          DECISION_DANGER, STR_INIT("می‌دانم که برگشت ندارد.") },
    };
    static const struct task_view task = {
        .title = STR_INIT("پیش‌نویس پاسخ"),
        .mine = true,
        .draw_form = true,
        .decisions = decisions,
        .decisions_n = ARRAY_LEN(decisions),
        .action = { STR_INIT("/tasks/1") },
        .version = 12,
    };
    struct case_page_view v = { .subject = STR("قطع برق"), .tasks = &task, .tasks_n = 1 };
    struct page p = page_of(&official);

    tpl_official_case(&b, &p, &v);
    check_page("case", &b);
    CHECK(str_contains(buf_view(&b), STR("version\" value=\"12\"")));
    CHECK(str_contains(buf_view(&b), STR("برای امضا می‌رود.")));
    CHECK(str_contains(buf_view(&b), STR("name=\"_sure\" value=\"violation\"")));
    CHECK(str_contains(buf_view(&b), STR("btn danger\" name=\"decision\" value=\"violation\"")));
}

TEST(OFF_REP_01_voided_numbers_stay_with_their_reason)
{
    CLEANUP(buf_free) struct buf b = { .max = 1 << 20 };
    static const struct indicator_row rows[] = { { .number = STR_INIT("1404/12345"),
                                                   .at = MONDAY,
                                                   .voided = true,
                                                   .void_reason = STR_INIT("دو بار ثبت شده بود"),
                                                   .subject = STR_INIT("نامه") } };
    struct indicator_view v = { .rows = rows, .rows_n = 1, .year = 1404 };
    struct page p = page_of(&official);

    tpl_official_indicator(&b, &p, &v);
    check_page("indicator", &b);
    CHECK(str_contains(buf_view(&b), STR("۱۴۰۴/۱۲۳۴۵")));
    CHECK(str_contains(buf_view(&b), STR("باطل: دو بار ثبت شده بود")));
}

TEST(the_refusal_page_stands_alone)
{
    CLEANUP(buf_free) struct buf b = { .max = 1 << 20 };
    static const struct kept_text kept[] = { { STR_INIT("text"), STR_INIT("متن </textarea>"), true } };
    struct refusal_view v = { .title = STR("پیدا نشد"),
                              .text = STR("نشانی را ببینید."),
                              .kept = kept,
                              .kept_n = 1,
                              .any_shown = true };

    tpl_refusal(&b, &v);
    check_page("refusal", &b);
    CHECK(str_contains(buf_view(&b), STR("متن &lt;/textarea&gt;")));
}
