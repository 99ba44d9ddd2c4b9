/*
 * statements.h - every statement that SAMAD runs, one table a concept. Included many times, with other
 * macros: no guard.
 *
 * STMT(NAME, "parameter types", "column types", "SQL")    the same text on both databases
 * STMT_SQLITE(…) and STMT_POSTGRES(…)                     both, under one name and with the same types, where
 * they differ
 *
 * Types: i int64, s text, b bytes, f double. $1, $2 … are the parameters. On PostgreSQL sums of bigint are
 * numeric: CAST(… AS BIGINT). A test prepares each on both databases and compares counts and types.
 */
#include "store/stmt/case.h"
#include "store/stmt/flow.h"
#include "store/stmt/office.h"
#include "store/stmt/store.h"
#include "store/stmt/admin.h"
#include "store/stmt/version.h"
#include "store/stmt/stay.h"
