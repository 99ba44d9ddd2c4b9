-- Search over normalised text. Rows wait in search_queue and are indexed in batches, a second or two behind.
CREATE TABLE search_queue (
    case_id BIGINT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL
);

-- sqlite: CREATE VIRTUAL TABLE case_search USING fts5 (text, tokenize = 'unicode61 remove_diacritics 0', detail = 'column');
-- postgres: CREATE TABLE case_search (case_id BIGINT PRIMARY KEY NOT NULL, text TEXT NOT NULL);
-- postgres: CREATE INDEX case_search_words ON case_search USING gin (to_tsvector('simple', text));
