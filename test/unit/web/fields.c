/*
 * fields.c - declared fields: what is accepted, what is kept, what is said.
 */
#include "base/limits.h"
#include "check.h"
#include "web/inner.h"

static const char *const choices[] = { "post", "sms", NULL };

#define ONE(kind_, ...)                                                                                      \
    {                                                                                                        \
        { .name = "x", .kind = kind_, __VA_ARGS__ }, FORM_END                                                \
    }

static const struct {
    const char *name;
    struct field form[2];
    const char *posted; /* urlencoded */
    const char *stored; /* NULL: refused */
    enum msg error;
} fields[] = {
    { "text", ONE(FIELD_TEXT), "x=abc", "abc", MSG_NONE },
    { "text is normalised", ONE(FIELD_TEXT), "x=%D9%83%D8%AA%D8%A7%D8%A8%D9%8A", "کتابی", MSG_NONE },
    { "text keeps to one line", ONE(FIELD_TEXT), "x=a%0Ab", NULL, MSG_ERROR_TEXT_CONTROL },
    { "text with a control", ONE(FIELD_TEXT), "x=a%01b", NULL, MSG_ERROR_TEXT_CONTROL },
    { "text with an override", ONE(FIELD_TEXT), "x=a%E2%80%AEb", NULL, MSG_ERROR_TEXT_BIDI },
    { "text that is no UTF-8", ONE(FIELD_TEXT), "x=a%FF", NULL, MSG_ERROR_TEXT },
    { "missing", ONE(FIELD_TEXT, .required = true), "", NULL, MSG_ERROR_REQUIRED },
    { "blank", ONE(FIELD_TEXT, .required = true), "x=+%E2%80%8C+", NULL, MSG_ERROR_REQUIRED },
    { "only invisible characters", ONE(FIELD_TEXT, .required = true), "x=%E2%80%8D%EF%BB%BF", NULL,
      MSG_ERROR_REQUIRED },
    { "missing but optional", ONE(FIELD_TEXT), "", "", MSG_NONE },
    { "twice", ONE(FIELD_TEXT), "x=a&x=b", NULL, MSG_ERROR_REPEATED },
    { "too long", ONE(FIELD_TEXT, .max = 2), "x=%D8%A7%D8%A8%D8%AA", NULL, MSG_ERROR_TOO_LONG },
    { "just long enough", ONE(FIELD_TEXT, .max = 3), "x=%D8%A7%D8%A8%D8%AA", "ابت", MSG_NONE },
    { "too short", ONE(FIELD_TEXT, .min = 3), "x=ab", NULL, MSG_ERROR_TOO_SHORT },
    { "long text", ONE(FIELD_LONG), "x=a%0D%0Ab", "a\nb", MSG_NONE },
    { "number in Persian digits", ONE(FIELD_INT), "x=%DB%B1%DB%B2", "12", MSG_NONE },
    { "number in Arabic digits", ONE(FIELD_INT), "x=%D9%A1%D9%A2", "12", MSG_NONE },
    { "no number", ONE(FIELD_INT), "x=12a", NULL, MSG_ERROR_INTEGER },
    { "number too small", ONE(FIELD_INT, .min = 1, .max = 9), "x=0", NULL, MSG_ERROR_TOO_SMALL },
    { "number too large", ONE(FIELD_INT, .min = 1, .max = 9), "x=10", NULL, MSG_ERROR_TOO_LARGE },
    { "number that wraps", ONE(FIELD_INT), "x=99999999999999999999", NULL, MSG_ERROR_INTEGER },
    { "id", ONE(FIELD_ID), "x=77", "77", MSG_NONE },
    { "id zero", ONE(FIELD_ID), "x=0", NULL, MSG_ERROR_CHOICE },
    { "id not chosen", ONE(FIELD_ID, .required = true), "x=", NULL, MSG_ERROR_REQUIRED_CHOICE },
    { "date in one box", ONE(FIELD_DATE), "x=1404/6/24", "1404/06/24", MSG_NONE },
    { "date in boxes", ONE(FIELD_DATE), "x-year=1404&x-month=6&x-day=24", "1404/06/24", MSG_NONE },
    { "date in Persian digits", ONE(FIELD_DATE), "x-year=%DB%B1%DB%B4%DB%B0%DB%B4&x-month=6&x-day=24",
      "1404/06/24", MSG_NONE },
    { "date with an empty box", ONE(FIELD_DATE), "x-year=1404&x-month=&x-day=24", NULL,
      MSG_ERROR_DATE_INCOMPLETE },
    { "no such day", ONE(FIELD_DATE), "x=1404/7/31", NULL, MSG_ERROR_DATE_NO_SUCH_DAY },
    { "Gregorian year", ONE(FIELD_DATE), "x=2025/7/1", NULL, MSG_ERROR_DATE_GREGORIAN },
    { "two-digit year", ONE(FIELD_DATE), "x=04/7/1", NULL, MSG_ERROR_DATE_YEAR_SHORT },
    { "day first", ONE(FIELD_DATE), "x=24/6/1404", NULL, MSG_ERROR_DATE_ORDER },
    { "empty boxes", ONE(FIELD_DATE, .required = true), "x-year=&x-month=&x-day=", NULL, MSG_ERROR_REQUIRED },
    { "national ID", ONE(FIELD_NATIONAL_ID), "x=0499370899", "0499370899", MSG_NONE },
    { "national ID with separators", ONE(FIELD_NATIONAL_ID), "x=049-937089-9", "0499370899", MSG_NONE },
    { "national ID, wrong check", ONE(FIELD_NATIONAL_ID), "x=0499370898", NULL, MSG_ERROR_NATIONAL_ID },
    { "national ID, one repeated digit", ONE(FIELD_NATIONAL_ID), "x=1111111111", NULL,
      MSG_ERROR_NATIONAL_ID },
    { "national ID too long", ONE(FIELD_NATIONAL_ID), "x=04993708990", NULL, MSG_ERROR_NATIONAL_ID_LENGTH },
    { "national ID with letters", ONE(FIELD_NATIONAL_ID), "x=04993a0899", NULL,
      MSG_ERROR_NATIONAL_ID_DIGITS },
    { "mobile", ONE(FIELD_PHONE), "x=0912+345+6789", "+989123456789", MSG_NONE },
    { "service number", ONE(FIELD_PHONE), "x=111", NULL, MSG_ERROR_PHONE_SHORT_CODE },
    { "short phone", ONE(FIELD_PHONE), "x=091234567", NULL, MSG_ERROR_PHONE_LENGTH },
    { "foreign phone", ONE(FIELD_PHONE), "x=%2B4930123456", NULL, MSG_ERROR_PHONE_FOREIGN },
    { "postcode", ONE(FIELD_POSTCODE), "x=35136-18467", "3513618467", MSG_NONE },
    { "short postcode", ONE(FIELD_POSTCODE), "x=35136", NULL, MSG_ERROR_POSTAL_CODE },
    { "email", ONE(FIELD_EMAIL), "x=a.b%40example.ir", "a.b@example.ir", MSG_NONE },
    { "email without domain", ONE(FIELD_EMAIL), "x=a%40b", NULL, MSG_ERROR_EMAIL },
    { "email with two ats", ONE(FIELD_EMAIL), "x=a%40b%40c.ir", NULL, MSG_ERROR_EMAIL },
    { "email with a line break", ONE(FIELD_EMAIL), "x=a%40b.ir%0Abcc:x", NULL, MSG_ERROR_EMAIL },
    { "choice", ONE(FIELD_CHOICE, .choices = choices), "x=sms", "sms", MSG_NONE },
    { "other choice", ONE(FIELD_CHOICE, .choices = choices), "x=fax", NULL, MSG_ERROR_CHOICE },
    { "no choice", ONE(FIELD_CHOICE, .required = true, .choices = choices), "", NULL,
      MSG_ERROR_REQUIRED_CHOICE },
    { "tick missing", ONE(FIELD_BOOL, .required = true), "", NULL, MSG_ERROR_REQUIRED_TICK },
    { "file missing", ONE(FIELD_FILE, .required = true), "", NULL, MSG_ERROR_REQUIRED_FILE },
};

