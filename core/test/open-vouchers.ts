import { advance } from "../src/advance.ts";
import { type memberOf, millis } from "./shop.ts";

type Member = ReturnType<typeof memberOf>;

/** A member's vouchers that are open now, or will be at an instant. */
export const openVouchers = (member: Member, at?: string): Record<string, unknown>[] => {
  const state =
    at === undefined
      ? member.story.state
      : advance(member.story.program, member.story.state, millis(at)).state;
  return Object.entries(state.vouchers ?? {}).map(([id, voucher]) => ({ id, ...voucher }));
};
