import { COUNTER_NOTE, counterMembers, counterResponses, EXAMPLE_ACCOUNT } from "./counter-schemas.ts";
import { answerCounterFact } from "./record-and-answer.ts";
import { defineRoute } from "./route.ts";
import { closed, DryRunQuery, FactId, ProgramId } from "./schemas.ts";

export const holdsCancelPost = defineRoute({
  method: "POST",
  path: "/v1/programs/{program}/holds/{hold}/cancel",
  operationId: "cancelHold",
  tag: "redemptions",
  summary: "Give a hold back",
  description: COUNTER_NOTE,
  scope: "redeem",
  params: closed({ program: ProgramId, hold: FactId }),
  query: DryRunQuery,
  body: closed(counterMembers),
  idempotencyKey: true,
  example: { id: "web-order-1881-gone", account: EXAMPLE_ACCOUNT },
  responses: counterResponses,
  handle: (app, request) =>
    answerCounterFact(app, request, { type: "cancel", members: { hold: request.params.hold } }),
});
