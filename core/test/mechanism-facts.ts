/** Random facts for vouchers, memberships, giving, gates, referrals, laws and the life of an account. */
import fc from "fast-check";
import type { Fact } from "../src/fact.ts";
import { formatInstant } from "../src/instant.ts";
import type { Instant } from "../src/program.ts";
import type { Story } from "./account-story.ts";

const KINDS = [
  ...Array<"purchase">(6).fill("purchase"),
  ...["return", "return", "visit", "visit", "join", "join", "profile", "profile", "profile", "missed-visit"],
  ...["missed-visit", "load", "load", "use-voucher", "use-voucher", "use-voucher", "use-cup", "use-cup"],
  ...["subscribe", "subscribe", "unsubscribe", "charge-paid", "charge-failed", "redeem", "redeem", "hold"],
  ...[
    "complete",
    "cancel",
    "notice",
    "cash-out",
    "referral-review",
    "reinstate",
    "close",
    "time",
    "referral",
    "adjust",
  ],
] as const;
const OF_WHAT_IS_HELD = new Set<string>([
  "return",
  "use-voucher",
  "use-cup",
  "charge-paid",
  "charge-failed",
  "complete",
  "cancel",
  "close",
  "reinstate",
]);

const step = fc.record({
  kind: fc.constantFrom<string>(...KINDS),
  hours: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 60 }) },
    { weight: 4, arbitrary: fc.integer({ min: 24, max: 24 * 40 }) },
    { weight: 1, arbitrary: fc.integer({ min: 24 * 40, max: 24 * 250 }) },
    { weight: 2, arbitrary: fc.integer({ min: -24 * 40, max: -1 }) },
  ),
  pick: fc.nat(999),
  amount: fc.integer({ min: 0, max: 9000 }),
  flag: fc.boolean(),
});
export type MixStep = typeof step extends fc.Arbitrary<infer T> ? T : never;
export const arbitraryMixHistory = (maxLength: number): fc.Arbitrary<MixStep[]> =>
  fc.array(step, { maxLength, minLength: 1, size: "max" });

type Scene = { step: MixStep; base: { id: string; occurredAt: string }; story: Story };

/** What is done to what the account has of a kind; a purchase where it has none. */
const about = (names: string[], pick: number): string | null =>
  names.sort()[pick % Math.max(1, names.length)] ?? null;

/** Facts that say nothing of the account but what was drawn. */
function plainFact({ kind, pick, amount, flag }: MixStep): object {
  switch (kind) {
    case "join":
      return flag ? { referrer: "acc_friend" } : {};
    case "visit":
      return flag ? { channel: "web" } : {};
    case "missed-visit":
      return { data: { receipt: `r${pick % 9}` } };
    case "load":
      return { data: { cents: amount % 2000 } };
    case "subscribe":
    case "unsubscribe":
      return { plan: pick % 3 ? "club" : "year" };
    case "cash-out":
      return { unit: "cash" };
    case "referral-review":
      return { approved: flag, actor: "Ana" };
    case "adjust":
      return { unit: flag ? "points" : "cash", amount: pick % 2 ? "-3" : "4", reason: "Sorry", actor: "Ana" };
    default:
      return {};
  }
}

const profileOf = ({ pick, flag }: MixStep): object => {
  const month = String((pick % 12) + 1).padStart(2, "0");
  const all = [
    { attributes: { birthday: `1990-${month}-${flag ? "28" : "02"}` } },
    { attributes: { phone: flag ? `p${pick % 3}` : null } },
    { attributes: {}, jurisdiction: [null, "quebec", "california", "alberta"][pick % 4]! },
  ];
  return all[pick % all.length]!;
};

/** Facts about what the account has; null where it has nothing of the kind. */
function heldFact({ step, story }: Scene): object | null {
  const { kind, pick, amount, flag } = step;
  const { state, purchases } = story;
  switch (kind) {
    case "return": {
      const bought = purchases[pick % Math.max(1, purchases.length)];
      if (!bought) return null;
      return { of: bought.id, ...(flag && { amount: Math.max(1, Math.floor((bought.amount ?? 0) / 2)) }) };
    }
    case "use-voucher": {
      const voucher = about(Object.keys(state.vouchers ?? {}), pick);
      const part = flag ? { amount: Math.max(1, amount % 400) } : {};
      return voucher === null ? null : { type: "use", of: { voucher, ...part }, basket: amount };
    }
    case "use-cup":
      return state.plans || state.past
        ? { type: "use", of: { entitlement: "cup", quantity: 1 + (pick % 2) } }
        : null;
    case "charge-paid":
    case "charge-failed": {
      const charge = about(Object.keys(state.charges ?? {}), pick);
      return charge === null ? null : { charge };
    }
    case "complete":
    case "cancel": {
      const hold = about(Object.keys(state.holds), pick);
      return hold === null ? null : { hold };
    }
    case "close":
      return pick < 150 ? { reason: flag ? "fraud" : "bored" } : null;
    case "reinstate":
      return state.life ? {} : null;
    default:
      return null;
  }
}

/** Facts that spend or announce. */
function otherFact({ step, base }: Scene): object {
  const { kind, pick, flag } = step;
  const few = String((pick % 9) + 1);
  if (kind === "redeem")
    return pick % 2 ? { of: { reward: "big" } } : { of: { reward: "gift", amount: few }, cause: "water" };
  if (kind === "hold") {
    const of = pick % 3 === 0 ? { reward: "big" } : { unit: pick % 3 === 1 ? "points" : "cash", amount: few };
    return { of, for: flag ? "40 days" : "2 hours" };
  }
  const announces = formatInstant(Date.parse(base.occurredAt) + (30 + (pick % 31)) * 86_400_000);
  return { about: flag ? "expiry" : "closure", announces: announces.slice(0, 10) };
}

/** The fact that a step comes to, in sight of the account; one that makes no sense there becomes a purchase. */
export function mixFact(step: MixStep, story: Story): Fact {
  const { kind, hours, pick, amount, flag } = step;
  const at: Instant = story.state.at + hours * 3_600_000 + (pick % 60) * 60_000;
  const base = { id: `f${story.journal.length}`, occurredAt: formatInstant(at) };
  const scene: Scene = { step, base, story };
  const bought = {
    type: "purchase",
    amount,
    ...(flag && { channel: "web" }),
    ...(pick % 7 === 0 && { currency: "CAD" }),
  };
  const said = (): object => {
    if (kind === "purchase") return bought;
    if (kind === "profile") return profileOf(step);
    if (OF_WHAT_IS_HELD.has(kind)) return heldFact(scene) ?? bought;
    return ["redeem", "hold", "notice"].includes(kind) ? otherFact(scene) : plainFact(step);
  };
  // What another account sends has an id that nobody else can give.
  const id = kind === "referral" ? `referral:${base.id}` : base.id;
  return { ...base, id, type: kind, ...said() } as Fact;
}
