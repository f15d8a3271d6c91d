/** Gates: what has to hold of a fact before it is taken at all. */
import type { Draft } from "./draft.ts";
import type { Fact } from "./fact.ts";
import type { Instant } from "./program.ts";

/** Refuses a fact that a gate of the program shuts out, and counts one that passes. */
export function passGates(_draft: Draft, _fact: Fact, _at: Instant): void {}
