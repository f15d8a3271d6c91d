import type { components } from "./api.gen.ts";
import { TallystickProblem, TallystickUnreachable } from "./problem.ts";
import { type ClientOptions, sendRequest } from "./send-request.ts";

type Schemas = components["schemas"];

/** What became of one fact of a stream; `index` counts the facts from 0. */
export type StreamResult = { index: number } & (Schemas["Answer"] | Schemas["FailedFact"]);

export type StreamInput = {
  program: string;
  /** Read as they are needed, so there may be any number of them. */
  facts: Iterable<Schemas["Fact"]> | AsyncIterable<Schemas["Fact"]>;
  /** How many are sent at once; 500 when left out. */
  batch?: number;
  dryRun?: boolean;
};

type Waiting = { index: number; line: string };

/**
 * Sends any number of facts as lines and yields a result for each, in their order. Lines whose results were lost with
 * the connection, or that the server could not take at that moment, are sent again as they are.
 */
export async function* recordStream(
  options: ClientOptions,
  { program, facts, batch = 500, dryRun = false }: StreamInput,
): AsyncGenerator<StreamResult> {
  const path = `/v1/programs/${encodeURIComponent(program)}/facts${dryRun ? "?dry_run=true" : ""}`;
  let waiting: Waiting[] = [];
  let index = 0;
  for await (const fact of facts) {
    waiting.push({ index: index++, line: JSON.stringify(fact) });
    if (waiting.length < batch) continue;
    yield* answerAll(options, path, waiting);
    waiting = [];
  }
  yield* answerAll(options, path, waiting);
}

async function* answerAll(
  options: ClientOptions,
  path: string,
  all: Waiting[],
): AsyncGenerator<StreamResult> {
  let waiting = all;
  let fruitless = 0;
  while (waiting.length > 0) {
    const before = waiting.length;
    let lost: unknown = null;
    try {
      for await (const result of answerOnce(options, path, waiting)) {
        if (isPassing(result)) break;
        yield { ...result, index: waiting[0]!.index };
        waiting = waiting.slice(1);
      }
    } catch (error) {
      if (error instanceof TallystickProblem || error instanceof TallystickUnreachable) throw error;
      lost = error;
    }
    fruitless = waiting.length < before ? 0 : fruitless + 1;
    if (fruitless > (options.retries ?? 4)) throw new TallystickUnreachable(options.url, lost);
    if (waiting.length > 0) await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** fruitless));
  }
}

/** The server was there and could not take the fact at that moment. */
const isPassing = (result: Schemas["Answer"] | Schemas["FailedFact"]): boolean =>
  result.status === "failed" && result.problem.status === 503;

/** The results of one sending, one after another; fewer than lines when the connection breaks. */
async function* answerOnce(
  options: ClientOptions,
  path: string,
  waiting: Waiting[],
): AsyncGenerator<Schemas["Answer"] | Schemas["FailedFact"]> {
  const response = await sendRequest(options, {
    method: "POST",
    path,
    headers: { "content-type": "application/x-ndjson" },
    body: `${waiting.map(({ line }) => line).join("\n")}\n`,
    repeatable: true,
  });
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const { line: _, ...result } = JSON.parse(line) as { line: number } & Schemas["Answer"];
        yield result;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
