/**
 * A decision in the making: the copy of the state that is being changed, and what has been posted so far. Only the
 * engine's own files touch it; what leaves the engine is the finished `Decision`.
 */
import type { Shared } from "./claims.ts";
import type { AccountingEntry, DrawOutcome, Effect, Posting } from "./decision.ts";
import type { Instant, Program, Version } from "./program.ts";
import type { Refusal, RefusalCode } from "./refusal.ts";
import type { AccountState, UnitState } from "./state.ts";

export type Draft = Shared & {
  program: Program;
  /** The version that governs the account at its present. */
  version: Version;
  state: AccountState;
  postings: Posting[];
  effects: Effect[];
  accounting: AccountingEntry[];
  /** Minor units taken off the basket so far. */
  discount: number;
  draws: DrawOutcome[];
  /** Names of the lots that something was added to. */
  added: Set<string>;
  /** Set while time alone gives something: the local day, which takes the place of the journal version in names. */
  mark: string | null;
};

/**
 * Something that happens to an account by itself. `due` is the next instant after the account's present at which it
 * does (one that is past counts as the present), or null; `apply` does what is due at the account's present, and must
 * leave nothing due at or before it.
 */
export type Clock = {
  due: (draft: Draft) => Instant | null;
  apply: (draft: Draft) => void;
};

/** Thrown to refuse; caught by `decide`, which throws the draft away. Never leaves the engine. */
export class RefusalSignal extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** Refuses the fact that is being decided. */
export function refuse(code: RefusalCode, params: Refusal["params"] = {}): never {
  throw new RefusalSignal({ code, params });
}

/** The account's holding of a unit; made when it is first needed. */
export function unitState(draft: Draft, unit: string): UnitState {
  const known = draft.state.units[unit];
  if (known) return known;
  const fresh: UnitState = { debt: 0, lots: [] };
  draft.state.units[unit] = fresh;
  return fresh;
}

/** An integer that is still exact; a sum beyond 2^53 − 1 refuses the fact rather than lose a step. */
export function safe(amount: number): number {
  if (!Number.isSafeInteger(amount)) refuse("amount-too-large");
  return amount;
}
