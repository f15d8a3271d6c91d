/** Runs cases through the engine and says where what came of them differs from what was expected. */
import { advance, type Explanation, explain, type Program, refusalMessage } from "@tallystick/core";
import type { Place } from "../import/mapping.ts";
import { timeInWords } from "./case-values.ts";
import type { Case } from "./cases-file.ts";
import type { Seen } from "./expectation.ts";
import { factInWords } from "./fact-in-words.ts";
import { playCase, type Turn } from "./play-case.ts";

/** One difference: what was looked at, the two sides in words, and what the engine says of the step. */
export type Difference = { place: Place; what: string; expected: string; found: string; why: string[] };

/** A step that something was expected of, or that failed. */
export type CaseRow = { given: string; expected: string[]; differences: Difference[] };

export type CaseResult = {
  name: string;
  line: number;
  ok: boolean;
  differences: Difference[];
  rows: CaseRow[];
};

/** Runs one case on accounts of its own. */
export function runCase(of: Program, one: Case): CaseResult {
  const program = one.seed === null ? of : { ...of, seed: one.seed };
  const { turns } = playCase(program, one);
  const rows = turns.flatMap((turn, i): CaseRow[] => {
    if (turn.step === null) return [];
    const seen = seeTurn(program, turn, turns.slice(0, i + 1));
    const { expected, differences: found } = judge(seen, turn);
    if (found.length === 0 && turn.expected === null) return [];
    const why = found.length > 0 ? seen.explained().sentences : [];
    return [{ given: givenOf(program, turn), expected, differences: found.map((one) => ({ ...one, why })) }];
  });
  const differences = rows.flatMap((row) => row.differences);
  return { name: one.name, line: one.place.line, ok: differences.length === 0, differences, rows };
}

function givenOf(program: Program, { step, fact, account, quote }: Turn): string {
  const who = account === "me" ? "" : ` ${account}:`;
  return `${timeInWords(program, step!.at)}${who} ${quote ? "quote " : ""}${factInWords(program, fact)}`;
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

type Found = Omit<Difference, "why">;

/** What a step had to come to, and where it did not; a step that expects nothing must be taken. */
function judge(seen: Seen, turn: Turn): { expected: string[]; differences: Found[] } {
  const { step, expected: then, decision } = turn;
  const { refusal } = decision.outcome;
  const code = turn.again === "reused" ? "fact-id-reused" : refusal?.code;
  const place = then?.refused?.place ?? then?.place ?? step!.place;
  const wanted = then?.refused ? `refused with ${then.refused.code}` : "it is taken";
  if (code !== then?.refused?.code) {
    const refused = refusal && refusal.code === code ? `${code}: ${refusalMessage(refusal)}` : code;
    const found = refused ?? "it was taken";
    return { expected: [wanted], differences: [{ place, what: "refusal", expected: wanted, found }] };
  }
  const expected = then?.refused ? [wanted] : [];
  const differences: Found[] = [];
  for (const check of then?.checks ?? []) {
    const [side, found] = check.sides(seen);
    if (!check.implied) expected.push(`${check.what}: ${side}`);
    if (side !== found) differences.push({ place: check.place, what: check.what, expected: side, found });
  }
  return { expected, differences };
}
