import {
  type AccountState,
  advance,
  type Balance,
  balances,
  dueAt,
  type Impact,
  type Instant,
  impactOf,
  type LadderProgress,
  ladderProgress,
  lotEnds,
  type Program,
  UNTIL_RELEASED,
  type Unit,
  versionNumbered,
} from "@tallystick/core";
import type pg from "pg";
import { ActionError } from "../action-error.ts";
import { readAccount } from "../ledger/load-accounts.ts";
import type { Ledger } from "../ledger/open-ledger.ts";
import { shardOf } from "../ledger/shard.ts";

/** An account of a program, by id. */
export type AccountInput = { program: string; account: string };

/** What an account holds of a unit. Amounts are in steps: `scale` of them are decimals. */
export type UnitHolding = Balance & {
  unit: string;
  /** Names and terms by the version in force; the id and no decimals for a unit that no version knows. */
  one: string;
  many: string;
  scale: number;
  /** Pending + available + held − debt. */
  total: number;
  /** In the order in which they will be spent. */
  lots: HeldLot[];
  /** The next instant at which a lot expires, and how much goes then. */
  nextExpiry: { at: Instant; amount: number } | null;
};

export type HeldLot = {
  id: string;
  left: number;
  earnedAt: Instant;
  pending: boolean;
  /** When it can be spent; null: it can be already, or waits for its batch to be released. */
  pendingUntil: Instant | null;
  batch: string | null;
  /** When it goes as things stand, for whatever reason; null: not as things stand. */
  expiresAt: Instant | null;
};

export type OpenHold = {
  id: string;
  unit: string;
  amount: number;
  lapsesAt: Instant;
  reward: string | null;
  quantity: number | null;
};

/** A membership; `until` is when its billing period or trial ends. */
export type HeldPlan = {
  plan: string;
  name: string;
  status: "trial" | "active" | "past-due";
  since: Instant;
  until: Instant;
  /** Whether it ends then, and the plan that follows. */
  ends: boolean;
  next: string | null;
  /** When it ends unless it is paid. */
  lapsesAt: Instant | null;
};

export type OpenVoucher = {
  voucher: string;
  kind: string;
  name: string;
  issuedAt: Instant;
  /** Minor units left of it; null where it stands for a thing. */
  left: number | null;
  validFrom: Instant | null;
  /** When it ends; null: never. */
  until: Instant | null;
};

/** An account as it stands at `at`. */
export type AccountReport = {
  account: string;
  program: string;
  /** How many facts have been decided. */
  version: number;
  openedAt: Instant;
  at: Instant;
  /** When time alone will change it next. */
  dueAt: Instant | null;
  units: UnitHolding[];
  holds: OpenHold[];
  tiers: LadderProgress[];
  plans: HeldPlan[];
  /** Open vouchers, those that end first in front. */
  vouchers: OpenVoucher[];
  cards: { card: string; product: string; openedAt: Instant; closedAt: Instant | null }[];
  /** Its place in the life cycle; `until`: as long as it can be reinstated, or what it holds be spent. */
  life: { status: string; since: Instant; reason: string | null; until: Instant | null };
  jurisdiction: string | null;
  /** What was given to causes through it. */
  impact: Impact[];
  /** By whom the member was referred, and what became of it. */
  referral: {
    by: string;
    at: Instant;
    status: "open" | "waiting" | "qualified" | "held" | "rejected";
  } | null;
  member: Record<string, string | number | boolean>;
};

export const accountNotFound = (account: string): ActionError =>
  new ActionError(
    "account-unknown",
    `There is no account ${account} in this program: enrol the member first, or check the account's id.`,
  );

/**
 * The account as it stands now: what time has done to it since its last fact is applied in memory, so that nothing shown
 * is stale, whether the sweep has come by or not. Throws ActionError `account-unknown`.
 */
export async function getAccount(
  deps: { pool: pg.Pool; ledger: Pick<Ledger, "programs"> },
  input: AccountInput & { now: Instant },
): Promise<AccountReport> {
  const stored = await readAccount(deps.pool, { shard: shardOf(input.account), id: input.account });
  if (!stored || stored.program !== input.program) throw accountNotFound(input.account);
  const programs = await deps.ledger.programs.read(deps.pool, [stored.program]);
  const { program } = programs.get(stored.program)!;
  return reportAccount(program, advance(program, stored.state, input.now).state);
}

