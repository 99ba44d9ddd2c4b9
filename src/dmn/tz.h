/*
 * tz.h - time zones by their IANA name: a careful reader of the system's zone files (TZif, RFC 8536), and
 * Asia/Tehran built in, so that an office in Iran needs no file.
 *
 * The one place of this room that reads from the machine, and only data files of the system.
 */
#ifndef DMN_TZ_H
#define DMN_TZ_H

#include "base/arena.h"

struct tz;

/* The zone, in the arena. NULL when there is no such zone, the name is not well formed, or the arena is full.
 */
const struct tz *tz_find(struct arena *a, struct str name);
/* The zone in the bytes of a TZif file; NULL when malformed. */
const struct tz *tz_parse(struct arena *a, struct str name, struct str bytes);
struct str tz_name(const struct tz *z);
int tz_offset_utc(const struct tz *z, int64_t utc); /* seconds east at that second since 1970 */
int tz_offset_wall(const struct tz *z,
                   int64_t wall); /* the same by the clock on the wall; the earlier when double */

#endif
