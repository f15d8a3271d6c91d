import type { Fact, Instant, Outcome } from "@tallystick/core";

/** A fact for an account of a program. */
export type LedgerRequest = {
  program: string;
  account: string;
  /** Makes the account, as of this instant, when it is not there yet. */
  openAt?: Instant;
  fact: Fact;
};

/** What became of a fact, durably. */
export type Answer = {
  /** `repeated`: the fact was known, and the rest is its first answer, whose `outcome.refusal` says if that was a refusal. */
  status: "booked" | "refused" | "repeated";
  /** As it was booked, with `occurredAt` in UTC. */
  fact: Fact;
  account: string;
  /** Its place in the account's journal, from 1. */
  version: number;
  outcome: Outcome;
  /** The number of the program version that judged it. */
  programVersion: number;
  /** RFC 3339. */
  bookedAt: string;
};
