/**
 * The definition language, described once: what each setting is, what it may be and what it is when left out. The check
 * of a definition, its JSON Schema and the reference of all settings are made from this.
 */

import { BUILT_IN_FACT_TYPES } from "../fact.ts";
import { accountingTerms } from "./accounting-shape.ts";
import { batchTerms, cardTerms, product } from "./cards-shape.ts";
import { cause } from "./causes-shape.ts";
import { conversion } from "./conversions-shape.ts";
import { earnRule, sharedCap } from "./earn-shape.ts";
import { gate } from "./gates-shape.ts";
import { jurisdiction } from "./law-shape.ts";
import { lifeCycle } from "./life-shape.ts";
import { partner } from "./partners-shape.ts";
import { entitlement, plan } from "./plans-shape.ts";
import { referrals } from "./referral-shape.ts";
import { reward } from "./rewards-shape.ts";
import {
  choice,
  flag,
  ID_PATTERN,
  type Infer,
  isId,
  list,
  mapOf,
  oneOf,
  reference,
  scalar,
  text,
} from "./shape.ts";
import { object, optional, optionalGroup, preset, required } from "./shape-object.ts";
import { condition, currency, duration, moment, zone } from "./shape-values.ts";
import { ladder } from "./tiers-shape.ts";
import { unit } from "./units-shape.ts";
import { issueRule, voucher } from "./vouchers-shape.ts";

export const FIELD_TYPES = ["text", "number", "integer", "boolean", "date", "money"] as const;

/** Names that conditions could not read as fields. */
const RESERVED = new Set(
  (
    "as break const continue else false for function if import in let loop package namespace null return true var void " +
    "while"
  ).split(" "),
);
const FIELD_PATTERN = "^[a-z][A-Za-z0-9_]{0,62}$";
const isFieldName = (key: string): boolean =>
  /^[a-z][A-Za-z0-9_]{0,62}$/.test(key) && !RESERVED.has(key) && !(key in {});

const fields = (description: string) =>
  mapOf(
    choice(
      "The type of the field. A date is text such as 2025-03-01; money is a whole number of minor units.",
      FIELD_TYPES,
    ),
    {
      description,
      noun: "a field",
      example: "place",
      isName: isFieldName,
      namePattern: FIELD_PATTERN,
    },
  );

const LINE_KINDS = ["item", "tax", "shipping", "gift-card", "tip", "fee", "donation"] as const;

const spend = object(
  {
    kinds: preset(
      list(choice("A kind of line.", LINE_KINDS), {
        description: "The kinds of line that count as spend.",
        min: 1,
      }),
      ["item"],
    ),
    tax: preset(choice("Whether tax shown apart on a line counts.", ["excluded", "included"]), "excluded"),
    discounts: preset(
      choice("net: what was paid after discounts. gross: discounts do not lower the spend.", [
        "net",
        "gross",
      ]),
      "net",
    ),
    paid_with_points: preset(
      choice("Whether the share of a purchase paid with points counts.", ["excluded", "included"]),
      "excluded",
    ),
    excluded_categories: preset(
      list(text("A line category.", "tobacco"), { description: "Line categories that never count." }),
      [],
    ),
    at_par: preset(
      list(currency, {
        description:
          "Other currencies that purchases may be in, of as many decimals: an amount in one of them counts as if it were in the program's.",
      }),
      [],
    ),
  },
  { description: "What of a purchase counts as spend.", noun: "spend" },
);

const activity = list(reference("fact type", "A fact type."), {
  description: "The facts that count as activity, for expiry on inactivity.",
});

