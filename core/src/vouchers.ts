/** Vouchers: how they are issued, used whole or in parts, and end. */

import { levelOf, versionAt } from "./account.ts";
import { accountBehind, shareBehind, splitBehind } from "./behind-vouchers.ts";
import { expiryOf, isOpen } from "./calendar.ts";
import { count, roomOf } from "./counters.ts";
import { formatDecimal } from "./decimal.ts";
import { type Clock, type Draft, refuse, safe } from "./draft.ts";
import type { UseFact } from "./fact.ts";
import { factContext } from "./fact-context.ts";
import { formatInstant } from "./instant.ts";
import { jurisdictionOf } from "./notices.ts";
import { own } from "./own.ts";
import type { Instant, LimitedPeriod } from "./program.ts";
import type { Behind, Voucher } from "./state.ts";
import type { VoucherExpiry, VoucherKind } from "./terms/vouchers-terms.ts";

/** Ends vouchers whose time is over. */
export const voucherClock: Clock = { due: nextEnd, apply: endVouchers };

function nextEnd(draft: Draft): Instant | null {
  const { vouchers } = draft.state;
  if (!vouchers) return null;
  const mayEnd = lawOfEnds(draft);
  let due = Number.POSITIVE_INFINITY;
  for (const id in vouchers) {
    const voucher = vouchers[id]!;
    if (voucher.expiresAt !== undefined && mayEnd(voucher)) due = Math.min(due, voucher.expiresAt);
  }
  return due === Number.POSITIVE_INFINITY ? null : due;
}

function endVouchers(draft: Draft): void {
  const { at } = draft.state;
  const mayEnd = lawOfEnds(draft);
  dropVouchers(draft, (voucher) => (voucher.expiresAt ?? at + 1) <= at && mayEnd(voucher));
}

/**
 * Which vouchers the law that holds for the member lets end: everywhere those that stand for a thing or a share of a
 * basket, and not everywhere those worth money, which can then be used after their end.
 */
function lawOfEnds({ version, state }: Draft): (voucher: Voucher) => boolean {
  const law = jurisdictionOf(version, state);
  if (!law || law.vouchersEnd || law.exempt) return () => true;
  return ({ kind, left, expiresAt = Number.NEGATIVE_INFINITY }) =>
    left === undefined || Boolean(own(version.vouchers, kind)?.share) || expiresAt < law.from;
}

/** Ends the vouchers that are meant. */
export function dropVouchers(draft: Draft, isMeant: (voucher: Voucher) => boolean): void {
  const { state } = draft;
  for (const id of Object.keys(state.vouchers ?? {}).sort()) {
    if (!isMeant(state.vouchers![id]!)) continue;
    const { kind, left, behind = [] } = state.vouchers![id]!;
    remove(draft, id);
    accountBehind(draft, behind, "lost");
    const lost = left === undefined ? {} : { amount: left };
    draft.effects.push({ type: "voucher-expired", voucher: id, kind, at: state.at, ...lost });
  }
}

function remove({ state }: Draft, id: string): void {
  const { [id]: _, ...others } = state.vouchers!;
  if (Object.keys(others).length > 0) state.vouchers = others;
  else delete state.vouchers;
}

/** The terms of a kind of voucher that holds at an instant, or of the latest version that had it. */
function termsOf(draft: Draft, kind: string, at: Instant): VoucherKind | undefined {
  const { program, version } = draft;
  return (
    own(versionAt(program, at).vouchers, kind) ??
    own(version.vouchers, kind) ??
    program.versions.findLast(({ vouchers }) => own(vouchers, kind))?.vouchers[kind]
  );
}

/** When a voucher whose term begins at `from` ends; null: never. */
function endOf(draft: Draft, expiry: VoucherExpiry, from: Instant): Instant | null {
  const { zone } = draft.program;
  if (expiry.kind === "tier") {
    const level = levelOf(draft.state, expiry.ladder, from);
    return endOf(draft, expiry.levels[level] ?? expiry.otherwise, from);
  }
  const begins = expiry.fromNextDay ? zone.startOfDay(zone.dayOf(from) + 1) : from;
  return expiryOf(zone, expiry.expiry, { at: begins, levelOf: () => "" });
}

type Issue = {
  /** The rule, reward or conversion that issues it. */
  by: string;
  count?: number;
  /** When it can first be used, if later than now; its term begins then. */
  validFrom?: Instant;
  /** When what issues it happened, if that is not the account's present; the term begins then. */
  at?: Instant;
  /** The units that it is given for, where books are kept of them. */
  behind?: Behind[];
};

/**
 * Issues vouchers of a kind. Their ids begin with the journal version, or with the day where time alone issues them, and
 * are those of no other open voucher. One that would have ended already is not issued.
 */
export function issueVoucher(
  draft: Draft,
  kind: string,
  { by, count: many = 1, validFrom, at, behind = [] }: Issue,
): void {
  const { state } = draft;
  const happened = at ?? state.at;
  const terms = termsOf(draft, kind, happened);
  const expiresAt = terms ? endOf(draft, terms.expiry, validFrom ?? happened) : null;
  const made: Voucher = { by, issuedAt: happened, kind };
  if (terms && terms.worth !== null) made.left = terms.worth;
  if (expiresAt !== null) made.expiresAt = expiresAt;
  if (validFrom !== undefined && validFrom > state.at) made.validFrom = validFrom;
  if (!terms || (expiresAt !== null && expiresAt <= state.at && lawOfEnds(draft)(made))) {
    accountBehind(draft, behind, "lost");
    return;
  }
  const shares = shareBehind(behind, many);
  const vouchers = { ...state.vouchers };
  const nextId = freeIds(draft, vouchers, `${draft.mark ?? state.version + 1}.${kind}`);
  for (let n = 0; n < many; n++) {
    const id = nextId();
    const of = shares[n]!;
    vouchers[id] = of.length > 0 ? { behind: of, ...made } : { ...made };
    draft.effects.push({
      type: "voucher-issued",
      voucher: id,
      kind,
      by,
      at: state.at,
      ...(terms.worth === null ? {} : { worth: terms.worth }),
      ...(expiresAt === null ? {} : { until: expiresAt }),
    });
  }
  state.vouchers = vouchers;
}

