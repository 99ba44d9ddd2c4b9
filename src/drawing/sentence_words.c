/*
 * sentence_words.c - Persian words for kinds of elements, lengths of time, names.
 *
 * Not here: sentences made of them (sentence.c).
 */
#include "drawing/inner.h"
#include "drawing/sentence.h"
#include "persian/digits.h"

static const char *event_word(const struct bpmn_element *el)
{
    static const char *const starts[] = {
        [BPMN_ON_NONE] = "آغاز",
        [BPMN_ON_MESSAGE] = "آغاز با پیام",
        [BPMN_ON_TIMER] = "آغاز در زمان معین",
        [BPMN_ON_SIGNAL] = "آغاز با خبر",
        [BPMN_ON_ERROR] = "آغاز با خطا",
        [BPMN_ON_ESCALATION] = "آغاز با گزارش به بالادست",
        [BPMN_ON_CONDITION] = "آغاز با برقرار شدن شرط",
        [BPMN_ON_COMPENSATION] = "آغاز برگرداندن",
        [BPMN_ON_MULTIPLE] = "آغاز با یکی از چند رویداد",
    };
    static const char *const catches[] = {
        [BPMN_ON_NONE] = "رویداد میانی",          [BPMN_ON_MESSAGE] = "رسیدن پیام",
        [BPMN_ON_TIMER] = "رسیدن زمان",           [BPMN_ON_SIGNAL] = "رسیدن خبر",
        [BPMN_ON_ERROR] = "رخ دادن خطا",          [BPMN_ON_ESCALATION] = "گزارش به بالادست",
        [BPMN_ON_CONDITION] = "برقرار شدن شرط",   [BPMN_ON_LINK] = "ادامه از پیوند",
        [BPMN_ON_COMPENSATION] = "برگرداندن",     [BPMN_ON_CANCEL] = "لغو",
        [BPMN_ON_MULTIPLE] = "یکی از چند رویداد",
    };
    static const char *const throws[] = {
        [BPMN_ON_NONE] = "رویداد میانی",
        [BPMN_ON_MESSAGE] = "فرستادن پیام",
        [BPMN_ON_SIGNAL] = "اعلام خبر",
        [BPMN_ON_ESCALATION] = "گزارش به بالادست",
        [BPMN_ON_LINK] = "پیوند به جای دیگر",
        [BPMN_ON_COMPENSATION] = "برگرداندن کارهای انجام‌شده",
        [BPMN_ON_MULTIPLE] = "چند رویداد",
    };
    static const char *const ends[] = {
        [BPMN_ON_NONE] = "پایان",
        [BPMN_ON_MESSAGE] = "پایان با پیام",
        [BPMN_ON_SIGNAL] = "پایان با اعلام خبر",
        [BPMN_ON_ERROR] = "پایان با خطا",
        [BPMN_ON_ESCALATION] = "پایان با گزارش به بالادست",
        [BPMN_ON_TERMINATE] = "پایان همهٔ کار",
        [BPMN_ON_COMPENSATION] = "پایان با برگرداندن",
        [BPMN_ON_CANCEL] = "پایان با لغو",
        [BPMN_ON_MULTIPLE] = "پایان با چند رویداد",
    };
    const char *const *words = catches;
    size_t n = ARRAY_LEN(catches), t = (size_t)el->trigger;

    if (el->kind == BPMN_START_EVENT) {
        words = starts;
        n = ARRAY_LEN(starts);
    } else if (el->kind == BPMN_END_EVENT) {
        words = ends;
        n = ARRAY_LEN(ends);
    } else if (el->kind == BPMN_THROW_EVENT) {
        words = throws;
        n = ARRAY_LEN(throws);
    }
    return t < n && words[t] != NULL ? words[t] : words[0];
}

struct str words_of_kind(const struct bpmn_element *el)
{
    static const char *const words[] = {
        [BPMN_PROCESS] = "فرایند",
        [BPMN_TASK] = "کار",
        [BPMN_USER_TASK] = "کار کارکنان",
        [BPMN_MANUAL_TASK] = "کار دستی",
        [BPMN_SERVICE_TASK] = "کار خودکار",
        [BPMN_SEND_TASK] = "فرستادن",
        [BPMN_RECEIVE_TASK] = "دریافت",
        [BPMN_RULE_TASK] = "تصمیم با جدول",
        [BPMN_SCRIPT_TASK] = "محاسبه",
        [BPMN_SUB_PROCESS] = "زیرفرایند",
        [BPMN_EVENT_SUB_PROCESS] = "زیرفرایند رویداد",
        [BPMN_TRANSACTION] = "تراکنش",
        [BPMN_AD_HOC] = "زیرفرایند بی‌ترتیب",
        [BPMN_CALL_ACTIVITY] = "فراخواندن فرایند دیگر",
        [BPMN_EXCLUSIVE] = "انتخاب یک راه",
        [BPMN_PARALLEL] = "راه‌های هم‌زمان",
        [BPMN_INCLUSIVE] = "انتخاب یک یا چند راه",
        [BPMN_EVENT_BASED] = "انتخاب با نخستین رویداد",
        [BPMN_COMPLEX] = "انتخاب با شرط پیچیده",
        [BPMN_DATA_OBJECT] = "داده",
        [BPMN_DATA_STORE] = "بایگانی داده",
        [BPMN_DATA_INPUT] = "دادهٔ ورودی",
        [BPMN_DATA_OUTPUT] = "دادهٔ خروجی",
        [BPMN_ANNOTATION] = "یادداشت",
        [BPMN_GROUP] = "گروه",
        [BPMN_OTHER] = "گام",
    };

