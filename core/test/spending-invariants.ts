/** What must hold of everything that units are spent on: rewards with what they come to, and transfers. */
import { versionAt } from "../src/account.ts";
import type { Decision } from "../src/decision.ts";
import type { Fact, HoldFact, RedeemFact } from "../src/fact.ts";
import { parseInstant } from "../src/instant.ts";
import type { Reward } from "../src/program.ts";
import { compare, floor, multiply, parseRational, rational } from "../src/rational.ts";
import type { AccountState } from "../src/state.ts";
import { add, counterKey, must, same, type Watch } from "./watch.ts";

type Step = { before: AccountState; decision: Decision };

const isSpending = (fact: Fact): fact is RedeemFact | HoldFact =>
  fact.type === "redeem" || fact.type === "hold";

/** Limits of rewards, counted from the journal, and what is handed over. */
export function checkRewards(watch: Watch, fact: Fact, { before, decision }: Step): void {
  const { story, used, held } = watch;
  const { outcome, state } = decision;
  const over = outcome.effects.flatMap((effect) => (effect.type === "hold-lapsed" ? [effect.hold] : []));
  if (fact.type === "cancel" && "hold" in fact) over.push(fact.hold);
  for (const id of over) {
    must(state.holds[id] === undefined, "a hold that is over is gone");
    for (const key of held[id]?.keys ?? []) add(used, key, -held[id]!.quantity);
    delete held[id];
  }
  checkHandedOver(watch, fact, { before, decision });
  if (!isSpending(fact) || !("reward" in fact.of)) return;
  const { reward: id, quantity = 1 } = fact.of;
  const at = parseInstant(fact.occurredAt)!;
  const transaction = fact.transaction ?? fact.id;
  const reward = versionAt(story.program, at).rewards[id]!;
  const keys = reward.counted.map((per) => {
    const key = counterKey(story, { id: `reward ${reward.countsAs}`, per, transaction }, at);
    add(used, key, quantity);
    const limit = reward.limits.find((one) => one.per === per);
    must(!limit || used[key]! <= limit.max, `limit ${key} is kept`);
    return key;
  });
  if (fact.type === "hold") held[fact.id] = { keys, quantity };
}

/** What a reward comes to: off the basket, to a cause, or given; nothing of the kind without one. */
function checkHandedOver({ story: { program } }: Watch, fact: Fact, { before, decision }: Step): void {
  const { outcome } = decision;
  const redeemed = outcome.effects.find((effect) => effect.type === "reward-redeemed");
  const given = outcome.postings.filter(({ from, rule }) => from === "issued" && rule === undefined);
  const donated = outcome.effects.filter((effect) => effect.type === "donated");
  if (!redeemed) {
    same([given, donated, outcome.discount], [[], [], undefined], "nothing is handed over without a reward");
    return;
  }
  const hold = fact.type === "complete" && "hold" in fact ? before.holds[fact.hold] : undefined;
  const { quantity } = redeemed;
  const judgedAt = hold?.heldAt ?? parseInstant(fact.occurredAt)!;
  const reward = versionAt(program, judgedAt).rewards[redeemed.reward]!;
  const gives = reward.gives?.kind === "unit" ? reward.gives : null;
  same(
    given.map(({ unit, amount }) => [unit, amount]),
    gives ? [[gives.unit, gives.amount * quantity]] : [],
    "what a reward gives is posted",
  );
  const paid = outcome.postings.filter(({ to }) => to === "redeemed");
  const amount = paid.reduce((sum, posting) => sum + posting.amount, 0);
  const worth = reward.donates ? donated[0]?.worth : outcome.discount;
  must(donated.length === (reward.donates ? 1 : 0), "a gift is told once");
  must(!reward.donates || outcome.discount === undefined, "a gift takes nothing off");
  must(!reward.donates || donated[0]!.amount === amount, "all that was taken is given");
  must(
    paid.every(({ beneficiary }) => beneficiary === donated[0]?.cause),
    "postings name the cause",
  );
  const basket = hold || !isSpending(fact) || reward.donates ? Number.POSITIVE_INFINITY : (fact.basket ?? 0);
  checkWorth(reward, { amount, quantity, basket, worth });
  if (hold) same(worth ?? 0, hold.worth ?? 0, "what was held comes off");
}

type Paid = { amount: number; quantity: number; basket: number; worth: number | undefined };

function checkWorth(reward: Reward, { amount, quantity, basket, worth = 0 }: Paid): void {
  const { pays, share } = reward;
  if (share) {
    const most = reward.worth === null ? basket : Math.min(basket, reward.worth * quantity);
    must(worth <= most, "a share comes off up to its most");
    if (!Number.isFinite(basket)) return;
    const exact = Number(floor(multiply(rational(BigInt(basket) * BigInt(quantity)), share)));
    same(worth, Math.min(exact, most), "a share of the basket comes off, rounded down");
    return;
  }
  if (!pays) {
    const most = (reward.worth ?? 0) * quantity;
    must(
      worth <= most && (worth === Math.min(most, basket) || basket > most),
      "it takes off what it is worth",
    );
    return;
  }
  const value = Number(floor(multiply(rational(BigInt(amount)), pays.perStep)));
  must(amount >= pays.minimum && amount % pays.step === 0, "units are paid in steps, from the least on");
  must(worth > 0 && worth <= value, "units take off no more than they are worth");
  must(worth <= basket, "no change is given");
  if (pays.whole && Number.isFinite(basket)) same(worth, basket, "the whole basket is covered");
  if (pays.share && Number.isFinite(basket)) {
    const share = multiply(rational(BigInt(basket)), pays.share);
    must(compare(rational(BigInt(worth)), share) <= 0, "no more than its share is covered");
  }
}

/** Transfers: what left is what is told, in steps, within limits; no more arrives than the ratio gives. */
export function checkTransfer({ story, used }: Watch, fact: Fact, { outcome }: Decision): void {
  const sent = outcome.postings.filter(({ to }) => to === "transferred");
  if (fact.type !== "transfer" || !("partner" in fact)) {
    same(sent, [], "only a transfer transfers");
    return;
  }
  const at = parseInstant(fact.occurredAt)!;
  const version = versionAt(story.program, at);
  const partner = version.partners[fact.partner as string]!;
  const told = outcome.effects.find((effect) => effect.type === "transferred")!;
  const amount = sent.reduce((sum, posting) => sum + posting.amount, 0);
  same(told.amount, amount, "what left is told");
  must(amount >= partner.minimum && amount % partner.step === 0, "units leave in steps, from the least on");
  const arrived = multiply(parseRational(told.received)!, rational(10n ** BigInt(partner.receives.scale)));
  const due = multiply(rational(BigInt(amount)), partner.ratio);
  must(arrived.num > 0n && compare(arrived, due) <= 0, "no more arrives than the ratio gives");
  must(compare(due, rational(arrived.num + 1n)) < 0, "and all of it but a fraction");
  for (const { max, per } of partner.limits) {
    const key = counterKey(story, { id: `transfer ${partner.id}`, per }, at);
    add(used, key, amount);
    must(used[key]! <= max, `limit ${key} is kept`);
  }
  const charges = outcome.effects.filter((effect) => effect.type === "charge-due");
  must(charges.length <= (partner.fee ? 1 : 0), "a fee is charged once");
  const most = partner.fee?.most ?? Number.POSITIVE_INFINITY;
  must(
    charges.every((one) => one.amount > 0 && one.amount <= most),
    "a fee is within its ceiling",
  );
}
