/** The life cycle of an account: active, closed, reinstated or forfeited, and ready to be purged. */
import { versionAt } from "./account.ts";
import { restartActivity } from "./activity.ts";
import { deadline } from "./calendar.ts";
import { charge } from "./charges.ts";
import { formatDecimal } from "./decimal.ts";
import { type Clock, type Draft, refuse } from "./draft.ts";
import { isExempt } from "./exemption.ts";
import { resumeExpiry } from "./expiry.ts";
import type { CloseFact, Fact, ReinstateFact } from "./fact.ts";
import { forfeitEverything } from "./forfeit.ts";
import { formatInstant } from "./instant.ts";
import { CLOSING, noteExemptions } from "./note-exemptions.ts";
import { type Ending, mayTakeEffect } from "./notices.ts";
import { own } from "./own.ts";
import { stopPlans } from "./plans.ts";
import type { Instant } from "./program.ts";
import { reinstatementFee } from "./reinstatement-fee.ts";
import type { LifeState } from "./state.ts";
import { type Closing, type LifeTerms, TAKEN_WHEN_CLOSED } from "./terms/life-terms.ts";

/** The reason of accounts that are closed for want of activity. */
const INACTIVITY = "inactivity";

/** What becomes of an account by itself, and when. */
type Step = { due: Instant; take: (draft: Draft) => void };

export const lifeClock: Clock = {
  due: (draft) => nextStep(draft)?.due ?? null,
  apply: (draft) => {
    // What was done before on the same instant may have ended an exemption.
    noteExemptions(draft);
    for (let step = nextStep(draft); step && step.due <= draft.state.at; step = nextStep(draft))
      step.take(draft);
  },
};

type Closes = NonNullable<LifeTerms["closes"]>;

/** The terms, and whether the account, while it is open, is exempt from closing by them. */
type LifeNow = { terms: LifeTerms | null; exempt: boolean };

/** Null where nothing can become of the account. */
function lifeNow(draft: Draft, isKept: (draft: Draft, closes: Closes) => boolean): LifeNow | null {
  const { life } = draft.state;
  const terms = draft.version.life;
  if (!terms && !life) return null;
  return { terms, exempt: !life && terms?.closes != null && isKept(draft, terms.closes) };
}

/** Whether an exemption keeps the account open. */
const isKeptOpen = (draft: Draft, { unless }: Closes): boolean => isExempt(draft, unless);

/** The same where exemptions have just been noted, which need not be looked at again then. */
const isNotedAsKept = (draft: Draft, closes: Closes): boolean =>
  closes.restarts ? draft.state.exempt?.[CLOSING] === null : isKeptOpen(draft, closes);

function nextStep(draft: Draft): Step | null {
  const now = lifeNow(draft, isNotedAsKept);
  if (!now) return null;
  const steps = [forfeiture(draft), closure(draft, now), purge(draft, now)].filter((step) => step !== null);
  return steps.reduce<Step | null>((first, step) => (first && first.due <= step.due ? first : step), null);
}

/** A step once the law lets it be taken. */
function lawful(draft: Draft, ending: Ending | null, take: Step["take"]): Step | null {
  const due = ending && mayTakeEffect(draft, ending);
  return due === null ? null : { due, take };
}

/** What the terms let become of the account for want of activity, whatever the law says to it. */
export function endingsOfLife(draft: Draft): Ending[] {
  const now = lifeNow(draft, isKeptOpen);
  if (!now) return [];
  const endings = [forfeitureEnding(draft), closureEnding(draft, now), purgeEnding(draft, now)];
  return endings.filter((ending) => ending !== null);
}

function forfeiture(draft: Draft): Step | null {
  const { life } = draft.state;
  const ending = forfeitureEnding(draft);
  if (ending) return lawful(draft, ending, forfeit);
  // What a person closed is no ending by the program's terms, which is what the law speaks of.
  return life?.status === "closed" && life.until !== undefined ? { due: life.until, take: forfeit } : null;
}

function forfeitureEnding({ state: { life } }: Draft): Ending | null {
  if (life?.status !== "closed" || life.until === undefined || life.reason !== INACTIVITY) return null;
  return { about: "closure", kind: "inactivity", due: life.until };
}

const closure = (draft: Draft, now: LifeNow): Step | null =>
  lawful(draft, closureEnding(draft, now), closeForInactivity);

function closureEnding(draft: Draft, { terms, exempt }: LifeNow): Ending | null {
  const { life, activeAt } = draft.state;
  if (life || !terms?.closes || exempt) return null;
  const since = Math.max(activeAt, draft.state.exempt?.[CLOSING] ?? activeAt);
  const due = deadline(draft.program.zone, since, terms.closes.after);
  return { about: "closure", kind: "inactivity", due, since };
}

const purge = (draft: Draft, now: LifeNow): Step | null =>
  lawful(draft, purgeEnding(draft, now), markPurgeable);

function purgeEnding(draft: Draft, { terms, exempt }: LifeNow): Ending | null {
  const { life, activeAt } = draft.state;
  if (!terms?.purge || life?.purgeable || exempt) return null;
  return { about: "closure", kind: "inactivity", due: deadline(draft.program.zone, activeAt, terms.purge) };
}

const statusOf = ({ state: { life } }: Draft): string =>
  life?.purgeable ? "purgeable" : (life?.status ?? "active");

/** Puts the account in a place of its life cycle, and says so. */
function become(draft: Draft, life: LifeState | null): void {
  const from = statusOf(draft);
  if (life) {
    draft.state.life = life;
    stopPlans(draft, false);
  } else delete draft.state.life;
  const changed = { type: "status-changed" as const, from, to: statusOf(draft), at: draft.state.at };
  draft.effects.push(life?.until === undefined ? changed : { ...changed, until: life.until });
}

