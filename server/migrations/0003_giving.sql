-- The cause that a posting gave to, and the order in which reports on causes read them.
ALTER TABLE posting ADD COLUMN beneficiary text;
CREATE INDEX posting_given ON posting (program, beneficiary) WHERE beneficiary IS NOT NULL;

-- Facts that decisions send to other accounts, in the order of the feed.
CREATE INDEX outbox_facts_sent ON outbox (program, xid, id) WHERE effect ->> 'type' = 'fact-sent';

-- What members gave to causes out of what they held, with its worth.
CREATE INDEX outbox_donated ON outbox (program) WHERE effect ->> 'type' = 'donated';
