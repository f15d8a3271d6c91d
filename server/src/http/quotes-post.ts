import { quoteFact } from "../actions/quote-fact.ts";
import { ANSWER_EXAMPLE, Answer } from "./answer-schemas.ts";
import { FactBody } from "./fact-schemas.ts";
import { readIncomingFact } from "./incoming-fact.ts";
import { presentAnswer } from "./present-answer.ts";
import { defineRoute } from "./route.ts";
import { closed, ProgramId } from "./schemas.ts";

export const quotesPost = defineRoute({
  method: "POST",
  path: "/v1/programs/{program}/quotes",
  operationId: "quoteFact",
  tag: "facts",
  summary: "Ask what a fact would give",
  description:
    "The same decision from the same account, without recording it. A refusal is an answer here too: it is in `refusal`.",
  scope: "facts:write",
  params: closed({ program: ProgramId }),
  body: FactBody,
  checkBody: false,
  example: {
    id: "basket-77",
    type: "purchase",
    occurredAt: "2025-03-10T09:30:00Z",
    account: "acc_4kq6ivbn7y2sfd3gxo5a",
    amount: 1240,
  },
  responses: {
    200: {
      description: "What would be answered now.",
      schema: Answer,
      example: ANSWER_EXAMPLE,
    },
  },
  handle: async (app, { params, body, caller }) => {
    const program = await app.programs.get(params.program);
    const incoming = readIncomingFact(body, caller);
    const { answer } = await quoteFact(app, { program: params.program, ...incoming });
    return { status: 200, body: presentAnswer(program, answer, true) };
  },
});