/** Names that no open voucher has, nor any that this very decision issued and ended. */
function freeIds({ effects }: Draft, vouchers: Record<string, Voucher>, name: string): () => string {
  const told = new Set(
    effects.flatMap((effect) => (effect.type === "voucher-issued" ? [effect.voucher] : [])),
  );
  let n = 0;
  return () => {
    let id: string;
    do id = ++n === 1 ? name : `${name}.${n}`;
    while (own(vouchers, id) || told.has(id));
    return id;
  };
}

/** How many open vouchers an account can have of what is turned into them: so many more can be issued now. */
const VOUCHERS_HELD = 1000;

export const voucherRoom = ({ state }: Draft): number =>
  Math.max(0, VOUCHERS_HELD - Object.keys(state.vouchers ?? {}).length);

const limitCounter = (kind: string, per: LimitedPeriod): string => `voucher:${kind}:${per}`;

/** Uses a voucher of the account: all of it, or the part that the fact names. */
export function useVoucher(draft: Draft, fact: UseFact, at: Instant): void {
  const { state } = draft;
  const asked = fact.of as { voucher: string; amount?: number };
  const id = asked.voucher;
  const voucher = own(state.vouchers ?? {}, id) ?? refuse("voucher-unknown", { voucher: id });
  const terms = termsOf(draft, voucher.kind, at) ?? refuse("voucher-unknown", { voucher: id });
  if (voucher.validFrom !== undefined && voucher.validFrom > at)
    refuse("voucher-not-yet", { voucher: id, from: formatInstant(voucher.validFrom) });
  checkUse(draft, terms, { fact, at });
  for (const { per } of terms.limits)
    count(draft, { key: limitCounter(terms.id, per), per }, { amount: 1, at });
  const left = terms.share ? shareOf(terms, fact, voucher.left) : (voucher.left ?? null);
  const off = left === null ? null : partOf(draft, left, { terms, asked, fact });
  const rest = off === null || !terms.inParts ? 0 : voucher.left! - off;
  const [gone, stays] = splitBehind(
    voucher.behind ?? [],
    rest > 0 ? { part: off!, of: voucher.left! } : null,
  );
  const { behind: _, ...plain } = voucher;
  const kept: Voucher = { ...(stays.length > 0 && { behind: stays }), ...plain, left: rest };
  if (rest > 0) state.vouchers = { ...state.vouchers, [id]: kept };
  else remove(draft, id);
  accountBehind(draft, gone, "used");
  if (off !== null) draft.discount = safe(draft.discount + off);
  const amount = off === null ? {} : { amount: off };
  draft.effects.push({ type: "voucher-used", voucher: id, kind: voucher.kind, at: state.at, ...amount });
}

/** Refuses a use that the voucher's terms do not allow. */
function checkUse(draft: Draft, terms: VoucherKind, { fact, at }: { fact: UseFact; at: Instant }): void {
  const { zone } = draft.program;
  const { id: kind, minimumBasket, schedule, when } = terms;
  const basket = fact.basket ?? 0;
  if (schedule && !isOpen(zone, schedule, at)) refuse("voucher-not-open", { voucher: terms.name });
  if (minimumBasket !== null && basket < minimumBasket)
    refuse("basket-too-small", { reward: terms.name, minimum: minimumBasket, basket });
  if (when) {
    if (!when.test(factContext(draft, fact, at)))
      refuse("voucher-not-eligible", { voucher: terms.name, condition: when.source });
  }
  for (const { max, per } of terms.limits) {
    if (roomOf(draft, { key: limitCounter(kind, per), max, per }, at) < 1)
      refuse("voucher-limit", { voucher: terms.name, max, per });
  }
}

/** What a voucher for a share of a basket takes off the fact's: rounded down, and no more than it is worth at most. */
function shareOf({ share, name }: VoucherKind, { basket }: UseFact, most = Number.POSITIVE_INFINITY): number {
  const of = basket ?? refuse("basket-missing", { reward: name });
  return Math.min(most, Number((share!.num * BigInt(of)) / share!.den));
}

/** The minor units that one use takes off: no more than is left, than the basket, or than is asked for. */
function partOf(
  draft: Draft,
  left: number,
  use: { terms: VoucherKind; asked: { amount?: number }; fact: UseFact },
): number {
  const { terms, asked, fact } = use;
  const most = Math.min(left, fact.basket ?? left);
  if (asked.amount === undefined) return most;
  if (!terms.inParts) refuse("voucher-not-in-parts", { voucher: terms.name });
  if (asked.amount > most || asked.amount <= 0) {
    const { currencyDecimals } = draft.program;
    const params = {
      voucher: terms.name,
      left: formatDecimal(most, currencyDecimals),
      wanted: formatDecimal(asked.amount, currencyDecimals),
    };
    refuse("voucher-exceeded", params);
  }
  return asked.amount;
}
