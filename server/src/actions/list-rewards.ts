import { type Instant, type Program, type Reward, versionAt } from "@tallystick/core";
import type pg from "pg";
import { ActionError } from "../action-error.ts";
import type { Ledger } from "../ledger/open-ledger.ts";
import { readResources, resourceName } from "../ledger/resources.ts";

/** A reward of the catalogue, and how many of it are left where there is a stock: 0 too where more were given than it now says. */
export type CatalogueReward = { reward: Reward; remaining: number | null };

/** A program, compiled as it is published now. Throws ActionError `program-unknown`. */
export async function readProgram(
  deps: { pool: pg.Pool; ledger: Pick<Ledger, "programs"> },
  id: string,
): Promise<Program> {
  const cached = (await deps.ledger.programs.read(deps.pool, [id])).get(id);
  if (cached) return cached.program;
  throw new ActionError("program-unknown", `There is no program ${id}: publish it first, or check its id.`);
}

/** The rewards of the version that holds at an instant. Throws ActionError `program-unknown`. */
export async function listRewards(
  deps: { pool: pg.Pool; ledger: Pick<Ledger, "programs"> },
  input: { program: string; at: Instant },
): Promise<{ program: Program; rewards: CatalogueReward[] }> {
  const program = await readProgram(deps, input.program);
  const rewards = Object.values(versionAt(program, input.at).rewards);
  const keyOf = (reward: Reward): { program: string; key: string } => ({
    program: program.id,
    key: `stock:${reward.id}`,
  });
  const used = await readResources(deps.pool, rewards.filter(({ stock }) => stock !== null).map(keyOf));
  return {
    program,
    rewards: rewards.map((reward) => ({
      reward,
      remaining:
        reward.stock === null
          ? null
          : Math.max(0, reward.stock - (used.get(resourceName(keyOf(reward))) ?? 0)),
    })),
  };
}
