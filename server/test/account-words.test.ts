/** An account in words: what is easily overlooked in a list of balances. */
import { loadProgram, type Program } from "@tallystick/core";
import { expect, test } from "vitest";
import type { AccountReport } from "../src/actions/get-account.ts";
import { accountInWords } from "../src/cli/account-words.ts";

const at = Date.UTC(2026, 0, 15, 12);
const program = load(`
tallystick: 1
program: club
name: Club
currency: EUR
zone: Europe/Lisbon
from: 2025-01-01
units:
  points: { name: { one: point, many: points } }
  credits: { name: { one: credit, many: credits }, scale: 2 }
tiers:
  status: { by: { earned: credits }, levels: { member: 0, gold: 50 } }
vouchers:
  coffee: { name: A coffee, expires: { after: 30 days } }
`);

function load(text: string): Program {
  const { program: loaded, problems } = loadProgram(text);
  if (!loaded) throw new Error(problems[0]?.message);
  return loaded;
}

const empty: AccountReport = {
  account: "acc_1",
  program: "club",
  version: 3,
  openedAt: at,
  at,
  dueAt: null,
  units: [],
  holds: [],
  tiers: [],
  plans: [],
  vouchers: [],
  cards: [],
  life: { status: "active", since: at, reason: null, until: null },
  jurisdiction: null,
  impact: [],
  referral: null,
  member: {},
};

test("an open account says nothing of its life; a closed one why, since when and until when", () => {
  expect(accountInWords(program, empty)).toEqual([]);
  const closed = { status: "closed", since: at, reason: "inactivity", until: Date.UTC(2027, 0, 15) };
  expect(accountInWords(program, { ...empty, life: closed })).toEqual([
    "  closed since 2026-01-15 12:00 (inactivity); what it holds is kept until 2027-01-15 00:00",
  ]);
  const gone = { status: "forfeited", since: at, reason: null, until: null };
  expect(accountInWords(program, { ...empty, life: gone })).toEqual(["  forfeited since 2026-01-15 12:00"]);
});

test("open vouchers are listed, twenty of them", () => {
  const voucher = {
    voucher: "2.coffee",
    kind: "coffee",
    name: "A coffee",
    issuedAt: at,
    left: null,
    validFrom: null,
    until: null,
  };
  const money = { ...voucher, voucher: "3.card", name: "A card", left: 1250, until: Date.UTC(2026, 1, 1) };
  expect(accountInWords(program, { ...empty, vouchers: [voucher, money] })).toEqual([
    "  voucher 2.coffee: A coffee, does not expire",
    "  voucher 3.card: A card, 12.50 EUR left, expires 2026-02-01 00:00",
  ]);
  const many = Array.from({ length: 22 }, () => voucher);
  const lines = accountInWords(program, { ...empty, vouchers: many });
  expect([lines.length, lines.at(-1)]).toEqual([21, "    and 2 more vouchers"]);
});

test("what counts towards a tier is counted in the unit that does, whatever else the account holds", () => {
  const tier = {
    ladder: "status",
    level: "member",
    since: at,
    until: null,
    counter: 1250,
    countedIn: "units" as const,
    unit: "credits",
    next: { level: "gold", threshold: 5000, missing: 3750 },
  };
  expect(accountInWords(program, { ...empty, tiers: [tier] })).toEqual([
    "  status: member, 12.50 credits so far; 37.50 credits more for gold",
  ]);
});