    if (bpmn_is_event(el))
        return str_c(event_word(el));
    return str_c((size_t)el->kind < ARRAY_LEN(words) && words[el->kind] != NULL ? words[el->kind] : "گام");
}

struct str words_about(struct arena *a, const struct bpmn_model *m)
{
    int64_t steps = 0, choices = 0;
    struct str s;

    for (uint32_t i = 0; i < m->n_elements; i++) {
        steps += bpmn_is_activity(&m->elements[i]);
        choices += bpmn_is_gateway(&m->elements[i]) && m->elements[i].n_out > 1;
    }
    s = arena_fmt(a, "نمودار روند کار با %.*s گام", STR_ARG(int_fa(a, steps)));
    if (choices > 0)
        s = arena_fmt(a, "%.*s و %.*s انتخاب", STR_ARG(s), STR_ARG(int_fa(a, choices)));
    s = arena_cat(a, s, STR("؛ همین روند به نوشته "));
    return arena_cat(a, s, STR("در گام‌های شماره‌دار کنار آن آمده است."));
}

/* ---- lengths of time ---- */

static struct str unquoted(struct str s)
{
    s = str_trim(s);
    if (s.len > 0 && s.p[0] == '=')
        s = str_trim(str_from(s, 1));
    if (str_starts(s, STR("duration(")) && s.p[s.len - 1] == ')')
        s = str_trim(str_sub(s, 9, s.len - 10));
    if (s.len > 1 && s.p[0] == '"' && s.p[s.len - 1] == '"')
        s = str_trim(str_sub(s, 1, s.len - 2));
    return s;
}

static const char *unit_of(struct str *s, bool time)
{
    char c = s->len > 0 ? s->p[0] : 0;

    if (!time && str_starts(*s, STR("WD"))) {
        *s = str_from(*s, 2);
        return "روز کاری";
    }
    *s = str_from(*s, 1);
    if (time)
        return c == 'H' ? "ساعت" : c == 'M' ? "دقیقه" : c == 'S' ? "ثانیه" : c == 'B' ? "ساعت کاری" : NULL;
    return c == 'Y'   ? "سال"
           : c == 'M' ? "ماه"
           : c == 'W' ? "هفته"
           : c == 'D' ? "روز"
           : c == 'B' ? "روز کاری"
                      : NULL;
}

struct str words_of_span(struct arena *a, struct str text)
{
    struct str s = unquoted(text), out = STR_NONE;
    bool time = false;

    if (s.len > 0 && s.p[0] == 'R') /* a cycle: what stands after the number of rounds */
        (void)str_cut(&s, '/');
    if (s.len < 3 || s.p[0] != 'P')
        return STR_NONE;
    for (s = str_from(s, 1); s.len > 0;) {
        size_t n = 0;
        int64_t count;
        const char *unit;

        if (s.p[0] == 'T' && !time) {
            time = true;
            s = str_from(s, 1);
            continue;
        }
        while (n < s.len && s.p[n] >= '0' && s.p[n] <= '9')
            n++;
        if (!parse_i64(str_sub(s, 0, n), 0, 1000000, &count))
            return STR_NONE;
        s = str_from(s, n);
        unit = unit_of(&s, time);
        if (unit == NULL)
            return STR_NONE;
        if (count > 0)
            out = arena_fmt(a, "%.*s%s%.*s %s", STR_ARG(out), out.len > 0 ? " و " : "",
                            STR_ARG(int_fa(a, count)), unit);
    }
    return out;
}

/* ---- names ---- */

#define FSI "\xE2\x81\xA8"
#define PDI "\xE2\x81\xA9"

struct str words_quoted(struct arena *a, struct str name)
{
    struct buf b;
    struct str s;

    name = str_trim(name);
    buf_init(&b, (size_t)1 << 16);
    buf_c(&b, "«");
    if (!text_is_rtl(name))
        buf_c(&b, FSI);
    for (size_t i = 0; i < name.len; i++) {
        bool blank = (unsigned char)name.p[i] <= ' ';

        if (!blank || (i > 0 && (unsigned char)name.p[i - 1] > ' '))
            buf_byte(&b, blank ? ' ' : name.p[i]);
    }
    if (!text_is_rtl(name))
        buf_c(&b, PDI);
    buf_c(&b, "»");
    s = buf_to_arena(&b, a);
    buf_free(&b);
    return s;
}

/* STR_NONE when there is but one. */
static struct str last_word(struct str name)
{
    size_t at = 0, last = SIZE_MAX;

    name = str_trim(name);
    while ((at = str_find_byte(name, ' ', at)) != SIZE_MAX)
        last = ++at;
    return last == SIZE_MAX ? STR_NONE : str_from(name, last);
}

bool words_have_happened(struct str name)
{
    static const char *const verbs[] = { "رسید", "گذشت", "شد",    "کرد",  "آمد", "داد",
                                         "رفت",  "نشد",  "نرسید", "نکرد", "نداد" };
    struct str word = last_word(name);

    for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
        if (str_eq_c(word, verbs[i]))
            return true;
    return false;
}

bool words_are_sentence(struct str name)
{
    struct str word = last_word(name);

    /* «می‌نویسد»: the present tense of the third person, when it is not the only word */
    return (str_starts(word, STR("می‌")) || str_starts(word, STR("نمی‌"))) &&
           str_ends(word, STR("د"));
}

bool words_are_machine(struct str lane, struct str role)
{
    return str_eq_c(lane, "SYS") || str_starts(role, STR("سامانه"));
}
