import { Type } from "typebox";
import { COUNTER_NOTE, counterMembers, counterResponses, EXAMPLE_ACCOUNT } from "./counter-schemas.ts";
import { answerCounterFact } from "./record-and-answer.ts";
import { defineRoute } from "./route.ts";
import { closed, DryRunQuery, FactId, PositiveUnitAmount, ProgramId } from "./schemas.ts";

export const holdsCompletePost = defineRoute({
  method: "POST",
  path: "/v1/programs/{program}/holds/{hold}/complete",
  operationId: "completeHold",
  tag: "redemptions",
  summary: "Take a hold, in full or in part",
  description: `With \`amount\`, what is left of the hold goes back. ${COUNTER_NOTE}`,
  scope: "redeem",
  params: closed({ program: ProgramId, hold: FactId }),
  query: DryRunQuery,
  body: closed({ ...counterMembers, amount: Type.Optional(PositiveUnitAmount) }),
  idempotencyKey: true,
  example: { id: "web-order-1881-paid", account: EXAMPLE_ACCOUNT },
  responses: counterResponses,
  handle: (app, request) => {
    const members = { hold: request.params.hold, amount: request.body.amount };
    return answerCounterFact(app, request, { type: "complete", members });
  },
});
