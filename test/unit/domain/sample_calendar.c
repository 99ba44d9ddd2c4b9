/*
 * sample_calendar.c - days from the tables of iran-facts 6.3; Thursdays are days off from 1403 on.
 */
#include "sample_calendar.h"

#include "check.h"

#define OPEN DAY_EVER, DAY_NEVER

static int32_t on(int y, int m, int d)
{
    return jdate_to_day((struct jdate){ y, m, d });
}

const struct calendar *sample_calendar(struct arena *a, const char *closure, int64_t version)
{
    static const struct holiday_yearly yearly[] = {
        { 1, 1, OPEN, STR_INIT("نوروز"), STR_INIT("") },
        { 1, 2, OPEN, STR_INIT("نوروز"), STR_INIT("") },
        { 1, 3, OPEN, STR_INIT("نوروز"), STR_INIT("") },
        { 1, 4, OPEN, STR_INIT("نوروز"), STR_INIT("") },
        { 1, 12, OPEN, STR_INIT("روز جمهوری اسلامی ایران"), STR_INIT("") },
        { 1, 13, OPEN, STR_INIT("روز طبیعت"), STR_INIT("") },
        { 12, 29, OPEN, STR_INIT("روز ملی شدن صنعت نفت"), STR_INIT("") },
        { 12, 30, OPEN, STR_INIT("آخرین روز سال"), STR_INIT("") },
    };
    const struct weekly_off weekly[] = {
        { JW_FRIDAY, OPEN, STR("") },
        { JW_THURSDAY, on(1403, 1, 1), DAY_NEVER, STR("20") },
    };
    const struct holiday holidays[] = {
        { on(1405, 1, 25), HOLIDAY_LUNAR, false, STR("شهادت امام جعفر صادق"), STR("") },
        { on(1405, 1, 2), HOLIDAY_LUNAR, false, STR("عید فطر"), STR("") },
        { on(1403, 1, 13), HOLIDAY_LUNAR, true, STR("شهادت امام علی"), STR("") },
        { on(1403, 6, 31), HOLIDAY_LUNAR, true, STR("میلاد رسول اکرم و امام جعفر صادق"), STR("") },
        { on(1403, 5, 7), HOLIDAY_ANNOUNCED, true, STR("گرما"), STR("20") },
        { on(1403, 5, 8), HOLIDAY_ANNOUNCED, true, STR("گرما"), STR("06") },
        { on(1403, 7, 3), HOLIDAY_ANNOUNCED, true, str_c(closure), STR("20") },
    };
    const struct working_hours hours[] = {
        { 0x1F, OPEN, 450, 870, STR("") },
        { 0x1F, on(1403, 3, 15), on(1403, 6, 15), 360, 780, STR("") },
    };
    struct calendar_data d = {
        .key = STR("ir-20"),
        .version = version,
        .province = STR("20"),
        .weekly = weekly,
        .n_weekly = ARRAY_LEN(weekly),
        .holidays = holidays,
        .n_holidays = ARRAY_LEN(holidays) - (closure == NULL),
        .yearly = yearly,
        .n_yearly = ARRAY_LEN(yearly),
        .hours = hours,
        .n_hours = ARRAY_LEN(hours),
    };
    const struct calendar *c = NULL;

    CHECK(calendar_build(a, &d, &c, NULL) == RC_OK);
    return c;
}
