import { formatInstant, parseInstant } from "@tallystick/core";
import { Type } from "typebox";
import { type CatalogueReward, listRewards } from "../actions/list-rewards.ts";
import { MoneyAmount } from "./answer-schemas.ts";
import { unitAmount } from "./present-answer.ts";
import { defineRoute } from "./route.ts";
import { Count, closed, InstantText, nullable, oneOf, ProgramId, UnitAmount } from "./schemas.ts";

const Fraction = Type.String({ pattern: "^\\d+(/\\d+)?$", examples: ["3/10"] });
const fraction = (description: string) => ({ ...Fraction, description }) as typeof Fraction;

const Reward = closed(
  {
    id: Type.String(),
    name: Type.String(),
    unit: Type.String(),
    cost: {
      ...UnitAmount,
      description: "For one; 0 where it is given away, or paid with any amount.",
    } as typeof UnitAmount,
    byTier: nullable(
      closed({
        ladder: Type.String(),
        levels: Type.Record(Type.String(), UnitAmount, { description: "Level → what one costs there." }),
      }),
    ),
    worth: nullable({
      ...MoneyAmount,
      description: "What one takes off the basket at most.",
    } as typeof MoneyAmount),
    share: nullable(fraction("The share of the basket that one takes off.")),
    gives: nullable(
      Type.Union([
        closed({ voucher: Type.String(), count: Count }),
        closed({ unit: Type.String(), amount: UnitAmount }),
      ]),
    ),
    pays: nullable(
      closed(
        {
          value: fraction("The money, in the currency, that one unit is worth."),
          minimum: { ...UnitAmount, description: "The fewest units at a time." } as typeof UnitAmount,
          step: {
            ...UnitAmount,
            description: "Of how many units it has to be a multiple.",
          } as typeof UnitAmount,
          whole: Type.Boolean({ description: "Whether only the whole basket can be covered." }),
          share: nullable(fraction("The share of the basket that can be covered at most.")),
        },
        { description: "Payment with as many units as one likes." },
      ),
    ),
    donates: Type.Boolean({
      description: "Whether what it is worth goes to a cause that the redemption names.",
    }),
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
  byTier: { ladder: "status", levels: { regular: "25" } },
  worth: null,
  share: null,
  gives: null,
  pays: null,
  donates: false,
  stock: 500,
  remaining: 488,
  minimumBasket: null,
  condition: null,
  limits: [{ max: 1, per: "day" }],
  offeredFrom: null,
  offeredUntil: null,
};

type Listed = Awaited<ReturnType<typeof listRewards>>;

const asText = (num: bigint, den: bigint): string => (den === 1n ? String(num) : `${num}/${den}`);

function given(program: Listed["program"], { gives }: CatalogueReward["reward"]) {
  if (gives === null) return null;
  if (gives.kind === "voucher") return { voucher: gives.voucher, count: gives.count };
  return { unit: gives.unit, amount: unitAmount(program, gives.unit, gives.amount) };
}

function payment(program: Listed["program"], { pays, unit }: CatalogueReward["reward"]) {
  if (!pays) return null;
  const { perStep, minimum, step, whole, share } = pays;
  const steps = (amount: number): string => unitAmount(program, unit, amount);
  return {
    value: valueOfUnit(program, { unit, perStep }),
    minimum: steps(minimum),
    step: steps(step),
    whole,
    share: share && asText(share.num, share.den),
  };
}

/** Minor units of a step as money of a unit, in lowest terms. */
function valueOfUnit(
  program: Listed["program"],
  { unit, perStep }: { unit: string; perStep: { num: bigint; den: bigint } },
): string {
  const scale = program.versions.findLast(({ units }) => Object.hasOwn(units, unit))?.units[unit]?.scale ?? 0;
  const num = perStep.num * 10n ** BigInt(scale);
  const den = perStep.den * 10n ** BigInt(program.currencyDecimals);
  const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
  const common = gcd(num, den);
  return asText(num / common, den / common);
}

function present(program: Listed["program"], { reward, remaining }: CatalogueReward) {
  const { id, name, unit, cost, costByTier, worth, share, stock, when, minimumBasket, limits, schedule } =
    reward;
  const money = (amount: number | null) => (amount === null ? null : { amount, currency: program.currency });
  const instant = (at: number | null | undefined) =>
    at === null || at === undefined ? null : formatInstant(at);
  return {
    id,
    name,
    unit,
    cost: unitAmount(program, unit, cost),
    byTier: costByTier && {
      ladder: costByTier.ladder,
      levels: Object.fromEntries(
        Object.entries(costByTier.levels).map(([level, steps]) => [level, unitAmount(program, unit, steps)]),
      ),
    },
    worth: money(worth),
    share: share && asText(share.num, share.den),
    gives: given(program, reward),
    pays: payment(program, reward),
    donates: reward.donates,
    stock,
    remaining,
    minimumBasket: money(minimumBasket),
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