/** Tells a state in full. */
export function reportAccount(program: Program, state: AccountState): AccountReport {
  return {
    account: state.id,
    program: program.id,
    version: state.version,
    openedAt: state.openedAt,
    at: state.at,
    dueAt: dueAt(program, state),
    units: holdings(program, state),
    holds: Object.entries(state.holds).map(([id, { unit, amount, lapsesAt, reward, quantity }]) => ({
      id,
      unit,
      amount,
      lapsesAt,
      reward: reward ?? null,
      quantity: quantity ?? null,
    })),
    tiers: ladderProgress(program, state),
    plans: heldPlans(program, state),
    vouchers: openVouchers(program, state),
    cards: Object.entries(state.cards ?? {}).map(([card, { product, openedAt, closedAt }]) => ({
      card,
      product,
      openedAt,
      closedAt: closedAt ?? null,
    })),
    life: lifeOf(state),
    jurisdiction: state.jurisdiction ?? null,
    impact: impactOf(program, state),
    referral: referralOf(state),
    member: state.member,
  };
}

function openVouchers(program: Program, state: AccountState): OpenVoucher[] {
  const all = Object.entries(state.vouchers ?? {}).map(
    ([voucher, { kind, issuedAt, left, validFrom, expiresAt }]) => {
      const terms = program.versions.findLast(({ vouchers }) => Object.hasOwn(vouchers, kind))?.vouchers[
        kind
      ];
      const name = terms?.name ?? kind;
      const until = expiresAt ?? null;
      return { voucher, kind, name, issuedAt, left: left ?? null, validFrom: validFrom ?? null, until };
    },
  );
  const end = ({ until }: OpenVoucher): number => until ?? Number.POSITIVE_INFINITY;
  return all.sort((a, b) => (end(a) === end(b) ? 0 : end(a) - end(b)));
}

function lifeOf({ life, openedAt }: AccountState): AccountReport["life"] {
  if (!life) return { status: "active", since: openedAt, reason: null, until: null };
  const { status, since, reason, until, purgeable } = life;
  return { status: purgeable ? "purgeable" : status, since, reason, until: until ?? null };
}

function referralOf({ referral }: AccountState): AccountReport["referral"] {
  if (!referral) return null;
  const { by, at, status } = referral;
  return { by, at, status };
}

function heldPlans(program: Program, state: AccountState): HeldPlan[] {
  return Object.entries(state.plans ?? {}).map(([plan, held]) => {
    const { status, since, until, ends = false, next = null, lapsesAt = null } = held;
    const version = program.versions.findLast(({ plans }) => Object.hasOwn(plans, plan));
    return { plan, name: version?.plans[plan]?.name ?? plan, status, since, until, ends, next, lapsesAt };
  });
}

/** What the account holds of each unit that the program has now or that it has anything of. */
function holdings(program: Program, state: AccountState): UnitHolding[] {
  const terms = versionNumbered(program, state.programVersion).units;
  const all = balances(state);
  const endOf = lotEnds(program, state);
  return [...new Set([...Object.keys(terms), ...Object.keys(all)])].map((unit) => {
    const balance = all[unit] ?? { available: 0, pending: 0, held: 0, debt: 0 };
    const lots = (state.units[unit]?.lots ?? []).map((lot): HeldLot => {
      const { id, left, earnedAt, pendingUntil, batch = null } = lot;
      const isDated = pendingUntil !== undefined && pendingUntil !== UNTIL_RELEASED;
      return {
        ...{ id, left, earnedAt, batch },
        pending: pendingUntil !== undefined,
        pendingUntil: isDated ? pendingUntil : null,
        expiresAt: endOf(unit, lot),
      };
    });
    const { one, many, scale } = terms[unit] ?? unitOnceKnown(program, unit);
    const total = balance.available + balance.pending + balance.held - balance.debt;
    return { unit, one, many, scale, ...balance, total, lots, nextExpiry: nextExpiry(lots) };
  });
}

/** The terms of a unit that the present version may have no more, from the latest version that had it. */
export function unitOnceKnown(program: Program, unit: string): Pick<Unit, "one" | "many" | "scale"> {
  const version = program.versions.findLast(({ units }) => Object.hasOwn(units, unit));
  return version?.units[unit] ?? { one: unit, many: unit, scale: 0 };
}

function nextExpiry(lots: readonly HeldLot[]): { at: Instant; amount: number } | null {
  let next: { at: Instant; amount: number } | null = null;
  for (const { expiresAt, left } of lots) {
    if (expiresAt === null || (next && expiresAt > next.at)) continue;
    next = { at: expiresAt, amount: next && next.at === expiresAt ? next.amount + left : left };
  }
  return next;
}
