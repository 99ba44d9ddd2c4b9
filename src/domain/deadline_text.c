/*
 * deadline_text.c - the sentence that explains a due date to the citizen, made from the derivation alone.
 *
 * Whatever is particular to a process (what was registered, why this limit, what is promised) comes from the
 * derivation; here is only the grammar that joins it.
 */
#include "domain/deadline.h"

#include "persian/digits.h"

#define SENTENCE_MAX 8192

static void put_date(struct buf *b, int64_t ms)
{
    jdate_put(b, jdate_from_ms(ms), JDATE_PLAIN);
}

static bool by_the_hour(const struct deadline *d)
{
    enum span_unit u = d->basis.limit.unit;

    return u == SPAN_HOURS || u == SPAN_WORKING_HOURS || u == SPAN_WORKDAY_END;
}

/* «پایان ۴ مهر ۱۴۰۳», or with the hour «ساعت ۱۴:۳۰ روز ۴ مهر ۱۴۰۳». */
static void put_due(struct buf *b, struct arena *a, const struct deadline *d, int64_t due)
{
    bool whole_day = !by_the_hour(d) || due == day_end_ms(day_from_ms(due));

    if (whole_day) {
        buf_str(b, STR("پایان "));
    } else {
        buf_str(b, STR("ساعت "));
        buf_str(b, jtime_text(a, due));
        buf_str(b, STR(" روز "));
    }
    put_date(b, due);
}

static struct span shown_limit(const struct deadline *d)
{
    struct span s = d->basis.limit;

    if (s.unit == SPAN_DAYS && d->settings.working_days)
        s.unit = SPAN_WORKING_DAYS;
    return s;
}

static void put_main(struct buf *b, struct arena *a, const struct deadline *d)
{
    bool because = !str_empty(d->basis.because), article = !str_empty(d->basis.article);

    buf_str(b, d->words.subject);
    buf_byte(b, ' ');
    put_date(b, d->start);
    buf_byte(b, ' ');
    buf_str(b, d->words.started);
    buf_str(b, STR("؛ "));
    if (because) {
        buf_str(b, STR("چون "));
        buf_str(b, d->basis.because);
    }
    if (article) {
        buf_str(b, because ? STR(" (") : STR("بر پایهٔ "));
        buf_str(b, d->basis.article);
        if (because)
            buf_byte(b, ')');
    }
    if (because || article)
        buf_str(b, STR("، "));
    buf_str(b, d->words.limit);
    buf_byte(b, ' ');
    buf_str(b, span_words(a, shown_limit(d)));
    buf_str(b, STR(" است؛ پس تا "));
    put_due(b, a, d, d->due);
    buf_byte(b, ' ');
    buf_str(b, d->words.promise);
    buf_byte(b, '.');
}

static void put_pause(struct buf *b, const struct dl_pause *p)
{
    buf_str(b, STR(" از "));
    put_date(b, p->from);
    if (p->until != 0) {
        buf_str(b, STR(" تا "));
        put_date(b, p->until);
    }
    buf_str(b, STR(" به سبب "));
    buf_str(b, p->reason);
    buf_str(b, p->until != 0 ? STR(" شمارش مهلت متوقف بود.") : STR(" شمارش مهلت متوقف است."));
}

static void put_change(struct buf *b, const struct dl_change *c)
{
    if (c->kind == DL_CHANGE_PAUSE)
        return; /* told by the pause itself */
    buf_str(b, STR(" در "));
    put_date(b, c->at);
    buf_str(b, c->kind == DL_CHANGE_CLASS ? STR(" مبنای مهلت تغییر کرد (") : STR(" تقویم اداره تغییر کرد ("));
    buf_str(b, c->reason);
    buf_byte(b, ')');
    if (c->old_due == c->new_due) {
        buf_str(b, STR(" و تاریخ پایان همان ماند."));
        return;
    }
    buf_str(b, STR(" و پایان مهلت از "));
    put_date(b, c->old_due);
    buf_str(b, STR(" به "));
    put_date(b, c->new_due);
    buf_str(b, STR(" رسید."));
}

struct str deadline_sentence(struct arena *a, const struct deadline *d)
{
    CLEANUP(buf_free) struct buf b = { .p = NULL };

    buf_init(&b, SENTENCE_MAX);
    put_main(&b, a, d);
    if (d->rolled)
        buf_str(&b, STR(" روز پایان مهلت تعطیل بود و مهلت به نخستین روز کاری پس از آن رسید."));
    for (size_t i = 0; i < d->n_pauses; i++)
        put_pause(&b, &d->pauses[i]);
    for (size_t i = 0; i < d->n_changes; i++)
        put_change(&b, &d->changes[i]);
    if (d->computed < d->due) {
        buf_str(&b, STR(" محاسبهٔ تازه تاریخ زودتری می‌دهد،"));
        buf_str(&b, STR(" ولی تاریخی که به شما اعلام شده است تغییر "
                        "نمی‌کند."));
    }
    if (b.failed || arena_failed(a))
        return STR_NONE;
    return arena_str(a, buf_view(&b));
}
