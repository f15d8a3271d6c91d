/**
 * Members and the identifiers that find them. Rows are added, never moved: an identifier names one account for ever.
 * Identifiers come here normalised and placed, that is with the shard that their row is in.
 */
import type { Instant } from "@tallystick/core";
import type { Queryable } from "../db/queryable.ts";
import type { Identifier } from "../identifier.ts";

/** A person in a program, and the account that holds what they have. */
export type Member = { id: string; account: string; createdAt: Instant };

export type PlacedIdentifier = Identifier & { shard: number };

export type StoredIdentifier = Identifier & { createdAt: Instant };

type MemberRow = { id: string; account: string; created_at: number };

const toMember = (row: MemberRow): Member => ({
  id: row.id,
  account: row.account,
  createdAt: row.created_at,
});

/** The member and account of each identifier, in the order given; null for one not known. One query for all. */
export async function findByIdentifiers(
  db: Queryable,
  program: string,
  identifiers: PlacedIdentifier[],
): Promise<({ member: string; account: string } | null)[]> {
  if (identifiers.length === 0) return [];
  const { rows } = await db.query<{ kind: string; value: string; member: string; account: string }>({
    name: "identifiers-find",
    text: `SELECT i.kind, i.value, i.member, i.account
      FROM unnest($1::smallint[], $2::text[], $3::text[]) AS wanted (shard, kind, value)
      JOIN identifier i ON i.shard = wanted.shard AND i.program = $4 AND i.kind = wanted.kind AND i.value = wanted.value`,
    values: [
      identifiers.map(({ shard }) => shard),
      identifiers.map(({ kind }) => kind),
      identifiers.map(({ value }) => value),
      program,
    ],
  });
  const found = new Map(rows.map((row) => [`${row.kind}\n${row.value}`, row]));
  return identifiers.map(({ kind, value }) => {
    const row = found.get(`${kind}\n${value}`);
    return row ? { member: row.member, account: row.account } : null;
  });
}

/** A member by id and the shard of its row, or null. */
export async function readMember(
  db: Queryable,
  { program, id, shard }: { program: string; id: string; shard: number },
): Promise<Member | null> {
  const { rows } = await db.query<MemberRow>({
    name: "member-read",
    text: "SELECT id, account, created_at FROM member WHERE shard = $1 AND id = $2 AND program = $3",
    values: [shard, id, program],
  });
  return rows[0] ? toMember(rows[0]) : null;
}

/** The identifiers of a member, oldest first. */
export async function readIdentifiers(
  db: Queryable,
  program: string,
  member: string,
): Promise<StoredIdentifier[]> {
  const { rows } = await db.query<{ kind: string; value: string; created_at: number }>(
    `SELECT kind, value, created_at FROM identifier WHERE member = $1 AND program = $2
     ORDER BY created_at, kind, value`,
    [member, program],
  );
  return rows.map((row) => ({ kind: row.kind, value: row.value, createdAt: row.created_at }));
}

/** Members of a program in the order of their accounts, after the one given; at most `limit`. */
export async function readMembers(
  db: Queryable,
  { program, after, limit }: { program: string; after: { account: string; id: string }; limit: number },
): Promise<Member[]> {
  const { rows } = await db.query<MemberRow>(
    `SELECT id, account, created_at FROM member WHERE program = $1 AND (account, id) > ($2, $3)
     ORDER BY account, id LIMIT $4`,
    [program, after.account, after.id, limit],
  );
  return rows.map(toMember);
}

/** Adds the members that are not there yet, in one statement. */
export async function insertMembers(
  db: Queryable,
  program: string,
  members: (Member & { shard: number })[],
): Promise<void> {
  const rows = members.toSorted((a, b) => a.shard - b.shard || (a.id < b.id ? -1 : 1));
  await db.query({
    name: "members-insert",
    text: `INSERT INTO member (shard, id, account, created_at, program)
      SELECT shard, id, account, to_timestamp(at / 1000.0), $5
      FROM unnest($1::smallint[], $2::text[], $3::text[], $4::bigint[]) AS new (shard, id, account, at)
      ON CONFLICT DO NOTHING`,
    values: [
      rows.map((row) => row.shard),
      rows.map((row) => row.id),
      rows.map((row) => row.account),
      rows.map((row) => row.createdAt),
      program,
    ],
  });
}

/** Adds identifiers in one statement; one that is taken stays as it is. Gives back how many were added. */
export async function insertIdentifiers(
  db: Queryable,
  program: string,
  identifiers: (PlacedIdentifier & { member: string; account: string })[],
): Promise<number> {
  const key = ({ kind, value }: Identifier): string => `${kind}\n${value}`;
  // Whoever else adds the same rows takes them in the same order, so neither can wait for the other for ever.
  const rows = identifiers.toSorted((a, b) => a.shard - b.shard || (key(a) < key(b) ? -1 : 1));
  const { rowCount } = await db.query({
    name: "identifiers-insert",
    text: `INSERT INTO identifier (shard, kind, value, member, account, program)
      SELECT shard, kind, value, member, account, $6
      FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[])
        AS new (shard, kind, value, member, account)
      ON CONFLICT DO NOTHING`,
    values: [
      rows.map((row) => row.shard),
      rows.map((row) => row.kind),
      rows.map((row) => row.value),
      rows.map((row) => row.member),
      rows.map((row) => row.account),
      program,
    ],
  });
  return rowCount ?? 0;
}
