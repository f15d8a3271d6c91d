-- What the migrations come to. Written by `npm run db:schema`; do not edit.

CREATE OR REPLACE FUNCTION public.forbid_rewriting()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'Rows of % are never updated or deleted: record a fact that corrects instead.', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END
$function$
;

CREATE SEQUENCE outbox_id_seq AS bigint;

CREATE TABLE account (
  shard smallint NOT NULL,
  id text NOT NULL,
  program text NOT NULL,
  version integer NOT NULL,
  state json NOT NULL,
  at timestamp with time zone NOT NULL,
  opened_at timestamp with time zone NOT NULL,
  due_at timestamp with time zone,
  tier text,
  status text DEFAULT 'active'::text NOT NULL,
  CONSTRAINT account_pkey PRIMARY KEY (shard, id),
  CONSTRAINT account_shard_check CHECK (((shard >= 0) AND (shard <= 63))),
  CONSTRAINT account_version_check CHECK ((version >= 0))
) WITH (fillfactor=60, autovacuum_vacuum_scale_factor=0.02);

CREATE TABLE api_key (
  id text NOT NULL,
  name text NOT NULL,
  hash bytea NOT NULL,
  scopes text[] NOT NULL,
  program text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  revoked_at timestamp with time zone,
  CONSTRAINT api_key_hash_key UNIQUE (hash),
  CONSTRAINT api_key_pkey PRIMARY KEY (id)
);

CREATE TABLE identifier (
  shard smallint NOT NULL,
  program text NOT NULL,
  kind text NOT NULL,
  value text NOT NULL,
  member text NOT NULL,
  account text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT identifier_pkey PRIMARY KEY (shard, program, kind, value),
  CONSTRAINT identifier_shard_check CHECK (((shard >= 0) AND (shard <= 63)))
);

CREATE TABLE journal (
  shard smallint NOT NULL,
  account text NOT NULL,
  version integer NOT NULL,
  program text NOT NULL,
  fact_id text NOT NULL,
  fact_type text NOT NULL,
  fact json NOT NULL,
  fact_hash bytea NOT NULL,
  outcome json NOT NULL,
  program_version integer NOT NULL,
  occurred_at timestamp with time zone NOT NULL,
  booked_at timestamp with time zone NOT NULL,
  CONSTRAINT journal_pkey PRIMARY KEY (shard, account, version),
  CONSTRAINT journal_shard_account_fact_id_key UNIQUE (shard, account, fact_id),
  CONSTRAINT journal_shard_check CHECK (((shard >= 0) AND (shard <= 63))),
  CONSTRAINT journal_version_check CHECK ((version > 0))
);

CREATE TABLE member (
  shard smallint NOT NULL,
  id text NOT NULL,
  program text NOT NULL,
  account text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT member_pkey PRIMARY KEY (shard, id),
  CONSTRAINT member_shard_check CHECK (((shard >= 0) AND (shard <= 63)))
);

CREATE TABLE migration (
  number integer NOT NULL,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT migration_pkey PRIMARY KEY (number)
);

CREATE TABLE outbox (
  shard smallint NOT NULL,
  id bigint DEFAULT nextval('outbox_id_seq'::regclass) NOT NULL,
  program text NOT NULL,
  account text NOT NULL,
  version integer NOT NULL,
  xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
  effect json NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT outbox_pkey PRIMARY KEY (shard, id),
  CONSTRAINT outbox_shard_check CHECK (((shard >= 0) AND (shard <= 63)))
);

CREATE TABLE posting (
  shard smallint NOT NULL,
  account text NOT NULL,
  version integer NOT NULL,
  n integer NOT NULL,
  program text NOT NULL,
  unit text NOT NULL,
  source text NOT NULL,
  target text NOT NULL,
  amount bigint NOT NULL,
  lot text,
  rule text,
  cause text,
  at timestamp with time zone NOT NULL,
  beneficiary text,
  CONSTRAINT posting_amount_check CHECK ((amount > 0)),
  CONSTRAINT posting_check CHECK ((source <> target)),
  CONSTRAINT posting_pkey PRIMARY KEY (shard, account, version, n),
  CONSTRAINT posting_shard_check CHECK (((shard >= 0) AND (shard <= 63)))
);

CREATE TABLE program (
  id text NOT NULL,
  name text NOT NULL,
  currency text NOT NULL,
  zone text NOT NULL,
  revision integer DEFAULT 1 NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  importing_until timestamp with time zone,
  seed text DEFAULT encode(sha256(convert_to(((gen_random_uuid())::text || (gen_random_uuid())::text), 'UTF8'::name)), 'hex'::text) NOT NULL,
  CONSTRAINT program_pkey PRIMARY KEY (id),
  CONSTRAINT program_revision_check CHECK ((revision > 0))
);

CREATE TABLE program_version (
  program text NOT NULL,
  number integer NOT NULL,
  starts_at timestamp with time zone NOT NULL,
  note text,
  definition json NOT NULL,
  source text,
  published_at timestamp with time zone DEFAULT now() NOT NULL,
  published_by text,
  CONSTRAINT program_version_number_check CHECK ((number > 0)),
  CONSTRAINT program_version_pkey PRIMARY KEY (program, number)
);

CREATE TABLE resource (
  shard smallint NOT NULL,
  program text NOT NULL,
  key text NOT NULL,
  used bigint DEFAULT 0 NOT NULL,
  CONSTRAINT resource_pkey PRIMARY KEY (shard, program, key),
  CONSTRAINT resource_shard_check CHECK (((shard >= 0) AND (shard <= 63))),
  CONSTRAINT resource_used_check CHECK ((used >= 0))
) WITH (fillfactor=60);

CREATE TABLE setting (
  key text NOT NULL,
  value text NOT NULL,
  CONSTRAINT setting_pkey PRIMARY KEY (key)
);

ALTER SEQUENCE outbox_id_seq OWNED BY outbox.id;

ALTER TABLE program_version ADD CONSTRAINT program_version_program_fkey FOREIGN KEY (program) REFERENCES program(id);

CREATE INDEX account_due ON public.account USING btree (due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX account_program ON public.account USING btree (program, id);

CREATE INDEX identifier_member ON public.identifier USING btree (member);

CREATE INDEX member_account ON public.member USING btree (program, account);

CREATE INDEX outbox_charges ON public.outbox USING btree (program, xid, id) WHERE ((effect ->> 'type'::text) = 'charge-due'::text);

CREATE INDEX outbox_donated ON public.outbox USING btree (program) WHERE ((effect ->> 'type'::text) = 'donated'::text);

CREATE INDEX outbox_facts_sent ON public.outbox USING btree (program, xid, id) WHERE ((effect ->> 'type'::text) = 'fact-sent'::text);

CREATE INDEX outbox_order ON public.outbox USING btree (program, xid, id);

CREATE INDEX posting_given ON public.posting USING btree (program, beneficiary) WHERE (beneficiary IS NOT NULL);

CREATE TRIGGER journal_append_only BEFORE DELETE OR UPDATE ON public.journal FOR EACH ROW EXECUTE FUNCTION forbid_rewriting();

CREATE TRIGGER posting_append_only BEFORE DELETE OR UPDATE ON public.posting FOR EACH ROW EXECUTE FUNCTION forbid_rewriting();
