/**
 * A simulation plan: who the members of a program are and what they do, as data. docs/guides/simulator.md explains
 * every field with an example. Money is in minor units; chances are from 0 to 1; weights are relative to each other.
 */
import { type Static, Type } from "typebox";

const closed = { additionalProperties: false };
const chance = Type.Number({ minimum: 0, maximum: 1 });
const weight = Type.Number({ minimum: 0 });
const weights = Type.Record(Type.String(), weight, { minProperties: 1 });
const above0 = Type.Number({ exclusiveMinimum: 0 });

const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
/** Full hours of the day, from the first and before the second: "12-15". */
const hours = Type.String({ pattern: "^\\d{1,2}-\\d{1,2}$" });

const priceSchema = Type.Union([
  Type.Integer({ minimum: 0 }),
  Type.Object(
    {
      median: above0,
      spread: Type.Number({ minimum: 0, maximum: 5 }),
      least: Type.Optional(Type.Integer({ minimum: 0 })),
      most: Type.Optional(Type.Integer({ minimum: 0 })),
      step: Type.Optional(Type.Integer({ minimum: 1 })),
    },
    closed,
  ),
]);

const productSchema = Type.Object(
  {
    category: Type.String({ minLength: 1 }),
    price: priceSchema,
    weight: Type.Optional(weight),
    quantities: Type.Optional(weights),
    data: Type.Optional(Type.Record(Type.String(), scalar)),
    kind: Type.Optional(Type.Enum(["item", "shipping", "gift-card", "tip", "fee", "donation"])),
  },
  closed,
);

const basketEntrySchema = Type.Object(
  {
    category: Type.String({ minLength: 1 }),
    chance,
    quantities: Type.Optional(weights),
    hours: Type.Optional(hours),
  },
  closed,
);

const drawn = Type.Union([scalar, Type.Object({ one_of: weights }, closed)]);
const fields = Type.Record(Type.String(), drawn);
/** Members of a fact: drawn values, or one more level of them, such as `of: { entitlement: a-cup }`. */
const members = Type.Record(Type.String(), Type.Union([drawn, fields]));

const otherFactSchema = Type.Object(
  {
    chance,
    with: Type.Optional(members),
    data: Type.Optional(fields),
    if_taken: Type.Optional(Type.Boolean()),
  },
  closed,
);

/** A day between two dates, the second excluded: when somebody was born. */
const dayBetween = Type.Object(
  { between: Type.Array(Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }), { minItems: 2, maxItems: 2 }) },
  closed,
);

const rewardSchema = Type.Object(
  {
    cost: weight,
    hours: Type.Optional(hours),
    basket: Type.Optional(Type.Integer({ minimum: 0 })),
    with: Type.Optional(members),
  },
  closed,
);

const segmentSchema = Type.Object(
  {
    share: weight,
    arrivals: Type.Optional(Type.Array(weight, { minItems: 1 })),
    visits: Type.Object(
      { per_week: above0, shape: Type.Optional(above0), on_birthday: Type.Optional(chance) },
      closed,
    ),
    leaves: Type.Optional(
      Type.Object({ after_visit: Type.Optional(chance), weeks: Type.Optional(above0) }, closed),
    ),
    weekdays: Type.Optional(weights),
    hours: Type.Optional(weights),
    weekend_hours: Type.Optional(weights),
    basket: Type.Array(basketEntrySchema),
    channels: Type.Optional(weights),
    loyal_to_place: Type.Optional(chance),
    discounts: Type.Optional(
      Type.Object({ chance, percent: Type.Number({ minimum: 0, maximum: 100 }) }, closed),
    ),
    tenders: Type.Optional(weights),
    returns: Type.Optional(Type.Object({ chance, days: above0, whole: Type.Optional(chance) }, closed)),
    redeems: Type.Optional(
      Type.Object(
        { chance, rewards: weights, held: Type.Optional(chance), cancelled: Type.Optional(chance) },
        closed,
      ),
    ),
    vouchers: Type.Optional(Type.Object({ chance }, closed)),
    begins: Type.Optional(Type.Array(members)),
    purchase: Type.Optional(
      Type.Object({ with: Type.Optional(members), data: Type.Optional(fields) }, closed),
    ),
    facts: Type.Optional(Type.Record(Type.String(), otherFactSchema)),
    attributes: Type.Optional(Type.Record(Type.String(), Type.Union([dayBetween, weights]))),
  },
  closed,
);

/** What a plan's file holds; the file names no instants, so that the same plan serves this year and the next. */
export const simulationFileSchema = Type.Object(
  {
    simulation: Type.Literal(1),
    zone: Type.String({ minLength: 1 }),
    members: Type.Integer({ minimum: 1 }),
    days: Type.Integer({ minimum: 1, maximum: 36_600 }),
    seed: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    season: Type.Optional(weights),
    shut: Type.Optional(Type.Array(Type.String({ pattern: "^\\d{2}-\\d{2}$" }))),
    products: Type.Record(Type.String(), productSchema, { minProperties: 1 }),
    places: Type.Optional(weights),
    tax_percent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
    on_joining: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    rewards: Type.Optional(Type.Record(Type.String(), Type.Union([weight, rewardSchema]))),
    guess: Type.Optional(
      Type.Object(
        {
          gives: weight,
          per: above0,
          facts: Type.Optional(Type.Record(Type.String(), weight)),
          forgets_after_days: Type.Optional(above0),
        },
        closed,
      ),
    ),
    segments: Type.Record(Type.String(), segmentSchema, { minProperties: 1 }),
  },
  closed,
);

export type SimulationFile = Static<typeof simulationFileSchema>;
export type Segment = Static<typeof segmentSchema>;
export type Product = Static<typeof productSchema>;

/** A plan and the run of it: everything that `simulate` needs. Instants are epoch milliseconds, `end` exclusive. */
export type SimulationPlan = Omit<SimulationFile, "simulation" | "days"> & {
  start: number;
  end: number;
  /** Begins every fact id: "<prefix>-<member>-<n>". */
  prefix: string;
};
