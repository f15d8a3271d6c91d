import { type Instant, parseInstant } from "@tallystick/core";
import { balanceAt } from "../actions/balance-at.ts";
import { ACCOUNT_EXAMPLE, Account, presentAccount } from "./account-schemas.ts";
import { invalidRequest } from "./problems.ts";
import { defineRoute } from "./route.ts";
import { AccountId, closed, InstantText, ProgramId } from "./schemas.ts";

/** An instant that is not yet cannot be told: facts may still come before it. */
function requirePast(at: Instant, now: Instant): Instant {
  if (at <= now) return at;
  throw invalidRequest([{ in: "query", pointer: "at", message: "must not lie in the future" }]);
}

export const accountsBalanceGet = defineRoute({
  method: "GET",
  path: "/v1/programs/{program}/accounts/{account}/balance",
  operationId: "getBalanceAt",
  tag: "accounts",
  summary: "What an account held at an instant",
  description: [
    "The balance as the facts that had happened by then make it; a late fact, which happened before the account's present,",
    "counts from the instant at which that present stood when it was booked. What is sent later changes an answer about",
    "the past only if it happened before that instant.",
  ].join("\n"),
  scope: "accounts:read",
  params: closed({ program: ProgramId, account: AccountId }),
  query: closed({ at: InstantText }),
  responses: { 200: { description: "The account as it stood.", schema: Account, example: ACCOUNT_EXAMPLE } },
  handle: async (app, { params, query }) => {
    const at = requirePast(parseInstant(query.at)!, app.now());
    const program = await app.programs.get(params.program);
    return { status: 200, body: presentAccount(program, await balanceAt(app, { ...params, at })) };
  },
});
