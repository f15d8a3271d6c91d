/** Days that come again: birthdays and anniversaries, for rules that listen to them. */
import type { Clock } from "./draft.ts";

export const recurringClock: Clock = { due: () => null, apply: () => {} };
