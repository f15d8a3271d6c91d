/** Many facts at once, as a list or by the line: what is wrong with one does not touch the others. */
import type { Readable } from "node:stream";
import type { Program } from "@tallystick/core";
import { ActionError } from "../action-error.ts";
import type { Answer } from "../actions/action-deps.ts";
import { quoteFact } from "../actions/quote-fact.ts";
import { type IncomingFact, recordFacts } from "../actions/record-fact.ts";
import type { App } from "./app.ts";
import type { Caller } from "./authenticate.ts";
import { readIncomingFact } from "./incoming-fact.ts";
import { parseJson } from "./parse-json.ts";
import { type AnswerBody, presentAnswer } from "./present-answer.ts";
import { type ProblemBody, ProblemError, problemBody } from "./problems.ts";
import { gatherLines, type InputLine, readLines } from "./read-lines.ts";
import { describeError, toProblem } from "./to-problem.ts";

/** One result for each fact, in their order. */
export type FactResult = AnswerBody | { status: "failed"; fact: string | null; problem: ProblemBody };

export type FactsContext = { app: App; program: Program; caller: Caller; dryRun: boolean };

const AT_ONCE = 500;
const QUOTED_AT_ONCE = 8;
const LONGEST_LINE = 1_048_576;

const idOf = (value: unknown): string | null => {
  const id = typeof value === "object" && value !== null && "id" in value ? value.id : null;
  return typeof id === "string" ? id : null;
};

/** Something to answer: a value to be read as a fact, or what was wrong before it came that far. */
type Given = { value: unknown } | { problem: ProblemError };

/** Answers facts in their order. Each stands for itself; those of one account are decided one after another. */
export async function answerAll(context: FactsContext, given: Given[]): Promise<FactResult[]> {
  const results: FactResult[] = [];
  const fail = (i: number, error: unknown): void => {
    const one = given[i]!;
    const problem = toProblem(error);
    if (problem.code === "internal-error") context.app.log.error(describeError(error), "a fact failed");
    results[i] = {
      status: "failed",
      fact: "value" in one ? idOf(one.value) : null,
      problem: problemBody(problem),
    };
  };
  const facts: { place: number; incoming: IncomingFact }[] = [];
  for (const [place, one] of given.entries()) {
    if ("problem" in one) {
      fail(place, one.problem);
      continue;
    }
    try {
      facts.push({ place, incoming: readIncomingFact(one.value, context.caller) });
    } catch (error) {
      fail(place, error);
    }
  }
  const answers = await decideAll(
    context,
    facts.map(({ incoming }) => incoming),
  );
  for (const [i, answer] of answers.entries()) {
    const { place } = facts[i]!;
    if (answer instanceof Error) {
      fail(place, answer);
      continue;
    }
    if (!context.dryRun) context.app.metrics.fact(context.program.id, answer.status);
    results[place] = presentAnswer(context.program, answer, context.dryRun);
  }
  return results;
}

async function decideAll(
  { app, program, dryRun }: FactsContext,
  facts: IncomingFact[],
): Promise<(Answer | Error)[]> {
  if (facts.length === 0) return [];
  if (!dryRun) return recordFacts(app, { program: program.id, facts });
  const answers: (Answer | Error)[] = [];
  for (let i = 0; i < facts.length; i += QUOTED_AT_ONCE) {
    const some = facts.slice(i, i + QUOTED_AT_ONCE);
    answers.push(...(await Promise.all(some.map((fact) => quoteOne(app, { program: program.id, ...fact })))));
  }
  return answers;
}

async function quoteOne(app: App, input: IncomingFact & { program: string }): Promise<Answer | Error> {
  try {
    return (await quoteFact(app, input)).answer;
  } catch (error) {
    const isItsOwn = error instanceof ActionError || (error instanceof Error && error.name === "LedgerError");
    if (isItsOwn) return error;
    throw error;
  }
}

/**
 * Answers a stream of facts, a line for a line. The next piece of the input is read when the answers to the one before
 * have been taken, so that neither side's memory grows with the length of the stream. When the server closes, or the
 * caller goes, it ends after the facts that are under way.
 */
export async function* answerLines(
  context: FactsContext,
  { stream, signal }: { stream: Readable; signal: AbortSignal },
): AsyncGenerator<string> {
  for await (const lines of gatherLines(readLines(stream, LONGEST_LINE), AT_ONCE)) {
    if (signal.aborted) return;
    const results = await answerSome(context, lines.map(readGiven));
    yield results.map((result, n) => `${JSON.stringify({ line: lines[n]!.number, ...result })}\n`).join("");
    if (!context.app.isOpen()) return;
  }
}

/** A fault that hits all of them, such as a database that is away, is told to each, and the stream goes on. */
async function answerSome(context: FactsContext, given: Given[]): Promise<FactResult[]> {
  try {
    return await answerAll(context, given);
  } catch (error) {
    context.app.log.error(describeError(error), "lines failed");
    const problem = problemBody(toProblem(error));
    return given.map((one) => ({
      status: "failed",
      fact: "value" in one ? idOf(one.value) : null,
      problem,
    }));
  }
}

function readGiven(line: InputLine): Given {
  if (line.text === null) return { problem: new ProblemError("invalid-json", line.wrong) };
  try {
    return { value: parseJson(line.text) };
  } catch (error) {
    return { problem: toProblem(error) };
  }
}
