import { COUNTER_NOTE, counterMembers, counterResponses, EXAMPLE_ACCOUNT } from "./counter-schemas.ts";
import { adjustMembers } from "./fact-schemas.ts";
import { answerCounterFact } from "./record-and-answer.ts";
import { defineRoute } from "./route.ts";
import { closed, DryRunQuery, ProgramId } from "./schemas.ts";

export const adjustmentsPost = defineRoute({
  method: "POST",
  path: "/v1/programs/{program}/adjustments",
  operationId: "adjust",
  tag: "redemptions",
  summary: "Give or take units by hand",
  description: `A person's correction, with a reason and who decided it: positive gives, negative takes. ${COUNTER_NOTE}`,
  scope: "adjust",
  params: closed({ program: ProgramId }),
  query: DryRunQuery,
  body: closed({ ...counterMembers, ...adjustMembers }),
  idempotencyKey: true,
  example: {
    id: "complaint-311",
    account: EXAMPLE_ACCOUNT,
    unit: "beans",
    amount: "20",
    reason: "Waited half an hour for a flat white",
    actor: "ines",
  },
  responses: counterResponses,
  handle: (app, request) => {
    const { unit, amount, reason, actor } = request.body;
    return answerCounterFact(app, request, { type: "adjust", members: { unit, amount, reason, actor } });
  },
});
