/*
 * email.c - messages as text: headers that nothing can be smuggled into, Persian subjects that survive; and
 * sent to a fake relay: what each of its answers means.
 */
#include "base/buf.h"
#include "channels/channels.h"
#include "check.h"
#include "fakes.h"

#include <sodium.h>

#define FROM STR_INIT("samad@ostandari.example")

static struct channel_message message(const char *to, struct str subject, struct str body)
{
    return (struct channel_message){
        .channel = STR("email"), .key = STR("4242"), .recipient = str_c(to), .subject = subject, .body = body
    };
}

/* A header's value as written, with its folded lines; STR_NONE when absent. */
static struct str header(struct str text, const char *name)
{
    struct str head = str_sub(text, 0, str_find(text, STR("\r\n\r\n"), 0));
    size_t at = str_find(head, str_c(name), 0), end;

    if (at == SIZE_MAX)
        return STR_NONE;
    at += strlen(name);
    for (end = str_find(head, STR("\r\n"), at);
         end != SIZE_MAX && end + 2 < head.len && head.p[end + 2] == ' ';)
        end = str_find(head, STR("\r\n"), end + 2);
    return str_sub(head, at, end == SIZE_MAX ? SIZE_MAX : end - at);
}

static struct str from_base64(struct arena *a, struct str s)
{
    unsigned char *p = arena_alloc(a, s.len + 1);
    size_t n = 0;

