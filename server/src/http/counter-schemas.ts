/** What the routes share that are named after a fact: who, when, and what they answer. */
import { Type } from "typebox";
import { ANSWER_EXAMPLE, Answer } from "./answer-schemas.ts";
import type { RouteDoc } from "./route.ts";
import { accountRefMembers, FactId, InstantText, text } from "./schemas.ts";

/** The members of such a body beside what the fact itself says. */
export const counterMembers = {
  ...accountRefMembers,
  id: Type.Optional(FactId),
  occurredAt: Type.Optional(InstantText),
  source: Type.Optional(text(200, "Who says so: a till, a shop, a partner.")),
};

export const COUNTER_NOTE =
  "The fact's id is `id` in the body or the header `Idempotency-Key`. Without `occurredAt` it happens now. " +
  "When the program says no, the answer is the problem `fact-refused` with the refusal's code.";

export const counterResponses: RouteDoc["responses"] = {
  200: {
    description: "Known already, or a dry run.",
    schema: Answer,
    example: ANSWER_EXAMPLE,
  },
  201: { description: "Booked.", schema: Answer, example: ANSWER_EXAMPLE },
};

export const EXAMPLE_ACCOUNT = "acc_4kq6ivbn7y2sfd3gxo5a";
