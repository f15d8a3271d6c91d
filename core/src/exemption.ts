/** Conditions that are looked at without a fact: whether an account is exempt from what time does. */
import { accountView } from "./account.ts";
import { conditionContext } from "./condition-context.ts";
import type { AccountView } from "./decision.ts";
import type { Draft } from "./draft.ts";
import type { Fact } from "./fact.ts";
import type { Condition } from "./program.ts";

const UNSEEN: AccountView = { balance: {}, tier: {}, visits: 0, days: 0 };

/** Exemptions read no fact. */
const NO_FACT: Fact = { id: "", type: "time", occurredAt: "1970-01-01T00:00:00.000Z" };

/** Whether an exemption holds for the account as it is now. */
export function isExempt(draft: Draft, unless: Condition | null): boolean {
  if (unless === null) return false;
  const { program, version, state } = draft;
  const { at, member } = state;
  const account = unless.uses.has("account") ? accountView(program, state) : UNSEEN;
  return unless.test(
    conditionContext({ version, zone: program.zone, fact: NO_FACT, at, spend: 0, account, member }),
  );
}
