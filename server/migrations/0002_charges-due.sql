-- The charges of a program in the order of its feed. Rows of the outbox are only ever inserted, so it costs next to nothing.
CREATE INDEX outbox_charges ON outbox (program, xid, id) WHERE effect ->> 'type' = 'charge-due';