/** What every version has; later versions may change any of it. */
const body = {
  from: required(
    moment("From when this version holds. The first also holds for everything before.", "2025-01-01"),
  ),
  note: optional(text("What is new in this version, for people.", "Welcome bonus raised", 500)),
  facts: optionalGroup(
    mapOf(fields("The fields that facts of this type carry in “data”; all are optional."), {
      description:
        "The program's own fact types, and the fields that they and some built-in ones, such as purchases, joins and uses, carry.",
      noun: "a fact type",
      example: "check-in",
    }),
  ),
  member: optionalGroup(fields("Attributes of a member that conditions may use.")),
  units: required(
    mapOf(unit, { description: "What accounts hold, by id.", noun: "a unit", example: "points" }),
  ),
  spend: optionalGroup(spend),
  earn: optionalGroup(
    mapOf(earnRule, {
      description: "The rules by which units are earned, by id.",
      noun: "a rule",
      example: "base",
    }),
  ),
  groups: optionalGroup(
    mapOf(choice("best: the rule that gives most. first: by priority, then by order.", ["best", "first"]), {
      description: "Groups of rules of which only one counts for a fact.",
      noun: "a group",
      example: "promo",
    }),
  ),
  caps: optionalGroup(
    mapOf(sharedCap, { description: "Caps over several rules together.", noun: "a cap", example: "extras" }),
  ),
  tiers: optionalGroup(
    mapOf(ladder, { description: "The tier ladders, by id.", noun: "a ladder", example: "status" }),
  ),
  rewards: optionalGroup(
    mapOf(reward, { description: "What units can be spent on, by id.", noun: "a reward", example: "coffee" }),
  ),
  holds: optionalGroup(
    object(
      {
        lapse: preset(
          duration("How long a hold lasts that does not say so itself.", "15 minutes"),
          { count: 15, unit: "minute" },
          "15 minutes",
        ),
      },
      { description: "Units set aside before they are spent.", noun: "holds" },
    ),
  ),
  returns: optionalGroup(
    object(
      {
        within: optional(
          oneOf(
            "How long after a purchase a return still undoes what was earned; of 30 days from 1 February 2 March is the last.",
            [choice("No limit.", ["none"]), duration("For so long.", "60 days")],
          ),
        ),
        lines: optional(
          condition(
            "Only lines of the purchase for which this holds can come back.",
            'line.kind != "gift-card"',
          ),
        ),
        other_lots: preset(
          flag("Whether units earned otherwise are taken when those of the purchase are spent."),
          true,
        ),
        shortfall: preset(
          choice("What is still missing becomes a debt, or is forgiven.", ["debt", "forgive"]),
          "debt",
        ),
      },
      { description: "What a return takes back.", noun: "returns" },
    ),
  ),
  vouchers: optionalGroup(
    mapOf(voucher, {
      description: "The kinds of voucher that members can be issued, by id.",
      noun: "a voucher",
      example: "free-coffee",
    }),
  ),
  issue: optionalGroup(
    mapOf(issueRule, {
      description: "The rules by which vouchers are issued, by id.",
      noun: "a rule",
      example: "welcome",
    }),
  ),
  conversions: optionalGroup(
    mapOf(conversion, {
      description: "What turns units into vouchers by itself, by id.",
      noun: "a conversion",
      example: "ten-off",
    }),
  ),
  plans: optionalGroup(
    mapOf(plan, { description: "Paid memberships, by id.", noun: "a plan", example: "unlimited" }),
  ),
  entitlements: optionalGroup(
    mapOf(entitlement, {
      description: "What members may have, how often and how soon again, by id.",
      noun: "an entitlement",
      example: "a-cup",
    }),
  ),
  partners: optionalGroup(
    mapOf(partner, {
      description: "Programs that units can be transferred to, by id.",
      noun: "a partner",
      example: "sky-miles",
    }),
  ),
  causes: optionalGroup(
    mapOf(cause, {
      description: "What members and purchases give to, by id.",
      noun: "a cause",
      example: "clean-water",
    }),
  ),
  products: optionalGroup(
    mapOf(product, {
      description: "The products of the cards that earn into an account, by id.",
      noun: "a product",
      example: "gold",
    }),
  ),
  cards: optional(cardTerms),
  batches: optional(batchTerms),
  gates: optionalGroup(
    mapOf(gate, {
      description: "What has to hold of facts before they are taken, by id.",
      noun: "a gate",
      example: "one-claim-a-day",
    }),
  ),
  jurisdictions: optionalGroup(
    mapOf(jurisdiction, {
      description: "What the law asks where members live, by id.",
      noun: "a jurisdiction",
      example: "quebec",
    }),
  ),
  life: optional(lifeCycle),
  referrals: optional(referrals),
  accounting: optionalGroup(
    mapOf(accountingTerms, {
      description: "How revenue is deferred for what members hold, by unit.",
      noun: "accounting",
      example: "points",
    }),
  ),
  activity: preset(activity, ["purchase", "redeem", "complete"]),
};

/** What is stated once for the whole program. */
const head = {
  tallystick: required(
    scalar({
      description: "The version of the definition language.",
      expected: "1",
      example: "1",
      accepts: ["number"],
      parse: (written) => (written === "1" ? 1 : undefined),
      fallback: 1,
      code: "language-version",
      schema: { const: 1 },
    }),
  ),
  program: required(
    scalar<string>({
      description: "The program's id.",
      expected: "an id of small letters, digits, - and _",
      example: "corner-cafe",
      accepts: ["string"],
      parse: (written) => (isId(written) ? written : undefined),
      fallback: "program",
      schema: { type: "string", pattern: ID_PATTERN },
    }),
  ),
  name: required(text("What people call the program.", "Corner Café Club")),
  currency: required(currency),
  zone: required(zone),
};

export const HEAD_KEYS: readonly string[] = Object.keys(head);
export const FACT_TYPES_WITH_FIELDS: readonly string[] = ["purchase", "return", "redeem", "hold", "use"];
/** Fact types that every program knows without declaring them. */
export const KNOWN_FACT_TYPES: readonly string[] = [
  ...new Set([
    "purchase",
    "join",
    "visit",
    "referral",
    "referred",
    "birthday",
    "anniversary",
    ...BUILT_IN_FACT_TYPES,
  ]),
];

const instead = {
  tier: "Write “tiers”.",
  rules: "Write the rules under “earn”.",
  timezone: "Write “zone”.",
  title: "Write “name”.",
};

/** A version with everything it inherits filled in. */
export const versionShape = object(
  { ...head, ...body },
  {
    description: "A loyalty program of Tallystick.",
    noun: "the definition",
    instead,
  },
);

/** A change to a version: the keys of its body, all optional but `from`. Only its schema is used. */
export const changeShape = object(body, {
  description: "A later version, as a change to the one before it.",
  noun: "the version",
});

export type VersionDefinition = Infer<typeof versionShape>;
export type UnitDefinition = VersionDefinition["units"][string];
export type LadderDefinition = VersionDefinition["tiers"][string];