function closeForInactivity(draft: Draft): void {
  const terms = draft.version.life!;
  const closing = own(terms.reasons, INACTIVITY);
  if (closing) {
    closeAs(draft, INACTIVITY, closing);
    return;
  }
  const since = draft.state.at;
  const closed: LifeState = { status: "closed", since, reason: INACTIVITY };
  if (terms.reinstate) closed.until = deadline(draft.program.zone, since, terms.reinstate.within);
  become(draft, closed);
}

function closeAs(draft: Draft, reason: string, closing: Closing): void {
  const since = draft.state.at;
  if (closing.kind === "at-once") {
    forfeitEverything(draft);
    become(draft, { status: "forfeited", since, reason });
    return;
  }
  const until = deadline(draft.program.zone, since, closing.within);
  const closed: LifeState = { status: "closed", since, reason, until, spendable: true };
  if (closing.earns) closed.earns = true;
  become(draft, closed);
}

function forfeit(draft: Draft): void {
  const { reason } = draft.state.life!;
  forfeitEverything(draft);
  become(draft, { status: "forfeited", since: draft.state.at, reason });
}

/** What is left goes first: an account that nothing is kept of any more has nothing. */
function markPurgeable(draft: Draft): void {
  const { at, life } = draft.state;
  forfeitEverything(draft);
  const since = life?.status === "forfeited" ? life.since : at;
  become(draft, { status: "forfeited", since, reason: life?.reason ?? INACTIVITY, purgeable: true });
}

/** The facts that spend, which an account that is being spent empty takes too. */
const SPENDING = new Set([
  "redeem",
  "hold",
  "complete",
  "cancel",
  "transfer",
  "use",
  "cash-out",
  "unsubscribe",
]);

/**
 * Refuses what a closed account does not take, with account-closed. One that is closed can be closed for another reason;
 * and activity from before the closing, which would have kept the account open, opens it when it arrives late.
 */
export function requireOpen(draft: Draft, fact: Fact, at: Instant): void {
  const { life } = draft.state;
  if (!life) return;
  if (keptOpen(draft, life, { fact, at })) {
    become(draft, null);
    return;
  }
  const terms = draft.version.life;
  const takes = terms ? terms.takes.has(fact.type) : TAKEN_WHEN_CLOSED.includes(fact.type);
  if (takes || (life.status === "closed" && fact.type === "close")) return;
  // Under notice everything goes on but what would bind the member beyond it.
  if (life.earns && fact.type !== "subscribe") return;
  if (life.spendable && SPENDING.has(fact.type)) return;
  const { reason, since } = life;
  refuse("account-closed", {
    since: formatInstant(since),
    reason,
    type: fact.type,
    how: howToReopen(draft, life),
  });
}

/** Whether an account that was closed for want of activity would not have been, had a fact arrived when it happened. */
function keptOpen(
  { program: { zone }, version, state: { activeAt } }: Draft,
  { status, reason, since }: LifeState,
  { fact, at }: { fact: Fact; at: Instant },
): boolean {
  if (status !== "closed" || reason !== INACTIVITY || at >= since || at <= activeAt) return false;
  const closes = version.life?.closes;
  return !!closes && version.activity.has(fact.type) && deadline(zone, at, closes.after) > since;
}

function howToReopen(draft: Draft, { status, until, spendable }: LifeState): string {
  const { program, version } = draft;
  const terms = version.life?.reinstate;
  if (status === "forfeited") return "It can no longer be reinstated.";
  if (spendable) return `What is on it can be spent until ${formatInstant(until!)}.`;
  if (!terms || until === undefined) return "This program does not reinstate accounts.";
  const amount = reinstatementFee(draft, terms.fee);
  const fee = `${formatDecimal(amount, program.currencyDecimals)} ${program.currency}`;
  const cost = amount === 0 ? "free of charge" : `for a fee of ${fee}`;
  return `Until ${formatInstant(until)} the fact “reinstate” opens it again, ${cost}.`;
}

/** Closes the account for one of the program's reasons. Refuses with not-offered and close-reason-unknown. */
export function closeAccount(draft: Draft, fact: CloseFact, at: Instant): void {
  const reasons = versionAt(draft.program, at).life?.reasons ?? {};
  const known = Object.keys(reasons);
  if (known.length === 0) refuse("not-offered", { what: fact.type });
  const closing =
    own(reasons, fact.reason) ??
    refuse("close-reason-unknown", { reason: fact.reason, known: known.join(", ") });
  closeAs(draft, fact.reason, closing);
}

/**
 * Opens an account again that was closed for want of activity; a fee becomes a charge that is due, and the time without
 * activity begins anew. Refuses with not-closed, not-offered and reinstatement-too-late.
 */
export function reinstateAccount(draft: Draft, fact: ReinstateFact, at: Instant): void {
  const { life } = draft.state;
  const terms = versionAt(draft.program, at).life?.reinstate;
  if (!life) refuse("not-closed");
  else if (life.status === "forfeited")
    refuse("reinstatement-too-late", { what: "The account", since: formatInstant(life.since) });
  else if (!terms || life.spendable) refuse("not-offered", { what: fact.type });
  else reopen(draft, { life, fee: reinstatementFee(draft, terms.fee), at });
}

function reopen(draft: Draft, { life, fee, at }: { life: LifeState; fee: number; at: Instant }): void {
  charge(draft, { for: "reinstatement", amount: fee });
  if (draft.version.life?.expiry !== "goes-on") resumeExpiry(draft, life.since);
  restartActivity(draft, at);
  become(draft, null);
}
