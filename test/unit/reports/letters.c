/*
 * letters.c - the source of letters: parsing, slots, channels' texts.
 */
#include "check.h"
#include "samples.h"

TEST(letter_receipt_parses)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    CHECK(letter_must(a, receipt_source) != NULL);
}
