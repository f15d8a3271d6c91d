import { COUNTER_NOTE, counterMembers, counterResponses, EXAMPLE_ACCOUNT } from "./counter-schemas.ts";
import { holdMembers } from "./fact-schemas.ts";
import { answerCounterFact, membersIn } from "./record-and-answer.ts";
import { defineRoute } from "./route.ts";
import { closed, DryRunQuery, ProgramId } from "./schemas.ts";

export const holdsPost = defineRoute({
  method: "POST",
  path: "/v1/programs/{program}/holds",
  operationId: "hold",
  tag: "redemptions",
  summary: "Set units aside until completed, cancelled or lapsed",
  description: `The hold is named by the fact's id. ${COUNTER_NOTE}`,
  scope: "redeem",
  params: closed({ program: ProgramId }),
  query: DryRunQuery,
  body: closed({ ...counterMembers, ...holdMembers }),
  idempotencyKey: true,
  example: { id: "web-order-1881", account: EXAMPLE_ACCOUNT, of: { reward: "coffee" }, for: "15 minutes" },
  responses: counterResponses,
  handle: (app, request) => {
    const members = membersIn(request.body, holdMembers);
    return answerCounterFact(app, request, { type: "hold", members });
  },
});
