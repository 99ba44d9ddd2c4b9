/*
 * schema.c - the text of each engine's question for its own schema. Both answer in the same words:
 *
 *     case.title: text not null
 *     case: primary key (id)
 *     case: unique (ref)                       from a UNIQUE constraint
 *     case: index case_tray (unit, due desc) where
 *     case: foreign key (unit) references unit (id) on delete cascade
 *
 * Tables whose name ends in _search are left out (full text is built differently on each), and so are indexes
 * on expressions, those that PostgreSQL has besides (their name ends in _hashed), the words of CHECK, DEFAULT
 * and WHERE.
 *
 * Not here: asking (migrate.c).
 */
#include "store/driver.h"

#define LISTED "t.name NOT LIKE 'sqlite!_%' ESCAPE '!' AND t.name NOT LIKE '%!_search' ESCAPE '!'"

const char sqlite_schema_sql[] =
    "WITH t AS (SELECT name FROM pragma_table_list t WHERE schema = 'main' AND type = 'table' AND " LISTED
    "),"
    " k AS (SELECT t.name AS tbl, f.id, f.\"table\" AS target, f.on_delete,"
    "  (SELECT group_concat(x.\"from\", ', ') FROM (SELECT \"from\" FROM pragma_foreign_key_list(t.name) y"
    "    WHERE y.id = f.id ORDER BY y.seq) x) AS here,"
    "  (SELECT group_concat(x.\"to\", ', ') FROM (SELECT \"to\" FROM pragma_foreign_key_list(t.name) y"
    "    WHERE y.id = f.id ORDER BY y.seq) x) AS there"
    "  FROM t, pragma_foreign_key_list(t.name) f WHERE f.seq = 0),"
    " i AS (SELECT t.name AS tbl, l.name, l.\"unique\" AS uniq, l.origin, l.partial,"
    "  (SELECT group_concat(x.c, ', ') FROM (SELECT y.name || CASE WHEN y.\"desc\" THEN ' desc' ELSE '' END "
    "AS c"
    "    FROM pragma_index_xinfo(l.name) y WHERE y.key = 1 ORDER BY y.seqno) x) AS cols,"
    "  (SELECT count(*) FROM pragma_index_xinfo(l.name) y WHERE y.key = 1 AND y.cid = -2) AS exprs"
    "  FROM t, pragma_index_list(t.name) l)"
    "SELECT line FROM ("
    " SELECT t.name || '.' || c.name || ': ' || CASE upper(c.type) WHEN 'INTEGER' THEN 'bigint' WHEN 'TEXT' "
    "THEN 'text'"
    "   WHEN 'BLOB' THEN 'blob' WHEN 'REAL' THEN 'double' ELSE c.type END"
    "   || CASE WHEN c.\"notnull\" OR c.pk THEN ' not null' ELSE '' END"
    "   || CASE WHEN c.dflt_value IS NULL THEN '' ELSE ' default' END AS line"
    "  FROM t, pragma_table_info(t.name) c"
    " UNION ALL SELECT t.name || ': primary key (' || (SELECT group_concat(x.name, ', ') FROM (SELECT name"
    "   FROM pragma_table_info(t.name) WHERE pk > 0 ORDER BY pk) x) || ')' FROM t"
    "   WHERE EXISTS (SELECT 1 FROM pragma_table_info(t.name) WHERE pk > 0)"
    " UNION ALL SELECT tbl || ': ' || CASE WHEN origin = 'u' THEN 'unique'"
    "   ELSE CASE WHEN uniq THEN 'unique ' ELSE '' END || 'index ' || name END || ' (' || cols || ')'"
    "   || CASE WHEN partial THEN ' where' ELSE '' END FROM i WHERE origin IN ('u', 'c') AND exprs = 0"
    " UNION ALL SELECT tbl || ': foreign key (' || here || ') references ' || target || ' (' || "
    "coalesce(there, '?')"
    "   || ')' || CASE on_delete WHEN 'NO ACTION' THEN '' ELSE ' on delete ' || lower(on_delete) END FROM k"
    ") ORDER BY line";

const char postgres_schema_sql[] =
    "WITH t AS (SELECT c.oid, c.relname::text AS name FROM pg_class c WHERE c.relnamespace = "
    "  current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND c.relname::text NOT LIKE '%!_search' "
    "ESCAPE '!'),"
    " i AS (SELECT t.name AS tbl, ic.relname::text AS name, x.indisunique AS uniq, x.indpred IS NOT NULL AS "
    "partial,"
    "  con.contype, x.indexprs IS NOT NULL AS exprs,"
    "  (SELECT string_agg(a.attname || CASE WHEN (x.indoption[k.n - 1] & 1) = 1 THEN ' desc' ELSE '' END, ', "
    "'"
    "     ORDER BY k.n) FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS k(attnum, n)"
    "     JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum"
    "     WHERE k.n <= x.indnkeyatts) AS cols"
    "  FROM t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class ic ON ic.oid = x.indexrelid"
    "  LEFT JOIN pg_constraint con ON con.conindid = x.indexrelid AND con.contype IN ('p', 'u')),"
    " k AS (SELECT t.name AS tbl, r.relname::text AS target, c.confdeltype,"
    "  (SELECT string_agg(a.attname, ', ' ORDER BY u.n) FROM unnest(c.conkey) WITH ORDINALITY AS u(num, n)"
    "     JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = u.num) AS here,"
    "  (SELECT string_agg(a.attname, ', ' ORDER BY u.n) FROM unnest(c.confkey) WITH ORDINALITY AS u(num, n)"
    "     JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = u.num) AS there"
    "  FROM t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'f' JOIN pg_class r ON r.oid = "
    "c.confrelid)"
    "SELECT line FROM ("
    " SELECT t.name || '.' || a.attname || ': ' || CASE format_type(a.atttypid, a.atttypmod) WHEN 'bytea' "
    "THEN 'blob'"
    "   WHEN 'double precision' THEN 'double' ELSE format_type(a.atttypid, a.atttypmod) END"
    "   || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || CASE WHEN a.atthasdef THEN ' default' ELSE "
    "'' END AS line"
    "  FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " UNION ALL SELECT tbl || ': ' || CASE WHEN contype = 'p' THEN 'primary key' WHEN contype = 'u' THEN "
    "'unique'"
    "   ELSE CASE WHEN uniq THEN 'unique ' ELSE '' END || 'index ' || name END || ' (' || cols || ')'"
    "   || CASE WHEN partial THEN ' where' ELSE '' END FROM i WHERE NOT exprs AND name NOT LIKE '%!_hashed' "
    "ESCAPE '!'"
    " UNION ALL SELECT tbl || ': foreign key (' || here || ') references ' || target || ' (' || there || ')'"
    "   || CASE confdeltype WHEN 'c' THEN ' on delete cascade' WHEN 'r' THEN ' on delete restrict'"
    "   WHEN 'n' THEN ' on delete set null' WHEN 'd' THEN ' on delete set default' ELSE '' END FROM k"
    ") s ORDER BY line COLLATE \"C\"";
