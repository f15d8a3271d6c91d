/** Random terms of revenue accounting. */
import fc from "fast-check";
import { type Definition, present } from "./arbitrary-parts.ts";

export const books = fc.record({
  value: fc.constantFrom("0.01", "1", "2/3", "0"),
  redeemed: fc.constantFrom("1", "19/20", "1/3"),
  rounding: fc.constantFrom("half-even", "half-up", "floor"),
  funded: fc.boolean(),
});
type Books = typeof books extends fc.Arbitrary<infer T> ? T : never;

/** The terms of a unit; the rule, where it gives points, may be one that a partner pays for. */
export const booksOf = (draw: Books, rule?: readonly [string, Definition]): Definition => {
  const isFunded = draw.funded && rule?.[1]["unit"] === "points";
  const { funded: _, ...terms } = draw;
  return present({ ...terms, funded: isFunded ? { [rule[0]]: { by: "A partner", price: "0.015" } } : null });
};
