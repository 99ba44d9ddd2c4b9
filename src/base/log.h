/*
 * log.h - one line a happening on standard error: time, level, area, message. Never personal data.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };
void log_set_level(enum log_level least);
void log_line(enum log_level level, const char *area, const char *fmt, ...) PRINTF_LIKE(3, 4);
void log_err(enum log_level level, const char *area, const struct err *e);

#endif
