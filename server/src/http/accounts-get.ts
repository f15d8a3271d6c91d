import { getAccount } from "../actions/get-account.ts";
import { ACCOUNT_EXAMPLE, Account, presentAccount } from "./account-schemas.ts";
import { defineRoute } from "./route.ts";
import { AccountId, closed, ProgramId } from "./schemas.ts";

export const accountsGet = defineRoute({
  method: "GET",
  path: "/v1/programs/{program}/accounts/{account}",
  operationId: "getAccount",
  tag: "accounts",
  summary: "What an account holds now",
  description:
    "Balances, lots, the next expiry, open holds, tiers and memberships; what time has done since the last fact is in it.",
  scope: "accounts:read",
  params: closed({ program: ProgramId, account: AccountId }),
  responses: { 200: { description: "The account.", schema: Account, example: ACCOUNT_EXAMPLE } },
  handle: async (app, { params }) => {
    const program = await app.programs.get(params.program);
    const report = await getAccount(app, { ...params, now: app.now() });
    return { status: 200, body: presentAccount(program, report) };
  },
});
