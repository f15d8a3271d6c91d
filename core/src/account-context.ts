/** What conditions see of an account where there is no fact: those that hold something up, or keep it from happening. */
import { accountView } from "./account.ts";
import { conditionContext } from "./condition-context.ts";
import type { AccountView } from "./decision.ts";
import type { Draft } from "./draft.ts";
import type { Fact } from "./fact.ts";
import type { ConditionContext } from "./program.ts";

const NO_FACT: Fact = { id: "", type: "time", occurredAt: "1970-01-01T00:00:00.000Z" };

const UNSEEN: AccountView = { balance: {}, tier: {}, visits: 0, days: 0 };

/** The context of conditions without a fact; `reads` are the roots that they read, to leave out what takes time. */
export function accountContext(
  { program, version, state }: Draft,
  reads: ReadonlySet<string>,
): ConditionContext {
  const account = reads.has("account") ? accountView(program, state) : UNSEEN;
  const { at, member } = state;
  return conditionContext({ version, zone: program.zone, fact: NO_FACT, at, spend: 0, account, member });
}
