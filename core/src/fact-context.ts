/** What conditions of gates, rewards, vouchers, plans and the like see of a fact and of the account that it is told to. */
import { accountView, productOf, versionAt } from "./account.ts";
import { type Context, conditionContext } from "./condition-context.ts";
import type { Draft } from "./draft.ts";
import type { Fact } from "./fact.ts";
import type { Instant } from "./program.ts";
import { factSpend } from "./spend.ts";

/**
 * The context of a fact of `at`, with the account as it is, judged by the version of that instant. Earn rules see the
 * account as it was before the fact, from what is kept for returns: see rule-context.ts.
 */
export function factContext({ program, state }: Draft, fact: Fact, at: Instant): Context {
  const version = versionAt(program, at);
  const spend = factSpend(version.spend, fact);
  const account = accountView(program, state, at);
  const product = productOf(state, fact);
  const { member } = state;
  return conditionContext({ version, zone: program.zone, fact, at, spend, account, member, product });
}
