/** What conditions see of an account where there is no fact: those that hold something up, or keep it from happening. */
import { daysSince, isReferred, openCards, planStatuses, tiersOf, unitsInHand } from "./account.ts";
import { conditionContext, type SeenAccount } from "./condition-context.ts";
import type { AccountView } from "./decision.ts";
import type { Draft } from "./draft.ts";
import type { Fact } from "./fact.ts";
import type { ConditionContext, Program } from "./program.ts";
import type { AccountState } from "./state.ts";

const NO_FACT: Fact = { id: "", type: "time", occurredAt: "1970-01-01T00:00:00.000Z" };

/** The context of conditions without a fact. */
export function accountContext({ program, version, state }: Draft): ConditionContext {
  const account = new LazyAccount(program, state);
  const { at, member } = state;
  return conditionContext({ version, zone: program.zone, fact: NO_FACT, at, spend: 0, account, member });
}

/** As `accountView`, but each part is worked out when it is asked for: these conditions are asked often, for one or two. */
class LazyAccount implements SeenAccount, Record<keyof AccountView, unknown> {
  readonly #program: Program;
  readonly #state: AccountState;
  constructor(program: Program, state: AccountState) {
    this.#program = program;
    this.#state = state;
  }
  get balance(): Record<string, number> {
    return unitsInHand(this.#program, this.#state);
  }
  get tier(): Record<string, string> {
    return tiersOf(this.#state);
  }
  get visits(): number {
    return this.#state.visits.days;
  }
  get days(): number {
    return daysSince(this.#program, this.#state.openedAt, this.#state.at);
  }
  get joined(): boolean {
    const { joinedAt, at } = this.#state;
    return joinedAt !== undefined && joinedAt <= at;
  }
  get joinedDays(): number | undefined {
    const { joinedAt, at } = this.#state;
    return joinedAt === undefined ? undefined : daysSince(this.#program, joinedAt, at);
  }
  get purchases(): number | undefined {
    return this.#state.purchases;
  }
  get earningPurchases(): number | undefined {
    return this.#state.earningPurchases;
  }
  get cards(): number | undefined {
    return openCards(this.#state);
  }
  get plan(): Record<string, string> | undefined {
    return planStatuses(this.#state);
  }
  get status(): string | undefined {
    return this.#state.life?.status;
  }
  get jurisdiction(): string | undefined {
    return this.#state.jurisdiction;
  }
  get referred(): boolean {
    return isReferred(this.#program, this.#state);
  }
}
