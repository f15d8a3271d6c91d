import { type Program, resourceLimit } from "@tallystick/core";
import type pg from "pg";
import { groupBy } from "../group-by.ts";
import { type CachedProgram, openProgramCache } from "../ledger/program-cache.ts";
import {
  type AuditPage,
  countAccounts,
  inSnapshot,
  type Place,
  readAuditPage,
  readClaimTotals,
} from "../store/audit-pages.ts";
import { auditAccount, type Findings } from "./audit-account.ts";
import { AUDIT_CHECKS, type CheckId } from "./audit-checks.ts";

/** What one check came to. */
export type AuditCheck = {
  id: CheckId;
  /** What holds when it is ok. */
  title: string;
  ok: boolean;
  /** How many things were looked at. */
  checked: number;
  failures: number;
  /** The first of the failures, each naming its account. */
  examples: string[];
};

export type AuditReport = {
  ok: boolean;
  accounts: number;
  entries: number;
  postings: number;
  /** Whether it ended because `signal` was raised, with accounts left. */
  stopped: boolean;
  checks: AuditCheck[];
};

export type AuditInput = {
  /** Null: every program of the database. */
  program: string | null;
  /** Told after each page how many accounts are done, of about how many. */
  onProgress?: (progress: { accounts: number; total: number; entries: number }) => void;
  signal?: AbortSignal;
};

const EXAMPLES = 20;

/**
 * Proves the books: every account's rows against each other and against a replay of its journal, and the shared
 * resources against all claims. Reads only, and can run while facts come in: an account is read with all its rows as of
 * one instant, some accounts at a time, so memory stays flat however many there are.
 */
export async function auditProgram(deps: { pool: pg.Pool }, input: AuditInput): Promise<AuditReport> {
  const { program, onProgress, signal } = input;
  const { findings, checks } = collectFindings();
  const counts = { accounts: 0, entries: 0, postings: 0 };
  // Not the ledger's cache: a snapshot may still see an older revision than the lanes do.
  const cache = openProgramCache();
  const total = await countAccounts(deps.pool, program);

  let place: Place | null = null;
  do {
    const { page, programs } = await readPage(deps.pool, { cache, program, after: place });
    await auditPage(page, programs, findings);
    counts.accounts += page.accounts.length;
    counts.entries += page.entries.length;
    counts.postings += page.postings.length;
    onProgress?.({
      accounts: counts.accounts,
      total: Math.max(total, counts.accounts),
      entries: counts.entries,
    });
    place = page.next;
  } while (place && !signal?.aborted);

  if (!signal?.aborted) await auditResources(deps.pool, { cache, program, findings });
  const list = checks();
  return { ok: list.every(({ ok }) => ok), ...counts, stopped: signal?.aborted ?? false, checks: list };
}

type Cache = ReturnType<typeof openProgramCache>;
type Programs = ReadonlyMap<string, CachedProgram>;

function readPage(
  pool: pg.Pool,
  { cache, program, after }: { cache: Cache; program: string | null; after: Place | null },
): Promise<{ page: AuditPage; programs: Programs }> {
  return inSnapshot(pool, async (db) => {
    const page = await readAuditPage(db, { program, after });
    const ids = [...new Set(page.accounts.map((account) => account.program))];
    return { page, programs: await cache.read(db, ids) };
  });
}

async function auditPage(page: AuditPage, programs: Programs, findings: Findings): Promise<void> {
  const entries = groupBy(page.entries, ({ account }) => account);
  const postings = groupBy(page.postings, ({ account }) => account);
  findings.checked("orphans", page.accounts.length);
  for (const account of page.accounts) {
    // A long audit shares the process with whatever else runs in it.
    await new Promise((resolve) => setImmediate(resolve));
    const program = programs.get(account.program)?.program;
    if (program) {
      const record = {
        account,
        entries: entries.get(account.id) ?? [],
        postings: postings.get(account.id) ?? [],
        settling: page.settling.has(account.program),
      };
      auditAccount({ record, program, findings });
    } else {
      findings.wrong("orphans", `${account.id}: its program “${account.program}” does not exist.`);
    }
    entries.delete(account.id);
    postings.delete(account.id);
  }
  for (const account of new Set([...entries.keys(), ...postings.keys()])) {
    findings.wrong("orphans", `${account}: it has a journal or postings, and no account.`);
  }
}

/** Holds what is used of each resource against the sum of all claims, in one snapshot, and against its limit. */
async function auditResources(
  pool: pg.Pool,
  { cache, program, findings }: { cache: Cache; program: string | null; findings: Findings },
): Promise<void> {
  await inSnapshot(pool, async (db) => {
    const totals = await readClaimTotals(db, program);
    const programs = await cache.read(db, [...new Set(totals.map((total) => total.program))]);
    findings.checked("resources", totals.length);
    for (const { program: id, key, claimed, used } of totals) {
      const limit = highestLimit(programs.get(id)?.program, key);
      if (claimed !== used) {
        findings.wrong("resources", `${id} ${key}: ${used} are used and ${claimed} were claimed.`);
      }
      if (used > limit) findings.wrong("resources", `${id} ${key}: ${used} are used of ${limit}.`);
    }
  });
}

/** The most that any version allows: a later one may have lowered it beneath what was claimed by then. */
function highestLimit(program: Program | undefined, key: string): number {
  let highest = 0;
  for (const version of program?.versions ?? [])
    highest = Math.max(highest, resourceLimit(version, key) ?? 0);
  return highest;
}

function collectFindings(): { findings: Findings; checks: () => AuditCheck[] } {
  const ids = Object.keys(AUDIT_CHECKS) as CheckId[];
  const all = new Map(ids.map((id) => [id, { checked: 0, failures: 0, examples: [] as string[] }]));
  const findings: Findings = {
    checked: (check, count) => {
      all.get(check)!.checked += count;
    },
    wrong: (check, what) => {
      const found = all.get(check)!;
      found.failures++;
      if (found.examples.length < EXAMPLES) found.examples.push(what);
    },
  };
  const checks = (): AuditCheck[] =>
    [...all].map(([id, found]) => ({ id, title: AUDIT_CHECKS[id], ok: found.failures === 0, ...found }));
  return { findings, checks };
}
