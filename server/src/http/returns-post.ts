import { COUNTER_NOTE, counterMembers, counterResponses, EXAMPLE_ACCOUNT } from "./counter-schemas.ts";
import { returnMembers } from "./fact-schemas.ts";
import { invalidRequest } from "./problems.ts";
import { answerCounterFact } from "./record-and-answer.ts";
import { defineRoute } from "./route.ts";
import { closed, DryRunQuery, ProgramId } from "./schemas.ts";

export const returnsPost = defineRoute({
  method: "POST",
  path: "/v1/programs/{program}/returns",
  operationId: "returnPurchase",
  tag: "redemptions",
  summary: "Return a purchase, lines of it, or an amount",
  description: `Undoes exactly what the returned lines caused. Neither \`lines\` nor \`amount\`: all that is left. ${COUNTER_NOTE}`,
  scope: "facts:write",
  params: closed({ program: ProgramId }),
  query: DryRunQuery,
  body: closed({ ...counterMembers, ...returnMembers }),
  idempotencyKey: true,
  example: {
    id: "till-3-000490",
    account: EXAMPLE_ACCOUNT,
    of: "till-3-000482",
    lines: [{ line: "1", quantity: 1 }],
  },
  responses: counterResponses,
  handle: (app, request) => {
    const { of, lines, amount, data } = request.body;
    if (lines !== undefined && amount !== undefined) {
      const message = "takes lines or an amount or neither, not both";
      throw invalidRequest([{ in: "body", pointer: "", message }]);
    }
    return answerCounterFact(app, request, { type: "return", members: { of, lines, amount, data } });
  },
});
