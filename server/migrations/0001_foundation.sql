-- The tables of the ledger and of what stands around it.
--
-- Every table that belongs to accounts leads its primary key with `shard`, a hash of the id from 0 to 63, and what is
-- written for an account is in one shard, so that the tables can be distributed by that one column. For the same reason no
-- foreign key crosses shards, and the ledger tables carry none: a batch writes account, journal and postings together, and
-- `tallystick audit` proves that they agree. Batches take accounts of several shards today; a cluster, which needs one
-- shard a batch and does without these triggers and the one order of the outbox, is not built.
--
-- Documents that must come back byte for byte are `json` (which keeps its text), never `jsonb` (which does not).

CREATE TABLE program (
  id text PRIMARY KEY,
  name text NOT NULL,
  currency text NOT NULL,
  zone text NOT NULL,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  -- While an import runs, members are found and facts taken, but messages are held back until this instant.
  importing_until timestamptz
);

CREATE TABLE program_version (
  program text NOT NULL REFERENCES program (id),
  number integer NOT NULL CHECK (number > 0),
  starts_at timestamptz NOT NULL,
  note text,
  definition json NOT NULL,
  -- The text as it was published, kept on the first row of a publication only.
  source text,
  published_at timestamptz NOT NULL DEFAULT now(),
  published_by text,
  PRIMARY KEY (program, number)
);

-- One row an account, rewritten by each fact: room is left on every page so that a new state lands beside the old one
-- and no index is touched. The columns after `state` are copies for search; none that every fact changes is indexed,
-- but for `due_at`, which changes only when the next deadline does.
CREATE TABLE account (
  shard smallint NOT NULL CHECK (shard BETWEEN 0 AND 63),
  id text NOT NULL,
  program text NOT NULL,
  version integer NOT NULL CHECK (version >= 0),
  state json NOT NULL,
  at timestamptz NOT NULL,
  opened_at timestamptz NOT NULL,
  due_at timestamptz,
  tier text,
  status text NOT NULL DEFAULT 'active',
  PRIMARY KEY (shard, id)
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02);

CREATE INDEX account_due ON account (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX account_program ON account (program, id);

CREATE TABLE member (
  shard smallint NOT NULL CHECK (shard BETWEEN 0 AND 63),
  id text NOT NULL,
  program text NOT NULL,
  account text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (shard, id)
);

CREATE INDEX member_account ON member (program, account);

-- Finds a member by a card number, an e-mail or the merchant's own id. `shard` is a hash of program, kind and value.
CREATE TABLE identifier (
  shard smallint NOT NULL CHECK (shard BETWEEN 0 AND 63),
  program text NOT NULL,
  kind text NOT NULL,
  value text NOT NULL,
  member text NOT NULL,
  account text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (shard, program, kind, value)
);

CREATE INDEX identifier_member ON identifier (member);

-- One row a fact decided, refusals included. Versions are dense for each account, and a fact id is taken once, for ever.
CREATE TABLE journal (
  shard smallint NOT NULL CHECK (shard BETWEEN 0 AND 63),
  account text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  program text NOT NULL,
  fact_id text NOT NULL,
  fact_type text NOT NULL,
  fact json NOT NULL,
  fact_hash bytea NOT NULL,
  outcome json NOT NULL,
  program_version integer NOT NULL,
  occurred_at timestamptz NOT NULL,
  booked_at timestamptz NOT NULL,
  PRIMARY KEY (shard, account, version),
  UNIQUE (shard, account, fact_id)
);

-- One row a movement: `amount` smallest steps of `unit` leave `source` and reach `target`, so the sum is always zero.
CREATE TABLE posting (
  shard smallint NOT NULL CHECK (shard BETWEEN 0 AND 63),
  account text NOT NULL,
  version integer NOT NULL,
  n integer NOT NULL,
  program text NOT NULL,
  unit text NOT NULL,
  source text NOT NULL,
  target text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  lot text,
  rule text,
  cause text,
  at timestamptz NOT NULL,
  PRIMARY KEY (shard, account, version, n),
  CHECK (source <> target)
);

-- What is used of a shared budget or stock. The limit lives in the definition, so a new version can move it.
CREATE TABLE resource (
  shard smallint NOT NULL CHECK (shard BETWEEN 0 AND 63),
  program text NOT NULL,
  key text NOT NULL,
  used bigint NOT NULL DEFAULT 0 CHECK (used >= 0),
  PRIMARY KEY (shard, program, key)
) WITH (fillfactor = 60);

-- Effects to pass on after commit. Ids are not in commit order: a reader goes only as far as transactions below
-- pg_snapshot_xmin(pg_current_snapshot()), and `xid` says which transaction wrote a row.
CREATE TABLE outbox (
  shard smallint NOT NULL CHECK (shard BETWEEN 0 AND 63),
  id bigserial NOT NULL,
  program text NOT NULL,
  account text NOT NULL,
  version integer NOT NULL,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  effect json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (shard, id)
);

-- The order in which the feed of a program is read.
CREATE INDEX outbox_order ON outbox (program, xid, id);

-- Only the hash of a key is kept. `program` null means a key for every program.
CREATE TABLE api_key (
  id text PRIMARY KEY,
  name text NOT NULL,
  hash bytea NOT NULL UNIQUE,
  scopes text[] NOT NULL,
  program text,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz
);

CREATE TABLE setting (
  key text PRIMARY KEY,
  value text NOT NULL
);

-- The books are only ever added to. This guards against a slip at a console; no reasoning elsewhere rests on it.
CREATE FUNCTION forbid_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of % are never updated or deleted: record a fact that corrects instead.', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal
  FOR EACH ROW EXECUTE FUNCTION forbid_rewriting();

CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE ON posting
  FOR EACH ROW EXECUTE FUNCTION forbid_rewriting();
