/*
 * samples.c - letters and helpers shared by the tests of reports.
 */
#include "samples.h"
#include "base/file.h"
#include "base/json.h"
#include "check.h"

const char receipt_source[] =
    "title: رسید ثبت شکایت {{ case.number }}\n"
    "kind: receipt\n"
    "page: A5\n"
    "letterhead: yes\n"
    "footer: برای پیگیری: {{ link }}\n"
    "sms: شکایت شما در تاریخ {{ case.registered_on | day }} با شمارهٔ {{ case.number }} ثبت شد. کد پیگیری: {{ "
    "case.tracking_code | exact }} تلفن: {{ office.phone | phone }}\n"
    "speech: کد پیگیری شما {{ case.tracking_code | spoken }} است.\n"
    "---\n"
    "# رسید ثبت شکایت\n"
    "\n"
    "{{ case.applicant.name | bold }} گرامی؛ شکایت شما در دفتر اندیکاتور این اداره ثبت شد.\n"
    "\n"
    "شماره :: {{ case.number }}\n"
    "تاریخ ثبت :: {{ case.registered_on | date }}\n"
    "تلفن تماس :: {{ office.phone | phone }}\n"
    "کد پیگیری :: {{ case.tracking_code | code | bold }}\n"
    "نشانی :: {{ office.address }}\n"
    "\n"
    "@box کد پیگیری: {{ case.tracking_code | code }}\n"
    "\n"
    "{{#if case.due_at}}\n"
    "مهلت پاسخ **{{ case.due_at | date }}** است.\n"
    "{{else}}\n"
    "مهلت پاسخ پس از ارجاع تعیین می‌شود.\n"
    "{{/if}}\n"
    "\n"
    "@qr {{ qr }} | برای پیگیری، این نشان را با دوربین تلفن همراه بخوانید یا کد پیگیری و کد ملی را در سامانه "
    "وارد کنید.\n"
    "\n"
    "> این رسید به‌صورت خودکار صادر شده و بدون مهر و امضا "
    "معتبر "
    "است.\n";

const char answer_source[] =
    "title: پاسخ شکایت شمارهٔ {{ case.number }}\n"
    "kind: answer\n"
    "subject: پاسخ شکایت {{ case.number }}\n"
    "footer: {{ office.address }} - تلفن {{ office.phone }}\n"
    "---\n"
    "**{{ to.name }}**\n"
    "{{#if to.address}}\\\n"
    "{{ to.address }}\n"
    "{{/if}}\n"
    "\n"
    "**موضوع:** پاسخ شکایت شمارهٔ {{ case.number }} مورخ {{ case.registered_on | day }}\n"
    "\n"
    "سلام علیکم؛\n"
    "\n"
    "{{ answer.text }}\n"
    "\n"
    "## موارد شکایت و نتیجهٔ بررسی\n"
    "\n"
    "{{#each allegations}}\n"
    "1. {{ text }}: **{{ finding }}**\n"
    "{{/each}}\n"
    "\n"
    "## مستندات قانونی\n"
    "\n"
    "| ردیف | مادهٔ قانونی | توضیح |\n"
    "| :-: | ---- | -------- |\n"
    "{{#each grounds}}\n"
    "| {{ index }} | {{ article }} | {{ note }} |\n"
    "{{/each}}\n"
    "\n"
    "- در صورت اعتراض می‌توانید ظرف **۱۰ روز** از طریق {{ link | ltr }} "
    "اعتراض "
    "خود "
    "را "
    "ثبت "
    "کنید.\n"
    "- برای پیگیری با شمارهٔ {{ office.phone | phone }} تماس بگیرید.\n"
    "\n"
    "@signature {{ signer.name }} | {{ signer.post }} | این نامه به‌صورت الکترونیکی "
    "امضا "
    "شده "
    "است "
    "| "
    "{{ "
    "signer.date | day }}\n"
    "\n"
    "> رونوشت: مدیرکل محترم دفتر بازرسی جهت استحضار\n";

const char *font_dir(void)
{
    const char *env = getenv("SAMAD_FONT_DIR");

    return env != NULL ? env : TEST_FONT_DIR;
}

void keep(const char *name, struct str content)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 16);
    const char *dir = getenv("SAMAD_TEST_OUT");
    struct err e;

    if (dir != NULL)
        CHECK(file_write_durable(path_join(a, dir, name), content, &e) == RC_OK);
}

const struct letter *letter_must(struct arena *a, const char *source)
{
    const struct letter_problem *problems;
    const struct letter *l = NULL;
    struct err e = { 0 };
    size_t n;

    CHECK_MSG(letter_parse(a, STR("test.md"), str_c(source), &l, &problems, &n, &e) == RC_OK, "%s", e.msg);
    for (size_t i = 0; i < n; i++)
        printf("  line %d: %.*s\n", problems[i].line, STR_ARG(problems[i].text));
    return l;
}

struct slot_source json_must(struct arena *a, const char *json)
{
    const struct json *v = NULL;
    struct err e = { 0 };

    CHECK_MSG(json_parse(a, str_c(json), &v, &e) == RC_OK, "%s", e.msg);
    return slot_source_json(v);
}
