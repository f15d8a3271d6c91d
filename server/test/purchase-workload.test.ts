import { describe, expect, test } from "vitest";
import { purchaseWorkload } from "../src/simulate/purchase-workload.ts";

const SEED = 20_240_601;
const START = Date.UTC(2024, 0, 1);

describe(`a workload of purchases (seed ${SEED})`, () => {
  test("has as many as asked, over the accounts asked, crowded where asked", () => {
    const workload = { facts: 20_000, accounts: 1000, seed: SEED, start: START, crowding: 0.9 };
    const all = [...purchaseWorkload(workload)];
    expect(all).toHaveLength(20_000);
    expect(new Set(all.map(({ fact }) => fact.id)).size).toBe(20_000);
    expect(all.every(({ account }) => account >= 0 && account < 1000)).toBe(true);
    expect(Math.abs(all.filter(({ account }) => account < 10).length / 20_000 - 0.901)).toBeLessThan(0.02);
    expect(JSON.stringify([...purchaseWorkload(workload)])).toBe(JSON.stringify(all));
  });
});
