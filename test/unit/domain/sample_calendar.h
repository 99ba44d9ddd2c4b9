/*
 * sample_calendar.h - the calendar of Semnan (20) that the tests of this room use.
 */
#ifndef SAMPLE_CALENDAR_H
#define SAMPLE_CALENDAR_H

#include "domain/calendar.h"

/* With `closure` a closure of that name on 1403/07/03 in the province, announced later. */
const struct calendar *sample_calendar(struct arena *a, const char *closure, int64_t version);

#endif
