/*
 * sms.c - SMS to a fake gateway: the request it gets, what its answers mean, numbers that are none.
 */
#include "channels/channels.h"
#include "check.h"
#include "fakes.h"

static struct channel_message message(struct str to, struct str body)
{
    return (struct channel_message){ .channel = STR("sms"), .key = STR("7"), .recipient = to, .body = body };
}

static enum channel_result send_to(struct fake *f, const struct channel_message *m, struct arena *a,
                                   struct str *why)
{
    struct channel_options o = { .sms = fake_url(f) };
    struct channels *c = NULL;
    enum channel_result r;

    *why = STR_NONE;
    CHECK(channels_open(&o, &c, NULL) == RC_OK);
    r = channel_send(c, m, a, why);
    channels_close(c);
    return r;
}

TEST(sms_is_sent_as_UCS2_with_everything_escaped)
{
    struct arena *a = arena_new(1 << 20);
    struct fake_sms how = { 0 };
    struct fake *f = fake_sms_start(&how);
    struct channel_message m = message(STR("+989121234567"), STR("کد: ۱۲&to=0912#%\r\nX-Y: z"));
    struct str why;

    CHECK_INT(send_to(f, &m, a, &why), CHANNEL_SENT);
    CHECK(str_starts(fake_got(f), STR("GET /cgi-bin/sendsms?username=u&password=p&to=%2B989121234567&text="
                                      "%DA%A9%D8%AF%3A%20%DB%B1%DB%B2%26to%3D0912%23%25%0D%0AX-Y%3A%20z&"
                                      "coding=2&charset=UTF-8 HTTP/1.1\r\n")));
    CHECK(!str_contains(fake_got(f), STR("\r\nX-Y")));
    fake_stop(f);
    arena_free(a);
}

static const struct {
    const char *name;
    struct fake_sms how;
    enum channel_result want;
} answers[] = {
    { "accepted", { 202, CUT_NEVER }, CHANNEL_SENT },
    { "ok", { 200, CUT_NEVER }, CHANNEL_SENT },
    { "malformed", { 400, CUT_NEVER }, CHANNEL_NEVER },
    { "too long", { 413, CUT_NEVER }, CHANNEL_NEVER },
    { "our password is wrong", { 403, CUT_NEVER }, CHANNEL_LATER },
    { "the address is wrong", { 404, CUT_NEVER }, CHANNEL_LATER },
    { "too many", { 429, CUT_NEVER }, CHANNEL_LATER },
    { "moved", { 302, CUT_NEVER }, CHANNEL_LATER },
    { "broken", { 500, CUT_NEVER }, CHANNEL_LATER },
    { "queued later", { 503, CUT_NEVER }, CHANNEL_LATER },
    { "hangs up after the request", { 202, CUT_ASKED }, CHANNEL_UNKNOWN },
};

TEST(sms_results_follow_the_gateways_answers)
{
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        struct arena *a = arena_new(1 << 20);
        struct fake *f = fake_sms_start(&answers[i].how);
        struct channel_message m = message(STR("09121234567"), STR("سلام"));
        struct str why;
        enum channel_result r = send_to(f, &m, a, &why);

        CHECK_MSG(r == answers[i].want, "%s: %d (%.*s)", answers[i].name, (int)r, STR_ARG(why));
        CHECK_MSG((why.len == 0) == (r == CHANNEL_SENT), "%s", answers[i].name);
        fake_stop(f);
        arena_free(a);
    }
}

TEST(sms_refuses_what_is_no_number_or_no_text)
{
    static const struct str numbers[] = {
        STR_INIT(""),          STR_INIT("+"),       STR_INIT("12"),
        STR_INIT("0912&to=1"), STR_INIT("۰۹۱۲۱۲۳"), STR_INIT("+98 912"),
        STR_INIT("9123\0001"), { NULL, 0 },         STR_INIT("1234567890123456")
    };
    struct arena *a = arena_new(1 << 20);
    struct fake_sms how = { 0 };
    struct fake *f = fake_sms_start(&how);
    struct channel_message m;
    struct str why;

    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        m = message(numbers[i], STR("x"));
        CHECK_INT(send_to(f, &m, a, &why), CHANNEL_NEVER);
        CHECK_STR(why, "the number is not usable");
    }
    m = message(STR("09121234567"), STR_NONE);
    CHECK_INT(send_to(f, &m, a, &why), CHANNEL_NEVER);
    m.body = arena_fmt(a, "%05000d", 1);
    CHECK_INT(send_to(f, &m, a, &why), CHANNEL_NEVER);
    CHECK_STR(fake_got(f), "");
    m.body = STR("x");
    CHECK_INT(send_to(f, &m, a, &why), CHANNEL_LATER); /* nobody listens any more */
    fake_stop(f);
    arena_free(a);
}
