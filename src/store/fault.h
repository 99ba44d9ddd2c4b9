/*
 * fault.h - where the drivers ask whether this call shall fail (store_fail_at() in port/tx.h).
 */
#ifndef STORE_FAULT_H
#define STORE_FAULT_H

#include "port/tx.h"

/* Counts a database call; RC_OK, or the code that a test asked for. */
enum rc fault_call(const char *what, struct err *e) MUST_CHECK;

#endif
