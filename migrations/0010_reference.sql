-- Reference data - units, posts, who holds them, calendars, settings, installed processes - is read in every transaction and
-- changes a few times a day: connections keep what they have read (src/store/reference.c). The one row here says
-- whether it still holds. The databases themselves change it at every change of those tables, whoever makes it, to a
-- random number, so that a value never comes back after a rollback. One statement a line: each engine has its own words.

CREATE TABLE reference (
    id BIGINT PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL
);
INSERT INTO reference (id, version) VALUES (1, 0);

-- sqlite: CREATE TRIGGER unit_reference_insert AFTER INSERT ON unit BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER unit_reference_update AFTER UPDATE ON unit BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER unit_reference_delete AFTER DELETE ON unit BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER post_reference_insert AFTER INSERT ON post BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER post_reference_update AFTER UPDATE ON post BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER post_reference_delete AFTER DELETE ON post BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER official_reference_insert AFTER INSERT ON official BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER official_reference_update AFTER UPDATE OF name, active ON official BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER official_reference_delete AFTER DELETE ON official BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER holding_reference_insert AFTER INSERT ON holding BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER holding_reference_update AFTER UPDATE ON holding BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER holding_reference_delete AFTER DELETE ON holding BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER calendar_reference_insert AFTER INSERT ON calendar BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER calendar_reference_update AFTER UPDATE ON calendar BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER calendar_reference_delete AFTER DELETE ON calendar BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER setting_reference_insert AFTER INSERT ON setting BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER setting_reference_update AFTER UPDATE ON setting BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER setting_reference_delete AFTER DELETE ON setting BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER process_reference_insert AFTER INSERT ON process BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER process_reference_update AFTER UPDATE ON process BEGIN UPDATE reference SET version = random(); END;
-- sqlite: CREATE TRIGGER process_reference_delete AFTER DELETE ON process BEGIN UPDATE reference SET version = random(); END;
-- postgres: CREATE FUNCTION reference_changed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN UPDATE reference SET version = (random() * 9007199254740991)::bigint; RETURN NULL; END';
-- postgres: CREATE TRIGGER unit_reference AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON unit FOR EACH STATEMENT EXECUTE FUNCTION reference_changed();
-- postgres: CREATE TRIGGER post_reference AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON post FOR EACH STATEMENT EXECUTE FUNCTION reference_changed();
-- postgres: CREATE TRIGGER official_reference AFTER INSERT OR UPDATE OF name, active OR DELETE OR TRUNCATE ON official FOR EACH STATEMENT EXECUTE FUNCTION reference_changed();
-- postgres: CREATE TRIGGER holding_reference AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON holding FOR EACH STATEMENT EXECUTE FUNCTION reference_changed();
-- postgres: CREATE TRIGGER calendar_reference AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON calendar FOR EACH STATEMENT EXECUTE FUNCTION reference_changed();
-- postgres: CREATE TRIGGER setting_reference AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON setting FOR EACH STATEMENT EXECUTE FUNCTION reference_changed();
-- postgres: CREATE TRIGGER process_reference AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON process FOR EACH STATEMENT EXECUTE FUNCTION reference_changed();
