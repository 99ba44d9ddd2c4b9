/* How long cases stay in a step: live figures of a process. No guard: included many times. */

/* Of each element the visit in the middle and the one that nine of ten do not exceed. */
STMT(STEP_STAYS, "is", "siii",
     "SELECT q.element, q.n, q.k, q.stay FROM (SELECT t.element AS element, t.done_at - t.made_at AS stay, "
     "ROW_NUMBER() OVER (PARTITION BY t.element ORDER BY t.done_at - t.made_at, t.id) AS k, "
     "COUNT(*) OVER (PARTITION BY t.element) AS n FROM task t JOIN instance i ON i.id = t.instance_id "
     "JOIN cases c ON c.id = t.case_id WHERE i.process_id = $1 AND t.done_at IS NOT NULL "
     "AND t.kind <> 'incident' AND c.unit_path LIKE $2) q "
     "WHERE q.k = (q.n + 1) / 2 OR q.k = (q.n * 9 + 9) / 10 ORDER BY q.element, q.k LIMIT 2000")
/* Visits, and the instances that they were of. */
STMT(STEP_VISITS, "is", "sii",
     "SELECT t.element, COUNT(*), COUNT(DISTINCT t.instance_id) FROM task t JOIN instance i ON i.id = "
     "t.instance_id "
     "JOIN cases c ON c.id = t.case_id WHERE i.process_id = $1 AND t.kind <> 'incident' AND c.unit_path LIKE "
     "$2 "
     "GROUP BY t.element ORDER BY t.element LIMIT 1000")
