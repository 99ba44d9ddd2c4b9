/*
 * table_cell.c - a cell of a report as people read it, and as machines do.
 */
#include "persian/digits.h"
#include "persian/jalali.h"
#include "reports/cells.h"
#include "reports/model.h"

static struct str day_text(struct arena *a, int64_t day, enum jdate_form f)
{
    if (day < jalali_day_min() || day > jalali_day_max())
        return STR_NONE;
    return jdate_text(a, jdate_from_day((int32_t)day), f);
}

/* «۳ روز و ۴ ساعت»; the two largest units. */
static struct str duration_fa(struct arena *a, int64_t ms)
{
    static const struct {
        int64_t ms;
        const char *name;
    } units[] = { { INT64_C(86400000), "روز" }, { INT64_C(3600000), "ساعت" }, { INT64_C(60000), "دقیقه" } };
    struct str text = STR_NONE;
    bool minus = ms < 0;
    int parts = 0;
    uint64_t left = minus ? 0 - (uint64_t)ms : (uint64_t)ms;

    for (size_t i = 0; i < ARRAY_LEN(units) && parts < 2; i++) {
        int64_t n = (int64_t)(left / (uint64_t)units[i].ms);

        left %= (uint64_t)units[i].ms;
        if (n == 0) {
            if (parts > 0)
                break;
            continue;
        }
        text = arena_fmt(a, "%.*s%s%.*s %s", STR_ARG(text), parts > 0 ? " و " : "", STR_ARG(int_fa(a, n)),
                         units[i].name);
        parts++;
    }
    if (parts == 0)
        return STR("۰ دقیقه");
    return minus ? arena_cat(a, text, STR(" پیش")) : text;
}

struct str table_cell_text(struct arena *a, const struct table_column *c, const struct table_cell *cell)
{
    struct str s = STR_NONE; /* NOLINT(clang-analyzer-deadcode.DeadStores): for a kind that is none */

    if (cell->empty)
        return STR("—");
    switch (c->kind) {
    case TABLE_TEXT:
    case TABLE_CODE:
        s = shown_text(a, cell->text, DOC_PLAIN);
        break;
    case TABLE_INT:
        s = int_fa(a, cell->n);
        break;
    case TABLE_PERCENT:
        s = percent_fa(a, cell->n / 10, cell->n % 100 == 0 ? 0 : 1);
        if (cell->n % 100 == 0)
            s = percent_fa(a, cell->n / 100, 0);
        break;
    case TABLE_DATE:
        s = day_text(a, cell->n, JDATE_SHORT);
        break;
    case TABLE_MOMENT:
        s = jmoment_text(a, cell->n, JDATE_SHORT);
        break;
    case TABLE_DURATION:
        s = duration_fa(a, cell->n);
        break;
    }
    return str_empty(s) ? STR("—") : s;
}

struct str cell_iso(struct arena *a, const struct table_column *c, const struct table_cell *cell)
{
    if (c->kind == TABLE_DATE)
        return day_text(a, cell->n, JDATE_ISO);
    return iso_instant_tehran(a, cell->n);
}

struct str cell_jalali_ascii(struct arena *a, const struct table_column *c, const struct table_cell *cell)
{
    if (c->kind == TABLE_DATE)
        return day_text(a, cell->n, JDATE_SHORT_ASCII);
    return digits_ascii(a, jmoment_text(a, cell->n, JDATE_SHORT_ASCII));
}

struct str cell_decimal(struct arena *a, int64_t scaled)
{
    uint64_t n = scaled < 0 ? 0 - (uint64_t)scaled : (uint64_t)scaled;

    return arena_fmt(a, "%s%llu.%02llu", scaled < 0 ? "-" : "", (unsigned long long)(n / 100),
                     (unsigned long long)(n % 100));
}

/* Hours with two digits: what a spreadsheet can sum. */
struct str cell_hours(struct arena *a, int64_t ms)
{
    return cell_decimal(a, ms / 36000);
}

enum rc table_check(const struct table *t, struct err *e)
{
    if (t->columns_n == 0 || t->columns_n > DOC_COLUMNS_MAX)
        return ERR(e, RC_INVALID, "table: %zu columns", t->columns_n);
    return RC_OK;
}
