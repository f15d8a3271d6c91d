/** What is to be paid back once a cancellation is told late, where a version has changed how long periods are. */
import { expect, test } from "vitest";
import type { Definition } from "./arbitrary-program.ts";
import { type Member, memberOf, shop } from "./shop.ts";

const ofClub = (terms: Definition, change: Definition): Definition =>
  shop({
    currency: "USD",
    plans: { club: { name: "Sip Club", price: 10.99, every: "1 month", ...terms } },
    versions: [change],
  });

const subscribe = (member: Member, at: string): unknown => member.happen("subscribe", at, { plan: "club" });

const paidBack = (member: Member, cancelled: string): number[] =>
  member
    .happen("unsubscribe", cancelled, { plan: "club" })
    .effects.flatMap((effect) => (effect.type === "refund-due" ? [effect.amount] : []));

test("every period that began after the cancellation, also where a version has changed how long they are", () => {
  const yearly = { from: "2022-08-20", plans: { club: { every: "1 year", price: 100 } } };
  const member = memberOf(ofClub({}, yearly));
  subscribe(member, "2022-05-10");
  for (const at of ["2022-05-11", "2022-06-11", "2022-07-11", "2022-08-11", "2022-09-11"]) {
    member.happen("time", at);
    const [due] = Object.keys(member.story.state.charges!);
    member.happen("charge-paid", at, { charge: due! });
  }
  expect(paidBack(member, "2022-07-01")).toEqual([1099, 1099, 10_000]);
});

test("no period that never was, where the membership was told late and began with one of before a change", () => {
  const monthly = { from: "2022-06-01", plans: { club: { every: "1 month", price: 11 } } };
  const member = memberOf(ofClub({ every: "1 year" }, monthly));
  member.happen("time", "2022-06-02");
  subscribe(member, "2022-05-20");
  for (const at of ["2022-06-03", "2023-06-03", "2023-07-03"]) {
    member.happen("time", at);
    const [due] = Object.keys(member.story.state.charges!);
    member.happen("charge-paid", at, { charge: due! });
  }
  expect(paidBack(member, "2022-08-01")).toEqual([1100, 1100]);
});
