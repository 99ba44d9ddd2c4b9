/*
 * test_tracking.c - the tracking code and its check digit.
 */
#include "check.h"

#include "base/id.h"
#include "domain/tracking.h"

TEST(OFF_CMP_09_tracking_code_is_ten_digits_that_check)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct tracking t = tracking_make(312880371), back;

    CHECK(strncmp(t.digits, "412880371", 9) == 0);
    CHECK(strlen(t.digits) == 10);
    CHECK(tracking_parse(tracking_str(&t), &back) == TRACKING_OK);
    CHECK(strcmp(t.digits, back.digits) == 0);
    CHECK(tracking_parse(tracking_shown(a, &t), &back) == TRACKING_OK);
    CHECK(strcmp(t.digits, back.digits) == 0);
    CHECK(str_starts(tracking_shown(a, &t), STR("۴۱۲ ۸۸۰ ۳۷۱")));
    CHECK(str_starts(tracking_spoken(a, &t), STR("۴ ۱ ۲، ۸ ۸ ۰، ۳ ۷ ۱ ")));
}

TEST(tracking_codes_fill_their_space)
{
    struct tracking low = tracking_make(0), high = tracking_make(TRACKING_SPACE - 1),
                    wrapped = tracking_make(TRACKING_SPACE);

    CHECK(strncmp(low.digits, "100000000", 9) == 0);
    CHECK(strncmp(high.digits, "999999999", 9) == 0);
    CHECK(strcmp(wrapped.digits, low.digits) == 0);
}

TEST(tracking_input)
{
    struct tracking t = tracking_make(123456789), got;
    char text[64];

    snprintf(text, sizeof(text), " %.3s-%.3s %.4s\xE2\x80\x8F", t.digits, t.digits + 3, t.digits + 6);
    CHECK(tracking_parse(str_c(text), &got) == TRACKING_OK);
    CHECK(tracking_parse(STR(""), &got) == TRACKING_EMPTY);
    CHECK(tracking_parse(STR(" -"), &got) == TRACKING_EMPTY);
    CHECK(tracking_parse(STR("123"), &got) == TRACKING_LENGTH);
    CHECK(tracking_parse(STR("123456789012345678901234"), &got) == TRACKING_LENGTH);
    CHECK(tracking_parse(STR("12345x7890"), &got) == TRACKING_NOT_DIGIT);
    CHECK(tracking_parse(STR("0000000000"), &got) == TRACKING_CHECK);
    CHECK_STR(tracking_fault_key(TRACKING_CHECK), "tracking.check");
}

/* Every single wrong digit and every swap of neighbours is caught, for many codes. */
TEST(tracking_check_digit_catches_slips)
{
    uint64_t seed = 3;
    int missed = 0;

    for (int i = 0; i < 3000; i++) {
        struct tracking t, got;
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        t = tracking_make(seed >> 20);
        for (size_t k = 0; k < TRACKING_DIGITS; k++) {
            struct tracking wrong = t;
            for (char c = '0'; c <= '9'; c++) {
                wrong.digits[k] = c;
                if (c != t.digits[k] && tracking_parse(tracking_str(&wrong), &got) == TRACKING_OK)
                    missed++;
            }
            if (k + 1 == TRACKING_DIGITS || t.digits[k] == t.digits[k + 1])
                continue;
            wrong = t;
            wrong.digits[k] = t.digits[k + 1];
            wrong.digits[k + 1] = t.digits[k];
            if (tracking_parse(tracking_str(&wrong), &got) == TRACKING_OK)
                missed++;
        }
    }
    CHECK_INT(missed, 0);
}
