import { COUNTER_NOTE, counterMembers, counterResponses, EXAMPLE_ACCOUNT } from "./counter-schemas.ts";
import { redeemMembers } from "./fact-schemas.ts";
import { answerCounterFact, membersIn } from "./record-and-answer.ts";
import { defineRoute } from "./route.ts";
import { closed, DryRunQuery, ProgramId } from "./schemas.ts";

export const redemptionsPost = defineRoute({
  method: "POST",
  path: "/v1/programs/{program}/redemptions",
  operationId: "redeem",
  tag: "redemptions",
  summary: "Redeem a reward or an amount at once",
  description: COUNTER_NOTE,
  scope: "redeem",
  params: closed({ program: ProgramId }),
  query: DryRunQuery,
  body: closed({ ...counterMembers, ...redeemMembers }),
  idempotencyKey: true,
  example: { id: "till-3-000483", account: EXAMPLE_ACCOUNT, of: { reward: "coffee" } },
  responses: counterResponses,
  handle: (app, request) => {
    const members = membersIn(request.body, redeemMembers);
    return answerCounterFact(app, request, { type: "redeem", members });
  },
});
