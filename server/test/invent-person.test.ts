import { describe, expect, test } from "vitest";
import { inventPerson } from "../src/simulate/invent-person.ts";

describe("invented people", () => {
  test("have a card that passes the Luhn test and an address of their own", () => {
    const people = Array.from({ length: 3000 }, (_, number) => inventPerson(number));
    expect(new Set(people.map(({ card }) => card)).size).toBe(3000);
    expect(new Set(people.map(({ email }) => email)).size).toBe(3000);
    for (const { card, email } of people) {
      expect(card).toMatch(/^9910\d{8}$/);
      expect(email).toMatch(/^[a-z]+\.\d+@example\.com$/);
      const digits = card.split("").reverse().map(Number);
      const sum = digits.reduce((all, digit, place) => {
        const weighed = place % 2 === 1 ? digit * 2 : digit;
        return all + (weighed > 9 ? weighed - 9 : weighed);
      }, 0);
      expect(sum % 10).toBe(0);
    }
  });
});
