import { formatInstant } from "@tallystick/core";
import { Type } from "typebox";
import { listCharges } from "../actions/list-charges.ts";
import { MoneyAmount } from "./answer-schemas.ts";
import { invalidRequest } from "./problems.ts";
import { defineRoute } from "./route.ts";
import { AccountId, Cursor, closed, InstantText, nullable, PageLimit, ProgramId } from "./schemas.ts";

const Charge = closed(
  {
    account: AccountId,
    charge: Type.String({ description: "Its id, unique within the account." }),
    for: Type.String({ description: "What it is for, such as the id of a plan." }),
    amount: MoneyAmount,
    dueAt: InstantText,
    failed: Type.Boolean({ description: "Whether it could not be collected so far." }),
  },
  { "x-component": "Charge" },
);

const Page = closed(
  {
    charges: Type.Array(Charge),
    next: nullable(Type.String({ description: "The cursor of the next page; null on the last." })),
  },
  { "x-component": "ChargePage" },
);

export const chargesListGet = defineRoute({
  method: "GET",
  path: "/v1/programs/{program}/charges",
  operationId: "listCharges",
  tag: "events",
  summary: "List open charges",
  description: [
    "What members owe and nobody has paid or withdrawn, in the order in which it fell due. Answer one with a fact of its",
    "account, of type charge-paid or charge-failed.",
  ].join(" "),
  scope: "accounts:read",
  params: closed({ program: ProgramId }),
  query: closed({ cursor: Cursor, limit: PageLimit }),
  responses: {
    200: {
      description: "A page.",
      schema: Page,
      example: {
        charges: [
          {
            account: "acc_4kq6ivbn7y2sfd3gxo5a",
            charge: "7.club",
            for: "club",
            amount: { amount: 1499, currency: "EUR" },
            dueAt: "2025-03-10T09:40:00.000Z",
            failed: false,
          },
        ],
        next: null,
      },
    },
  },
  handle: async (app, { params, query }) => {
    const { currency } = await app.programs.get(params.program);
    const page = await listCharges(app, {
      program: params.program,
      after: query.cursor ?? null,
      limit: query.limit ?? 100,
    });
    if (page === null) {
      throw invalidRequest([
        { in: "query", pointer: "cursor", message: "must be `next` of the page before" },
      ]);
    }
    const charges = page.charges.map(({ account, charge, for: what, amount, dueAt, failed }) => ({
      account,
      charge,
      for: what,
      amount: { amount, currency },
      dueAt: formatInstant(dueAt),
      failed,
    }));
    return { status: 200, body: { charges, next: page.next } };
  },
});
