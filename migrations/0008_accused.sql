-- Cases by the post that is complained of: its holder must not meet them in any post (SAM-10.3).

CREATE INDEX cases_by_respondent_post ON cases (respondent_post_id) WHERE respondent_post_id IS NOT NULL;