    if (sodium_base642bin(p, s.len + 1, s.p, s.len, "\r\n", &n, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return STR("(no base64)");
    return (struct str){ (const char *)p, n };
}

/* Encoded words decoded as RFC 2047 says: white space between two of them is not text. Each must be whole
 * UTF-8 of itself and at most 75 bytes. */
static struct str decode_words(struct arena *a, struct str s)
{
    struct str out = STR_NONE;

    while (s.len > 0) {
        size_t end = str_find(s, STR("?="), 10);
        struct str word = str_sub(s, 0, end == SIZE_MAX ? SIZE_MAX : end + 2), text;

        CHECK(word.len <= 75 && str_starts(word, STR("=?UTF-8?B?")) && str_ends(word, STR("?=")));
        text = from_base64(a, str_sub(word, 10, word.len - 12));
        CHECK(utf8_valid(text));
        out = arena_cat(a, out, text);
        s = str_from(s, word.len);
        if (s.len > 0)
            CHECK(str_starts(s, STR("\r\n ")));
        s = str_from(s, 3);
    }
    return out;
}

/* clang-format off */
static const char *const subjects[] = {
    "پاسخ درخواست ۰۰۴۲ شما",
    "م",
    "Hello",
    "رسید ثبت شکایت شما با شماره‌ی ۱۴۰۵/۳۲۱/۰۰۱۲۳۴ در دفتر بازرسی، مدیریت عملکرد و امور حقوقی استانداری سمنان؛ لطفاً این پیام را نگه دارید",
    "a خیلی b بلند c و d درهم e با f حرف‌های g لاتین 0123456789 و \U0001F600\U0001F600\U0001F600\U0001F600\U0001F600",
    "",
};
/* clang-format on */

TEST(email_long_Persian_subjects_survive_RFC_2047)
{
    for (size_t i = 0; i < ARRAY_LEN(subjects); i++) {
        struct arena *a = arena_new(1 << 20);
        struct channel_message m = message("a@b.example", str_c(subjects[i]), STR("متن"));
        struct str text = email_text(a, (struct str)FROM, &m);

        CHECK(text.len > 0);
        CHECK_STR(decode_words(a, header(text, "\r\nSubject: ")), subjects[i]);
        arena_free(a);
    }
}

TEST(email_subjects_of_every_length_survive)
{
    struct arena *a = arena_new((size_t)8 << 20);
    struct buf b;

    buf_init(&b, 4096);
    for (int n = 1; n < 120; n++) {
        struct channel_message m;
        struct str text;

        buf_c(&b, n % 7 == 0 ? "x" : n % 11 == 0 ? "\U0001F600" : n % 5 == 0 ? "\u200c" : "ش");
        m = message("a@b.example", buf_view(&b), STR("x"));
        text = email_text(a, (struct str)FROM, &m);
        CHECK(str_eq(decode_words(a, header(text, "\r\nSubject: ")), buf_view(&b)));
    }
    buf_free(&b);
    arena_free(a);
}

TEST(email_is_text_of_short_ascii_lines)
{
    struct arena *a = arena_new(1 << 20);
    struct str body = arena_fmt(a, "سلام\r\n.\r\n%0500d\nپایان", 7), rest, text;
    struct channel_message m = message("a@b.example", STR("س"), body);

    text = email_text(a, (struct str)FROM, &m);
    CHECK_STR(header(text, "\r\nTo: "), "<a@b.example>");
    CHECK_STR(header(text, "\r\nMessage-ID: "), "<4242@samad>");
    CHECK_STR(header(text, "\r\nAuto-Submitted: "), "auto-generated");
    CHECK_STR(header(text, "\r\nContent-Type: "), "text/plain; charset=UTF-8");
    CHECK(str_starts(text, STR("From: <samad@ostandari.example>\r\n")));
    CHECK(str_eq(from_base64(a, str_from(text, str_find(text, STR("\r\n\r\n"), 0) + 4)), body));
    for (rest = text; rest.len > 0;) {
        struct str l = str_cut(&rest, '\n');

        CHECK(l.len <= 78 && str_ends(l, STR("\r")));
        for (size_t i = 0; i + 1 < l.len; i++)
            CHECK((unsigned char)l.p[i] >= 0x20 && (unsigned char)l.p[i] < 0x7F);
    }
    arena_free(a);
}

static const struct {
    const char *name, *from, *to;
    struct str subject, key;
} smuggled[] = {
    { "a second recipient in the address", "s@x", "a@b\r\nBcc: c@d", STR_INIT("x"), STR_INIT("1") },
    { "a header in the subject", "s@x", "a@b", STR_INIT("x\r\nBcc: c@d"), STR_INIT("1") },
    { "a lone line feed", "s@x", "a@b", STR_INIT("x\nBcc: c@d"), STR_INIT("1") },
    { "a lone carriage return", "s@x", "a@b", STR_INIT("x\rBcc: c@d"), STR_INIT("1") },
    { "NUL in the subject", "s@x", "a@b", STR_INIT("x\0y"), STR_INIT("1") },
    { "a header in the key", "s@x", "a@b", STR_INIT("x"), STR_INIT("1\r\nBcc: c@d") },
    { "a header in the sender", "s@x\r\nBcc: c@d", "a@b", STR_INIT("x"), STR_INIT("1") },
    { "SMTP parameters", "s@x", "a@b> SIZE=1 <", STR_INIT("x"), STR_INIT("1") },
    { "two addresses", "s@x", "a@b,c@d", STR_INIT("x"), STR_INIT("1") },
    { "two at signs", "s@x", "a@b@c", STR_INIT("x"), STR_INIT("1") },
    { "no at sign", "s@x", "ab", STR_INIT("x"), STR_INIT("1") },
    { "no name", "s@x", "@b", STR_INIT("x"), STR_INIT("1") },
    { "no host", "s@x", "a@", STR_INIT("x"), STR_INIT("1") },
    { "empty", "s@x", "", STR_INIT("x"), STR_INIT("1") },
    { "Persian letters", "s@x", "علی@b", STR_INIT("x"), STR_INIT("1") },
    { "delete", "s@x", "a\x7F@b", STR_INIT("x"), STR_INIT("1") },
};

TEST(email_refuses_smuggled_headers)
{
    struct fake_smtp how = { 0 };
    struct fake *f = fake_smtp_start(&how);

    for (size_t i = 0; i < ARRAY_LEN(smuggled); i++) {
        struct arena *a = arena_new(1 << 20);
        struct channel_message m = message(smuggled[i].to, smuggled[i].subject, STR("x"));
        struct channel_options o = { .smtp = fake_url(f), .from = smuggled[i].from };
        struct channels *c = NULL;
        struct str why = STR_NONE;
        enum channel_result r;

        m.key = smuggled[i].key;
        CHECK_MSG(email_text(a, str_c(smuggled[i].from), &m).len == 0, "%s", smuggled[i].name);
        CHECK(channels_open(&o, &c, NULL) == RC_OK);
        r = channel_send(c, &m, a, &why);
        CHECK_MSG(r == CHANNEL_NEVER || r == CHANNEL_NOT_HERE, "%s", smuggled[i].name);
        CHECK(why.len > 0);
        channels_close(c);
        arena_free(a);
    }
    CHECK_STR(fake_got(f), "");
    fake_stop(f);
}

/* ---- what the relay's answers mean ---- */

static const struct {
    const char *name;
    struct fake_smtp how;
    enum channel_result want;
} answers[] = {
    { "taken", { 0 }, CHANNEL_SENT },
    { "greeting: busy", { .greeting = "421 busy" }, CHANNEL_LATER },
    { "hangs up at once", { .cut = CUT_CONNECTED }, CHANNEL_LATER },
    { "sender: later", { .mail = "451 later" }, CHANNEL_LATER },
    { "recipient: later", { .rcpt = "450 mailbox busy" }, CHANNEL_LATER },
    { "recipient: unknown", { .rcpt = "550 no such user" }, CHANNEL_NEVER },
    { "hangs up after the recipient", { .cut = CUT_ASKED }, CHANNEL_LATER },
    { "no text wanted now", { .data = "452 full" }, CHANNEL_LATER },
    { "no text wanted ever", { .data = "554 no" }, CHANNEL_NEVER },
    { "text: later", { .end = "451 try again" }, CHANNEL_LATER },
    { "text: refused", { .end = "554 looks like spam" }, CHANNEL_NEVER },
    { "hangs up after the text", { .cut = CUT_END }, CHANNEL_UNKNOWN },
};

TEST(email_results_follow_the_relays_answers)
{
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        struct arena *a = arena_new(1 << 20);
        struct fake *f = fake_smtp_start(&answers[i].how);
        struct channel_options o = { .smtp = fake_url(f), .from = "samad@ostandari.example" };
        struct channel_message m = message("ali@example.ir", STR("رسید"), STR("شکایت شما ثبت شد."));
        struct channels *c = NULL;
        struct str why = STR_NONE, got;
        enum channel_result r;

        CHECK(channels_open(&o, &c, NULL) == RC_OK);
        r = channel_send(c, &m, a, &why);
        CHECK_MSG(r == answers[i].want, "%s: %d (%.*s)", answers[i].name, (int)r, STR_ARG(why));
        CHECK_MSG((why.len == 0) == (r == CHANNEL_SENT), "%s", answers[i].name);
        got = fake_got(f);
        if (r == CHANNEL_SENT) {
            CHECK(str_contains(got, STR("MAIL FROM:<samad@ostandari.example>")));
            CHECK(str_contains(got, STR("RCPT TO:<ali@example.ir>")));
            CHECK(str_contains(got, email_text(a, str_c(o.from), &m)));
        }
        fake_stop(f);
        channels_close(c);
        arena_free(a);
    }
}

TEST(email_cut_in_a_long_text_is_tried_again)
{
    struct arena *a = arena_new((size_t)8 << 20);
    struct fake_smtp how = { .cut = CUT_MIDDLE };
    struct fake *f = fake_smtp_start(&how);
    struct channel_options o = { .smtp = fake_url(f), .from = "samad@ostandari.example" };
    struct channel_message m = message("ali@example.ir", STR("x"), arena_fmt(a, "%0500000d", 1));
    struct channels *c = NULL;
    struct str why = STR_NONE;
    enum channel_result r;

    CHECK(channels_open(&o, &c, NULL) == RC_OK);
    r = channel_send(c, &m, a, &why);
    /* How much the sockets buffer decides whether all of it had been handed over. */
    CHECK(r == CHANNEL_LATER || r == CHANNEL_UNKNOWN);
    m.body = arena_fmt(a, "%0600000d", 1);
    CHECK_INT(channel_send(c, &m, a, &why), CHANNEL_NEVER);
    CHECK_STR(why, "the message is too long");
    fake_stop(f);
    channels_close(c);
    arena_free(a);
}

TEST(email_without_a_relay_waits)
{
    struct arena *a = arena_new(1 << 20), *small = arena_new(200);
    struct fake_smtp how = { 0 };
    struct fake *f = fake_smtp_start(&how);
    char url[128];
    struct channel_options o = { .smtp = url, .from = "samad@ostandari.example" }, none = { 0 };
    struct channel_message m = message("ali@example.ir", STR("x"), STR("y"));
    struct channels *c = NULL;
    struct str why = STR_NONE;

    (void)snprintf(url, sizeof(url), "%s", fake_url(f));
    fake_stop(f); /* now nobody listens there */
    CHECK(channels_open(&o, &c, NULL) == RC_OK);
    CHECK_INT(channel_send(c, &m, a, &why), CHANNEL_LATER);
    CHECK(why.len > 0);
    CHECK_INT(channel_send(c, &m, small, &why), CHANNEL_LATER); /* our own want of memory is no refusal */
    m.channel = STR("sms");
    CHECK_INT(channel_send(c, &m, a, &why), CHANNEL_NOT_HERE);
    m.channel = STR("pigeon");
    CHECK_INT(channel_send(c, &m, a, &why), CHANNEL_NOT_HERE);
    CHECK_STR(why, "no sender is configured for pigeon");
    channels_close(c);
    CHECK(channels_open(&none, &c, NULL) == RC_OK);
    m.channel = STR("email");
    CHECK_INT(channel_send(c, &m, a, &why), CHANNEL_NOT_HERE);
    channels_close(c);
    channels_close(NULL);
    arena_free(a);
    arena_free(small);
}
