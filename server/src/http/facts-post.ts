import { Readable } from "node:stream";
import { Type } from "typebox";
import { answerAll, answerLines, type FactsContext } from "./answer-facts.ts";
import { ANSWER_EXAMPLE, Answer, FailedFact } from "./answer-schemas.ts";
import { FactBody } from "./fact-schemas.ts";
import { readIncomingFact } from "./incoming-fact.ts";
import { invalidRequest } from "./problems.ts";
import { answerFact } from "./record-and-answer.ts";
import { defineRoute, isStream } from "./route.ts";
import { closed, DryRunQuery, ProgramId } from "./schemas.ts";

const MOST_FACTS = 1000;

const Results = closed(
  { results: Type.Array(Type.Union([Answer, FailedFact])) },
  { "x-component": "Results", description: "One result for each fact, in their order." },
);

export const factsPost = defineRoute({
  method: "POST",
  path: "/v1/programs/{program}/facts",
  operationId: "recordFacts",
  tag: "facts",
  summary: "Record a fact, a list of facts, or a stream of them",
  description: [
    "One fact as a JSON object answers with the program's decision. A list of up to 1,000 answers with `results`, one for",
    "each in their order; facts of one account are decided in that order, and what is wrong with one does not touch the",
    "others. `application/x-ndjson` takes a stream without end, one fact a line, and answers a line for each as it goes:",
    '`{"line": 1, …}` and then the answer or the failure. A stream that ends early has not taken the lines it gave no',
    "result for. Redeeming and holding need the scope `redeem` too, adjusting `adjust`. In a dry run each fact is judged",
    "by the account as it stands, not by the facts before it. Ids that begin with `join:` or `time:` are refused: the",
    "server gives them to the facts that it makes itself.",
  ].join("\n"),
  scope: "facts:write",
  params: closed({ program: ProgramId }),
  query: DryRunQuery,
  body: Type.Union([FactBody, Type.Array(FactBody, { minItems: 1, maxItems: MOST_FACTS })]),
  bodyKind: "json-or-lines",
  bodyLimit: 8_388_608,
  checkBody: false,
  example: {
    id: "till-3-000482",
    type: "purchase",
    occurredAt: "2025-03-10T09:30:00Z",
    identifier: { kind: "card", value: "2000417" },
    source: "till-3",
    lines: [
      { id: "1", sku: "LATTE", category: "coffee", quantity: 2, amount: 760 },
      { id: "2", sku: "PASTEL-DE-NATA", category: "pastry", quantity: 4, amount: 480 },
    ],
  },
  responses: {
    200: {
      description: "Known already, a dry run, or a list.",
      schema: Type.Union([Answer, Results]),
      example: ANSWER_EXAMPLE,
    },
    201: { description: "Booked.", schema: Answer, example: ANSWER_EXAMPLE },
  },
  handle: async (app, request) => {
    const { body, caller, signal } = request;
    const dryRun = request.query.dry_run === true;
    const { program: id } = request.params;
    const program = await app.programs.get(id);
    const context: FactsContext = { app, program, caller, dryRun };
    if (isStream(body)) {
      const lines = Readable.from(answerLines(context, { stream: body, signal }), { objectMode: false });
      return { status: 200, contentType: "application/x-ndjson", body: lines };
    }
    if (!Array.isArray(body)) {
      return answerFact(app, { program: id, incoming: readIncomingFact(body, caller), dryRun });
    }
    if (body.length === 0 || body.length > MOST_FACTS) {
      throw invalidRequest([{ in: "body", pointer: "", message: `must be 1 to ${MOST_FACTS} facts` }]);
    }
    const results = await answerAll(
      context,
      body.map((value: unknown) => ({ value })),
    );
    return { status: 200, body: { results } };
  },
});
