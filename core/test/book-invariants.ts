/** What must hold of the books of revenue accounting after every step. */
import type { Decision } from "../src/decision.ts";
import type { AccountState } from "../src/state.ts";
import { add, must, same } from "./watch.ts";

/** Each deferral stands for exactly the units of its lot that the member still has, wherever they are, or has a voucher for. */
export function checkBooks({ deferred = {}, units, holds, vouchers = {} }: AccountState): void {
  const left: Record<string, number> = {};
  for (const { lots } of Object.values(units)) for (const lot of lots) add(left, lot.id, lot.left);
  for (const { parts } of Object.values(holds))
    for (const { lot, amount } of parts) add(left, lot.id, amount);
  for (const { behind = [] } of Object.values(vouchers))
    for (const { lot, amount } of behind) add(left, lot, amount);
  for (const [lot, { allocated, released, granted, redeemed }] of Object.entries(deferred)) {
    must(Number.isSafeInteger(allocated) && allocated >= 0, "what is deferred is whole minor units");
    must(released <= allocated, "no more is released than was deferred");
    must(redeemed < granted, "a deferral ends with its lot");
    same(granted - redeemed, left[lot.replace(" funded", "")] ?? 0, `the books know what is left of ${lot}`);
  }
}

const SIGNS = {
  deferred: 1,
  "partner-liability": 1,
  "partner-settled": -1,
  released: -1,
  reversed: -1,
} as const;

/** The entries alone give what is deferred still. */
export function checkEntries(
  ledger: Record<string, number>,
  { state, outcome }: Pick<Decision, "state" | "outcome">,
): void {
  for (const { kind, amount, lot = "" } of outcome.accounting ?? []) {
    must(Number.isSafeInteger(amount) && amount !== 0, "an entry has an amount");
    if (kind !== "promotional-cost") add(ledger, `books ${lot}`, SIGNS[kind] * amount);
  }
  const open: Record<string, number> = {};
  for (const [key, { allocated, released }] of Object.entries(state.deferred ?? {}))
    add(open, `books ${key.replace(" funded", "")}`, allocated - released);
  for (const key of Object.keys(ledger).filter((name) => name.startsWith("books ")))
    same(ledger[key], open[key] ?? 0, `entries of ${key} give what is deferred`);
}
