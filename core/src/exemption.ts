/** Exemptions: who is kept from what time does. */
import { accountContext } from "./account-context.ts";
import type { Draft } from "./draft.ts";
import type { Condition } from "./program.ts";

/** Whether an exemption holds for the account as it is now. */
export const isExempt = (draft: Draft, unless: Condition | null): boolean =>
  unless?.test(accountContext(draft)) ?? false;
