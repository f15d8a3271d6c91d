/** Runs cases through the engine and says where what came of them differs from what was expected. */
import { advance, type Explanation, explain, type Program, refusalMessage } from "@tallystick/core";
import type { Place } from "../import/mapping.ts";
import type { Case } from "./cases-file.ts";
import type { Seen } from "./expectation.ts";
import { playCase, type Turn } from "./play-case.ts";

/** One difference: what was looked at, the two sides in words, and what the engine says of the step. */
export type Difference = { place: Place; what: string; expected: string; found: string; why: string[] };

export type CaseResult = { name: string; line: number; ok: boolean; differences: Difference[] };

/** Runs one case on accounts of its own. */
export function runCase(program: Program, one: Case): CaseResult {
  const { turns } = playCase(program, one);
  const differences = turns.flatMap((turn, i) => {
    if (turn.step === null) return [];
    const seen = seeTurn(program, turn, turns.slice(0, i + 1));
    const found = judge(seen, turn);
    const why = found.length > 0 ? seen.explained().sentences : [];
    return found.map((difference) => ({ ...difference, why }));
  });
  return { name: one.name, line: one.place.line, ok: differences.length === 0, differences };
}

function seeTurn(program: Program, turn: Turn, turns: readonly Turn[]): Seen {
  const { decision, fact, before, step } = turn;
  // A refused fact leaves the account where it was; what is looked at is the account at the step's own instant.
  const state = advance(program, decision.state, step!.at).state;
  let explanation: Explanation | null = null;
  const explained = (): Explanation => {
    explanation ??= explain(program, before.state, fact, before.context);
    return explanation;
  };
  return { program, turn, state, turns, explained };
}

/** Everything in which a step differs from its expectation; a step that expects nothing must be taken. */
function judge(seen: Seen, { step, expected: then, decision }: Turn): Omit<Difference, "why">[] {
  const { refusal } = decision.outcome;
  const place = then?.refused?.place ?? then?.place ?? step!.place;
  const found = refusal ? `${refusal.code}: ${refusalMessage(refusal)}` : "it was taken";
  if (then?.refused) {
    const expected = `refused with ${then.refused.code}`;
    if (refusal?.code !== then.refused.code) return [{ place, what: "refusal", expected, found }];
  } else if (refusal) return [{ place, what: "refusal", expected: "it is taken", found }];
  return (then?.checks ?? []).flatMap((check) => {
    const [wanted, seenNow] = check.sides(seen);
    return wanted === seenNow
      ? []
      : [{ place: check.place, what: check.what, expected: wanted, found: seenNow }];
  });
}
