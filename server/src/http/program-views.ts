import type { Program } from "@tallystick/core";
import type { ActionDeps } from "../actions/action-deps.ts";
import { readProgram } from "../actions/list-rewards.ts";

/** Compiled programs for showing amounts by; decisions are made by the ledger's own. */
export type ProgramViews = {
  /** Throws ActionError `program-unknown`. */
  get: (id: string) => Promise<Program>;
  /** Reads the program again at the next asking: it has just been published here. */
  forget: (id: string) => void;
};

/**
 * How long a program is shown as it was read. A new version begins two minutes after it is published at the earliest,
 * so what is shown in between cannot be wrong.
 */
const KEPT_MS = 5000;

export function openProgramViews(
  deps: ActionDeps,
  now: () => number = () => performance.now(),
): ProgramViews {
  const kept = new Map<string, { program: Program; until: number }>();
  return {
    get: async (id) => {
      const known = kept.get(id);
      if (known && known.until > now()) return known.program;
      const program = await readProgram(deps, id);
      kept.set(id, { program, until: now() + KEPT_MS });
      return program;
    },
    forget: (id) => {
      kept.delete(id);
    },
  };
}
