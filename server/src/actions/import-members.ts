import type { Instant } from "@tallystick/core";
import type pg from "pg";
import { ActionError } from "../action-error.ts";
import type { Identifier } from "../identifier.ts";
import { normaliseIdentifier } from "../store/normalise-identifier.ts";
import { type Enrolment, enrolAll } from "./enrol-member.ts";

export type ImportMembers = {
  /**
   * The account of each person, enrolled on the way where they were not known; or why they cannot be. `created` counts
   * those who are new. Their joining is not a fact: the file tells of purchases alone.
   */
  enrol: (
    wanted: { identifier: Identifier; at: Instant }[],
  ) => Promise<{ results: ({ account: string } | { reason: string })[]; created: number }>;
};

/** So many accounts are kept in mind, twice: the ones of late, and the ones before. */
const REMEMBERED = 20_000;

/** Finds and enrols members in sets, one transaction for all of a batch that are not remembered. */
export function makeImportMembers(pool: pg.Pool, program: string): ImportMembers {
  let recent = new Map<string, string>();
  let older = new Map<string, string>();
  const recall = (key: string): string | undefined => {
    const account = recent.get(key) ?? older.get(key);
    if (account !== undefined && !recent.has(key)) remember(key, account);
    return account;
  };
  const remember = (key: string, account: string): void => {
    if (recent.size >= REMEMBERED) {
      older = recent;
      recent = new Map();
    }
    recent.set(key, account);
  };

  const enrol: ImportMembers["enrol"] = async (wanted) => {
    const fresh = new Map<string, Enrolment>();
    const found = new Map<string, string>();
    const keys = wanted.map(({ identifier, at }): { key: string } | { reason: string } => {
      const normal = normalise(identifier);
      if ("reason" in normal) return normal;
      const key = `${normal.kind}\n${normal.value}`;
      const account = recall(key);
      if (account !== undefined) found.set(key, account);
      else if (!fresh.has(key)) fresh.set(key, { identifiers: [identifier], at });
      return { key };
    });
    const enrolled =
      fresh.size === 0 ? [] : await enrolAll(pool, program, { enrolments: [...fresh.values()] });
    [...fresh.keys()].forEach((key, i) => {
      found.set(key, enrolled[i]!.account);
      remember(key, enrolled[i]!.account);
    });
    return {
      results: keys.map((one) => ("reason" in one ? one : { account: found.get(one.key)! })),
      created: enrolled.filter(({ created }) => created).length,
    };
  };
  return { enrol };
}

function normalise(identifier: Identifier): Identifier | { reason: string } {
  try {
    return normaliseIdentifier(identifier);
  } catch (error) {
    if (error instanceof ActionError) return { reason: error.message };
    throw error;
  }
}