TEST(fields_by_kind)
{
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
        struct body_parts parts = { 0 };
        struct errors errors;
        struct fields f;
        struct err e = { 0 };

        field_errors_init(&errors);
        CHECK_INT(body_urlencoded(a, str_c(fields[i].posted), 10, &parts, &e), RC_OK);
        CHECK_INT(fields_read(a, fields[i].form, &parts, false, &f, &errors, &e), RC_OK);
        CHECK_MSG((errors.first == NULL ? MSG_NONE : errors.first->key) == fields[i].error, "%s: %s",
                  fields[i].name, errors.first == NULL ? "accepted" : msg_key(errors.first->key).p);
        CHECK_MSG(errors.first == NULL || errors.first->next == NULL, "%s: said twice", fields[i].name);
        if (fields[i].stored != NULL && fields[i].stored[0] != '\0' && f.v[0].stored.n == 1)
            CHECK_STR(f.v[0].stored.v[0], fields[i].stored);
        else if (fields[i].stored != NULL && fields[i].stored[0] != '\0')
            CHECK_MSG(false, "%s: nothing stored", fields[i].name);
    }
}

TEST(field_error_names_its_limit_in_persian)
{
    static const struct field form[] = { { .name = "x", .kind = FIELD_TEXT, .max = 2000 }, FORM_END };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct body_parts parts = { 0 };
    struct body_part p = { .name = STR("x") };
    struct errors errors;
    struct fields f;
    struct err e;
    char *text = arena_alloc(a, 3000);

    memset(text, 'a', 3000);
    p.value = (struct str){ text, 3000 };
    CHECK(VEC_PUSH(a, &parts.list, p));
    field_errors_init(&errors);
    CHECK_INT(fields_read(a, form, &parts, false, &f, &errors, &e), RC_OK);
    CHECK_STR(errors.first->text, "متن بلند است. آن را به ۲٬۰۰۰ نویسه یا کمتر کوتاه کنید.");
}

TEST(every_message_is_found_by_its_key)
{
    for (enum msg m = 1; m < MSG_COUNT; m++) {
        enum msg found = MSG_NONE;

        CHECK(msg_find(msg_key(m), &found));
        CHECK_INT(found, m);
        CHECK(utf8_valid(msg(m)) && msg(m).len > 0);
        /* ی and ک, never the Arabic forms */
        CHECK_MSG(!str_contains(msg(m), STR("ي")) && !str_contains(msg(m), STR("ك")), "%s", msg_key(m).p);
    }
}

TEST(message_slots)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    CHECK_STR(
        MSG_FMT(a, MSG_ERROR_FILE_LARGE, { "name", STR("a.pdf") }, { "max", STR("۱۰") }),
        "پروندهٔ «a.pdf» بزرگ است. پرونده‌ای تا ۱۰ مگابایت انتخاب "
        "کنید.");
    CHECK_STR(MSG_FMT(a, MSG_ERROR_TOO_LONG, { "other", STR("x") }),
              "متن بلند است. آن را به {max} نویسه یا کمتر کوتاه کنید.");
}
