/*
 * sample_reference.c - the files of reference/, built in.
 */
#include "app/sample_inner.h"

#define BUILT_IN(symbol, file)                                                                               \
    __asm__(".section .rodata\n" #symbol ":\n.incbin \"" REFERENCE_DIR "/" file "\"\n" #symbol               \
            "_end:\n.byte 0\n.previous\n");                                                                  \
    extern const char symbol[], symbol##_end[]

BUILT_IN(reference_calendar, "calendar-ir-20.json");
BUILT_IN(reference_people, "people.json");
BUILT_IN(reference_semnan, "semnan.csv");

struct str sample_reference(const char *name)
{
    if (strcmp(name, "calendar-ir-20.json") == 0)
        return (struct str){ reference_calendar, (size_t)(reference_calendar_end - reference_calendar) };
    if (strcmp(name, "people.json") == 0)
        return (struct str){ reference_people, (size_t)(reference_people_end - reference_people) };
    return (struct str){ reference_semnan, (size_t)(reference_semnan_end - reference_semnan) };
}
