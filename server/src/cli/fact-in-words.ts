import { type Fact, formatDecimal, type Program } from "@tallystick/core";
import { countOf } from "./words.ts";

const LEFT_OUT = new Set(["id", "type", "occurredAt", "actor"]);
const MONEY = new Set(["amount", "basket"]);

/** A step's fact as briefly as a case writes it: "purchase 4.90", "redeem coffee, basket 9.99". */
export function factInWords(program: Program, fact: Fact): string {
  if (fact.type === "time") return "time passes";
  const value = (key: string, said: unknown): string => {
    if (MONEY.has(key) && typeof said === "number") return formatDecimal(said, program.currencyDecimals);
    if (Array.isArray(said)) return countOf(said.length, key.replace(/s$/, ""));
    if (typeof said !== "object" || said === null) return String(said);
    return Object.entries(said)
      .map(([name, part]) =>
        name === "reward" || name === "voucher" ? String(part) : `${name} ${value(name, part)}`,
      )
      .join(", ");
  };
  const parts = Object.entries(fact)
    .filter(([key, said]) => !LEFT_OUT.has(key) && JSON.stringify(said) !== "{}")
    .map(([key, said]) => {
      const bare = typeof said === "object" || (key === "amount" && fact.type === "purchase");
      return bare ? value(key, said) : `${key} ${value(key, said)}`;
    });
  return [fact.type, ...(parts.length > 0 ? [parts.join(", ")] : [])].join(" ");
}
