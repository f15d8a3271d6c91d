/**
 * Random programs × random histories: every invariant after every step, replay, and lazy time against swept time.
 *
 * FC_SEED repeats a run, FC_RUNS sets how many (the default keeps a test run short; `npm run test:long` does more).
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { stateBytes } from "../src/account.ts";
import { decide } from "../src/decide.ts";
import { formatInstant, parseInstant } from "../src/instant.ts";
import type { Instant, Program } from "../src/program.ts";
import { replay } from "../src/replay.ts";
import type { AccountState } from "../src/state.ts";
import { beginStory, book, contextOf, type Story } from "./account-story.ts";
import { arbitraryHistory, factOf } from "./arbitrary-history.ts";
import { arbitraryDefinition, compile, type Definition } from "./arbitrary-program.ts";
import { beginWatch, checkProgress, postingsOf, watchedStep } from "./invariants.ts";
import { same, type Watch } from "./watch.ts";

const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env["FC_RUNS"] ?? 500);
console.log(`engine properties: FC_SEED=${seed} FC_RUNS=${numRuns}`);

const input = fc.record({
  definition: arbitraryDefinition,
  opened: fc.integer({
    min: parseInstant("2023-12-20T00:00:00Z")!,
    max: parseInstant("2024-03-20T00:00:00Z")!,
  }),
  steps: arbitraryHistory(40),
  /** Where between two facts the sweep comes by, as shares of the gap. */
  sweeps: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 7 }),
});

type Input = typeof input extends fc.Arbitrary<infer T> ? T : never;

const programs = new Map<string, Program>();

/** Compiling is the slow part, and shrinking comes back to the same definition again and again. */
function compiled(definition: Definition): Program {
  const text = JSON.stringify(definition);
  const program = programs.get(text) ?? compile(definition);
  if (programs.size > 50) programs.clear();
  programs.set(text, program);
  return program;
}

/** The history that was being checked last, to print when it fails. */
let last: Watch | null = null;

test("every invariant holds after every step of any history under any program", {
  timeout: 3_600_000,
}, () => {
  let decided = 0;
  let accepted = 0;
  const refusals: Record<string, number> = {};
  const check = ({ definition, opened, steps, sweeps }: Input): void => {
    const watch = beginWatch(compiled(definition), opened);
    last = watch;
    for (const step of steps) {
      const { program, state, purchases } = watch.story;
      const fact = factOf(step, { program, state, purchases, index: watch.story.journal.length });
      const { outcome } = watchedStep(watch, fact);
      decided++;
      if (outcome.refusal) refusals[outcome.refusal.code] = (refusals[outcome.refusal.code] ?? 0) + 1;
      else accepted++;
    }
    checkProgress(watch);
    checkReplay(watch);
    checkSwept(watch, sweeps);
  };
  const reporter = (run: fc.RunDetails<[Input]>): void => {
    if (!run.failed) return;
    const [found] = run.counterexample ?? [];
    if (found) retell(() => check(found), found.definition);
    throw new Error(fc.defaultReportMessage({ ...run, counterexample: null } as typeof run), {
      cause: run.errorInstance,
    });
  };
  fc.assert(fc.property(input, check), { seed, numRuns, reporter });
  const share = accepted / decided;
  console.log(
    `engine properties: ${decided} facts decided, ${(share * 100).toFixed(1)} % accepted`,
    refusals,
  );
  expect(share).toBeGreaterThan(0.8);
});

function checkReplay({ story: { program, openedAt, state, journal } }: Watch): void {
  const replayed = replay(program, { id: state.id, openedAt }, journal);
  same(stateBytes(replayed), stateBytes(state), "a replay gives the state byte for byte");
}

/** The same facts with the sweep coming by in between: the same account and the same postings in the end. */
function checkSwept({ story: lazy }: Watch, sweeps: number[]): void {
  const swept = beginStory(lazy.program, lazy.openedAt);
  const versions = new Map<string, string>();
  lazy.journal.forEach(({ fact, outcome }, index) => {
    const at = parseInstant(fact.occurredAt)!;
    // A refused fact does not move the account; neither must the sweep then, or the next fact would come late.
    if (!outcome.refusal) sweepUpTo(swept, at, sweeps[index % sweeps.length]!);
    versions.set(String(swept.state.version + 1), String(index + 1));
    book(swept, fact, decide(swept.program, swept.state, fact, contextOf(swept, fact)));
    same(
      swept.journal.at(-1)!.outcome.refusal,
      outcome.refusal,
      "the sweep makes no difference to a refusal",
    );
  });
  const renamed = <T>(value: T): T =>
    JSON.parse(
      JSON.stringify(value).replace(
        /"(\d+)\.((?:points|stars)(?: funded)?|reinstatement|transfer:[a-z0-9-]+)"/g,
        (_, version: string, unit: string) => `"${versions.get(version)}.${unit}"`,
      ),
    ) as T;
  const told = (state: AccountState): string => stateBytes({ ...state, version: 0 });
  same(told(renamed(swept.state)), told(lazy.state), "the sweep makes no difference to the account");
  same(renamed(postingsOf(swept)), postingsOf(lazy), "nor to its postings");
  same(renamed(entriesOf(swept)), entriesOf(lazy), "nor to its books");
}

const entriesOf = ({ journal }: Story): unknown => journal.flatMap(({ outcome }) => outcome.accounting ?? []);

function sweepUpTo(story: Story, at: Instant, share: number): void {
  const gap = at - story.state.at;
  for (const part of [share / 2, share]) {
    const to = story.state.at + Math.floor(gap * part);
    if (gap <= 0 || to >= at) continue;
    const fact = {
      id: `sweep-${story.journal.length}`,
      type: "time" as const,
      occurredAt: formatInstant(to),
    };
    book(story, fact, decide(story.program, story.state, fact));
  }
}

/** Prints a failing history as facts, which say more than the steps they were drawn as. */
function retell(run: () => void, definition: Definition): void {
  try {
    run();
  } catch {
    console.log(JSON.stringify(definition));
    for (const { fact, outcome } of last?.story.journal ?? []) {
      const { refusal, postings, effects, undone, spared } = outcome;
      console.log(
        JSON.stringify(fact),
        "\n   →",
        JSON.stringify({ refusal, postings, effects, undone, spared }),
      );
    }
    console.log(JSON.stringify(last?.story.state));
    console.log("last decided:", JSON.stringify(last?.now));
  }
}
