/** A person's correction of a balance, in either direction. */
import { balanceOf } from "./account.ts";
import { formatDecimal, parseDecimal } from "./decimal.ts";
import { type Draft, refuse, safe, unitState } from "./draft.ts";
import type { AdjustFact, ProfileFact } from "./fact.ts";
import { parseDate } from "./instant.ts";
import { addLot, isSpendable, newLot, takeFromLots } from "./lots.ts";
import { own } from "./own.ts";
import { post } from "./post.ts";
import type { FieldType, Instant } from "./program.ts";

/** Gives a lot with the unit's usual expiry, or takes from what is spendable; what is missing becomes debt if allowed. */
export function adjust(draft: Draft, fact: AdjustFact, at: Instant): void {
  const { units } = draft.version;
  const terms =
    own(units, fact.unit) ??
    refuse("unit-unknown", { unit: fact.unit, known: Object.keys(units).join(", ") });
  // Neither what cannot be read nor a zero is a correction.
  const amount =
    parseDecimal(fact.amount, terms.scale) ||
    refuse("amount-invalid", { amount: fact.amount, unit: terms.many, scale: terms.scale });
  const { unit } = fact;
  if (amount > 0) {
    const lot = newLot(draft, unit, { earnedAt: at, mayPend: false });
    post(draft, { unit, from: "adjusted", to: "available", amount, lot: lot.id, cause: fact.type });
    addLot(draft, unit, { ...lot, left: amount });
    return;
  }
  const wanted = -amount;
  const { available } = balanceOf(draft.state, unit);
  if (available < wanted && !terms.debt) {
    refuse("debt-not-allowed", {
      wanted: formatDecimal(wanted, terms.scale),
      available: formatDecimal(available, terms.scale),
      unit: terms.many,
    });
  }
  const of = unitState(draft, unit);
  let missing = wanted;
  for (const { lot, amount: taken } of takeFromLots(of, wanted, isSpendable)) {
    post(draft, { unit, from: "available", to: "adjusted", amount: taken, lot: lot.id, cause: fact.type });
    missing -= taken;
  }
  post(draft, { unit, from: "available", to: "adjusted", amount: missing, cause: fact.type });
  of.debt = safe(of.debt + missing);
}

/** Sets the member attributes that conditions can use, and the law that holds for the member. */
export function setProfile(draft: Draft, fact: ProfileFact): void {
  const { jurisdiction } = fact;
  const { jurisdictions } = draft.version;
  if (jurisdiction === null) delete draft.state.jurisdiction;
  else if (jurisdiction !== undefined) {
    if (!own(jurisdictions, jurisdiction))
      refuse("jurisdiction-unknown", {
        jurisdiction,
        known: Object.keys(jurisdictions).join(", ") || "none",
      });
    draft.state.jurisdiction = jurisdiction;
  }
  const declared = draft.version.member;
  for (const [attribute, value] of Object.entries(fact.attributes)) {
    if (!Object.hasOwn(declared, attribute)) refuse("attribute-unknown", { attribute });
    const type = declared[attribute]!;
    if (value === null) delete draft.state.member[attribute];
    else if (isOfType(type, value)) draft.state.member[attribute] = value;
    else refuse("attribute-invalid", { attribute, type: FIELD_SENTENCES[type] });
  }
}

const FIELD_SENTENCES: Record<FieldType, string> = {
  text: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  money: "a whole number of minor units",
  date: "a date such as 2025-03-10",
};

function isOfType(type: FieldType, value: string | number | boolean): boolean {
  switch (type) {
    case "text":
      return typeof value === "string";
    case "date":
      return typeof value === "string" && parseDate(value) !== null;
    case "boolean":
      return typeof value === "boolean";
    case "integer":
    case "money":
      return Number.isSafeInteger(value);
    case "number":
      return typeof value === "number" && Number.isFinite(value);
  }
}
