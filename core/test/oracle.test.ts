/** The engine against the oracle, after every step of random histories under random simple programs. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { balanceOf } from "../src/account.ts";
import type { Fact } from "../src/fact.ts";
import { formatInstant, parseInstant } from "../src/instant.ts";
import { beginStory, type Story, tell } from "./account-story.ts";
import { compile, type Definition } from "./arbitrary-program.ts";
import { type OracleFact, type OracleProgram, oracle } from "./oracle.ts";

const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env["FC_RUNS"] ?? 400);
console.log(`oracle: FC_SEED=${seed} FC_RUNS=${numRuns}`);

const rate = fc.constantFrom<[bigint, bigint]>(
  [1n, 1n],
  [5n, 4n],
  [17n, 10n],
  [4n, 5n],
  [5n, 3n],
  [1n, 7n],
  [20n, 1n],
);

const simpleProgram: fc.Arbitrary<OracleProgram> = fc.record({
  give: fc.oneof(
    { weight: 4, arbitrary: rate.map(([num, den]) => ({ num, den })) },
    { weight: 1, arbitrary: fc.constantFrom(3n, 25n).map((fixed) => ({ fixed })) },
  ),
  rounding: fc.constantFrom("floor", "half-up", "half-even", "carry", "carry"),
  cap: fc.option(fc.record({ max: fc.bigInt(1n, 300n), per: fc.constantFrom("day", "month", "lifetime") })),
  pendingDays: fc.constantFrom(0, 0, 1, 14),
  expiry: fc.option(fc.record({ months: fc.constantFrom(1, 6, 12), endOfMonth: fc.boolean() })),
  levels: fc.constantFrom([], [20_000n], [20_000n, 50_000n], [5_000n, 5_100n, 60_000n]),
});

const drawnFact = fc.record({
  kind: fc.constantFrom("purchase", "purchase", "purchase", "return", "return", "redeem"),
  after: fc.oneof(
    fc.constantFrom(0, 0, 1),
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 0, max: 250 }),
  ),
  cents: fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 60_000 })),
  pick: fc.nat(),
  share: fc.integer({ min: 1, max: 100 }),
});

function definitionOf({ give, rounding, cap, pendingDays, expiry, levels }: OracleProgram): Definition {
  const amount = "fixed" in give ? { amount: String(give.fixed) } : { rate: `${give.num}/${give.den}` };
  const caps: Definition = cap ? { caps: { [cap.per]: Number(cap.max) } } : {};
  const steps = levels.map((from, index) => [`level-${index + 1}`, `${from / 100n}.00`]);
  return {
    tallystick: 1,
    program: "simple",
    name: "Simple",
    currency: "EUR",
    zone: "UTC",
    from: "2020-01-01",
    units: {
      points: {
        name: "points",
        pending: pendingDays > 0 ? `${pendingDays} days` : "none",
        expires: expiry
          ? { after: `${expiry.months} months`, ...(expiry.endOfMonth ? { end: "month" } : {}) }
          : "never",
      },
    },
    earn: { base: { on: "purchase", unit: "points", ...amount, rounding, ...caps } },
    tiers: { status: { by: "spend", levels: Object.fromEntries([["level-0", 0], ...steps]) as Definition } },
  };
}

/** The fact as the engine hears it: everything happens at noon, a bare amount, named by its place. */
function told(fact: OracleFact, index: number): Fact {
  const base = { id: `f${index}`, occurredAt: formatInstant(fact.day * 86_400_000 + 43_200_000) };
  if (fact.kind === "purchase") return { ...base, type: "purchase", amount: Number(fact.cents) };
  if (fact.kind === "return")
    return { ...base, type: "return", of: `f${fact.of}`, amount: Number(fact.cents) };
  return { ...base, type: "redeem", of: { unit: "points", amount: String(fact.amount) } };
}

/** The drawn fact in sight of the account, or null where it makes no sense. */
function factOf(
  drawn: typeof drawnFact extends fc.Arbitrary<infer T> ? T : never,
  story: Story,
  history: OracleFact[],
): OracleFact | null {
  const day = (history.at(-1)?.day ?? 19_700) + drawn.after;
  if (drawn.kind === "purchase") return { kind: "purchase", day, cents: BigInt(drawn.cents) };
  if (drawn.kind === "redeem") {
    const amount = BigInt(Math.ceil((balanceOf(story.state, "points").available * drawn.share) / 100));
    return amount > 0n ? { kind: "redeem", day, amount } : null;
  }
  const open = history.flatMap((fact, of) => {
    if (fact.kind !== "purchase") return [];
    const left = Number(fact.cents) - (story.state.returned[`f${of}`]?.lines["1"]?.amount ?? 0);
    return left > 0 ? [{ of, left }] : [];
  });
  const chosen = open[drawn.pick % Math.max(1, open.length)];
  return chosen
    ? { kind: "return", day, of: chosen.of, cents: BigInt(Math.ceil((chosen.left * drawn.share) / 100)) }
    : null;
}

test("the engine agrees with a naive re-telling of the whole history", { timeout: 3_600_000 }, () => {
  const histories = fc.array(drawnFact, { minLength: 1, maxLength: 30, size: "max" });
  let compared = 0;
  fc.assert(
    fc.property(simpleProgram, histories, (program, draws) => {
      const story = beginStory(compile(definitionOf(program)), parseInstant("2023-12-01T00:00:00Z")!);
      const history: OracleFact[] = [];
      for (const drawn of draws) {
        const fact = factOf(drawn, story, history);
        if (!fact) continue;
        const { refusal } = tell(story, told(fact, history.length));
        // What was there yesterday may have expired by the time it is to be spent; then nothing happens in either.
        if (refusal) continue;
        history.push(fact);
        const { available, pending, debt, level } = oracle(program, history);
        const found = { ...balanceOf(story.state, "points"), level: story.state.ladders["status"]!.level };
        expect(
          found,
          JSON.stringify(history, (_, value) => (typeof value === "bigint" ? Number(value) : value)),
        ).toEqual({
          available: Number(available),
          pending: Number(pending),
          held: 0,
          debt: Number(debt),
          level: `level-${level}`,
        });
        compared++;
      }
    }),
    { seed, numRuns },
  );
  console.log(`oracle: ${compared} states compared`);
});
