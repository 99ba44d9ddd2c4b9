/*
 * dialect.h - one text of a migration, two engines.
 */
#ifndef STORE_DIALECT_H
#define STORE_DIALECT_H

#include "base/buf.h"

/* Translate a migration for one engine. Outside of quotes and comments:
 *
 *   written           SQLite                     PostgreSQL
 *   BIGINT            INTEGER                    BIGINT
 *   TEXT              TEXT                       TEXT COLLATE "C"   (in CREATE TABLE and ALTER TABLE)
 *   BLOB              BLOB                       BYTEA
 *   DOUBLE PRECISION  REAL                       DOUBLE PRECISION
 *   CREATE TABLE …;   CREATE TABLE … STRICT;     as written
 *   -- sqlite: X      X                          (nothing)
 *   -- postgres: X    (nothing)                  X
 *
 * Types are in capitals, so that a column may be called text. The last two stand alone on their line.
 * Comments are left out. */
void dialect_translate(struct str sql, bool postgres, struct buf *out);

#endif
