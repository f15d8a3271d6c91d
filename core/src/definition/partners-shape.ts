/** The part of the definition language that speaks of transfers to partners. */
import { parseRational, type Rational, rational } from "../rational.ts";
import { schedule } from "./earn-shape.ts";
import { type Infer, integer, list, named, oneOf, reference, type Shape, scalar, text } from "./shape.ts";
import { object, optional, optionalGroup, preset, required } from "./shape-object.ts";
import { amount, condition, moment, ratio } from "./shape-values.ts";

const EXCHANGE = "^\\d{1,9}(\\.\\d{1,9})?$|^\\d{1,9}/\\d{1,9}$|^\\d{1,9}:\\d{1,9}$";

/** 4/5, 0.8, or "250:200", all above zero: how many of the partner's units one unit becomes. */
function parseExchange(written: string): Rational | undefined {
  if (!new RegExp(EXCHANGE).test(written)) return undefined;
  const [sent, arrives] = written.split(":");
  const parsed =
    arrives === undefined
      ? parseRational(written)
      : Number(sent) === 0
        ? null
        : rational(BigInt(arrives), BigInt(sent!));
  return parsed && parsed.num > 0n ? parsed : undefined;
}

const exchange: Shape<Rational> = scalar({
  description:
    "How many of the partner’s units one unit becomes: 1, 0.8 or 4/5; or how many become how many, “250:200”. What arrives is rounded down.",
  expected: "a ratio such as 1, 4/5, 0.8 or 250:200, above zero",
  example: "4/5",
  accepts: ["number", "string"],
  parse: parseExchange,
  fallback: { num: 1n, den: 1n },
  code: "number-invalid",
  schema: {
    anyOf: [
      { type: "number", exclusiveMinimum: 0 },
      { type: "string", pattern: EXCHANGE },
    ],
  },
});

const receives = oneOf("What arrives there.", [
  text("The name of the partner’s unit; only whole ones of it arrive.", "miles", 60),
  object(
    {
      name: required(text("The name of the partner’s unit.", "miles", 60)),
      scale: preset(integer("How many decimals amounts of it have.", 0, 6), 0),
    },
    { description: "The partner’s unit and its decimals.", noun: "receives" },
  ),
]);

const fee = object(
  {
    each: required(
      ratio(
        "The money for each unit, in the currency. The fee is rounded to the nearest, half up.",
        "0.0006",
      ),
    ),
    most: optional(amount("The money that no transfer costs more than.", "99.00")),
    waived: preset(
      list(
        object(
          {
            from: optional(moment("The first moment without a fee.", "2025-06-01")),
            until: optional(moment("The first moment with a fee again.", "2025-07-01")),
          },
          { description: "A time without a fee.", noun: "the time" },
        ),
        { description: "When a transfer costs nothing." },
      ),
      [],
    ),
  },
  { description: "What a transfer costs the member, as a charge that is due at once.", noun: "fee" },
);

const most = (per: string) => optional(amount(`Units in a ${per}, at most.`, "100000"));

export const partner = named(
  "partner",
  object(
    {
      name: required(text("What people call it.", "Sky Miles")),
      unit: required(reference("unit", "The unit that can be transferred.")),
      ratio: preset(exchange, { num: 1n, den: 1n }, 1),
      receives: required(receives),
      minimum: optional(amount("The fewest units at a time.", "1000")),
      step: optional(amount("Of how many units it has to be a multiple.", "1000")),
      fee: optional(fee),
      limits: optionalGroup(
        object(
          { day: most("day"), year: most("year") },
          { description: "How many units an account can transfer in a period.", noun: "limits" },
        ),
      ),
      when: optional(condition("Who can transfer, and when.", "account.days >= 30")),
      schedule: optional(schedule),
    },
    { description: "A program that units can be transferred to. A transfer is final.", noun: "the partner" },
  ),
);

export type PartnerDefinition = Infer<typeof partner>;
