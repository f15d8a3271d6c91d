import { formatInstant, parseInstant } from "@tallystick/core";
import { Type } from "typebox";
import { type CatalogueReward, listRewards } from "../actions/list-rewards.ts";
import { MoneyAmount } from "./answer-schemas.ts";
import { unitAmount } from "./present-answer.ts";
import { defineRoute } from "./route.ts";
import { Count, closed, InstantText, nullable, oneOf, ProgramId, UnitAmount } from "./schemas.ts";

const Reward = closed(
  {
    id: Type.String(),
    name: Type.String(),
    unit: Type.String(),
    cost: { ...UnitAmount, description: "For one." } as typeof UnitAmount,
    stock: nullable(Count),
    remaining: nullable({ ...Count, description: "Left of the stock." } as typeof Count),
    minimumBasket: nullable(MoneyAmount),
    condition: nullable(Type.String({ description: "Who may have it." })),
    limits: Type.Array(
      closed({
        max: Count,
        per: oneOf(["transaction", "day", "week", "month", "year", "lifetime"] as const),
      }),
      { description: "For each account." },
    ),
    offeredFrom: nullable(InstantText),
    offeredUntil: nullable(InstantText),
  },
  { "x-component": "Reward" },
);

const EXAMPLE = {
  id: "coffee",
  name: "A coffee",
  unit: "beans",
  cost: "30",
  stock: 500,
  remaining: 488,
  minimumBasket: null,
  condition: null,
  limits: [{ max: 1, per: "day" }],
  offeredFrom: null,
  offeredUntil: null,
};

type Listed = Awaited<ReturnType<typeof listRewards>>;

function present(program: Listed["program"], { reward, remaining }: CatalogueReward) {
  const { id, name, unit, cost, stock, when, minimumBasket, limits, schedule } = reward;
  const instant = (at: number | null | undefined) =>
    at === null || at === undefined ? null : formatInstant(at);
  return {
    id,
    name,
    unit,
    cost: unitAmount(program, unit, cost),
    stock,
    remaining,
    minimumBasket: minimumBasket === null ? null : { amount: minimumBasket, currency: program.currency },
    condition: when?.source ?? null,
    limits,
    offeredFrom: instant(schedule?.[0]?.from),
    offeredUntil: instant(schedule?.at(-1)?.until),
  };
}

export const rewardsGet = defineRoute({
  method: "GET",
  path: "/v1/programs/{program}/rewards",
  operationId: "listRewards",
  tag: "programs",
  summary: "The rewards of the version in force",
  scope: "programs:read",
  params: closed({ program: ProgramId }),
  query: closed({
    at: Type.Optional({
      ...InstantText,
      description: "Of the version in force then; now when left out.",
    } as typeof InstantText),
  }),
  responses: {
    200: {
      description: "The catalogue.",
      schema: closed({ rewards: Type.Array(Reward) }, { "x-component": "Rewards" }),
      example: { rewards: [EXAMPLE] },
    },
  },
  handle: async (app, { params, query }) => {
    const at = query.at === undefined ? app.now() : parseInstant(query.at)!;
    const { program, rewards } = await listRewards(app, { program: params.program, at });
    return { status: 200, body: { rewards: rewards.map((reward) => present(program, reward)) } };
  },
});
