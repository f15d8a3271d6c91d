/**
 * The catalogue of refusals: what the engine says no to. A refusal is a value, recorded in the journal, and changes
 * nothing else. Codes are stable; docs/reference/refusals.md lists the same codes and a test holds the two together.
 */
export const REFUSALS = {
  "insufficient-balance": "There are {available} {unit} to spend and {wanted} are needed.",
  "amount-invalid": "The amount {amount} is not a positive amount of {unit} with at most {scale} decimals.",
  "amount-too-large":
    "The result would exceed what an account can hold. Split the fact or check its amounts.",
  "unit-unknown": "This program has no unit “{unit}”. It has: {known}.",
  "reward-unknown": "This program has no reward “{reward}” at that time.",
  "reward-not-available": "The reward “{reward}” is not offered at this time; see its schedule.",
  "reward-not-eligible": "This account does not meet the condition of the reward “{reward}”: {condition}.",
  "reward-limit": "The reward “{reward}” can be had {max} times per {per} and has been.",
  "out-of-stock": "Of the reward “{reward}” {remaining} are left and {wanted} were asked for.",
  "basket-too-small":
    "The reward “{reward}” needs a basket of {minimum} or more (minor units); this one has {basket}.",
  "basket-missing": "The reward “{reward}” is applied to a basket, and the fact gives none.",
  "amount-missing": "The reward “{reward}” takes as many {unit} as one likes; say how many.",
  "amount-not-asked": "The reward “{reward}” has a price of its own; leave the amount out.",
  "quantity-not-asked":
    "The reward “{reward}” takes as many units as one likes; give an amount and no quantity.",
  "pays-minimum": "The reward “{reward}” takes {minimum} {unit} or more at a time; these are {given}.",
  "pays-step": "The reward “{reward}” takes multiples of {step} {unit}; {given} is none.",
  "pays-partial":
    "The reward “{reward}” covers the whole basket or nothing. That takes {needed} {unit}; these are {given}.",
  "pays-too-much": "This basket takes {most} {unit} at most by the reward “{reward}”; {given} were offered.",
  "cause-missing": "The reward “{reward}” gives to a cause, and the fact names none.",
  "cause-unknown": "This program has no cause “{cause}” at that time.",
  "cause-closed": "The cause “{cause}” cannot be given to at that time; see its dates.",
  "gate-shut": "{says} (The gate “{gate}” is shut: {reason}.)",
  "referral-self": "An account cannot be referred by itself.",
  "referral-not-held": "There is no referral on this account that waits to be looked at.",
  "made-by-referral": "A {type} fact comes by itself once a referral counts, and is not sent.",
  "duration-invalid": "“{given}” is not a length of time. Write a number and a unit, such as “15 minutes”.",
  "hold-unknown":
    "There is no open hold “{hold}” on this account. It may have been completed, cancelled or lapsed.",
  "hold-whole":
    "The hold is for the reward “{reward}”, which is handed over whole. Complete it without an amount.",
  "hold-exceeded": "The hold has {held} and {wanted} were asked for.",
  "purchase-unknown": "There is no purchase “{of}” on this account to return.",
  "return-line-unknown": "The purchase “{of}” has no line “{line}”.",
  "return-exceeds-purchase":
    "Of line “{line}” {remaining} can still be returned (minor units) and {wanted} were brought.",
  "return-pieces-exceeded":
    "Of line “{line}” {remaining} pieces can still be returned and {wanted} were brought.",
  "return-too-late": "The purchase can be returned until {until}.",
  "return-excluded": "This cannot be returned: {lines} of the purchase “{of}”.",
  "debt-not-allowed":
    "Taking {wanted} {unit} would leave a debt, which this program does not allow. There are {available}.",
  "attribute-unknown": "This program declares no member attribute “{attribute}”.",
  "attribute-invalid": "The member attribute “{attribute}” must be {type}.",
  "currency-mismatch":
    "This program counts in {currency}; the purchase is in {given}. Convert it before sending.",
  "not-offered": "This program does not offer this: {what}.",
  "voucher-unknown":
    "There is no open voucher “{voucher}” on this account. It may have been used or have expired.",
  "voucher-not-yet": "The voucher “{voucher}” can be used from {from}.",
  "voucher-not-open": "The voucher “{voucher}” cannot be used at this time; see its schedule.",
  "voucher-not-eligible": "The voucher “{voucher}” cannot be used on this: {condition}.",
  "voucher-limit": "Vouchers “{voucher}” can be used {max} times per {per} and have been.",
  "voucher-not-in-parts":
    "The voucher “{voucher}” is used as a whole. Leave the amount out; what the basket does not take is lost.",
  "voucher-exceeded": "The voucher “{voucher}” can take {left} off this, and {wanted} were asked for.",
  "made-by-time": "A {type} comes by itself and is not sent. Tell the member’s date in a profile fact.",
  "entitlement-unknown": "This program has no entitlement “{entitlement}” at that time.",
  "entitlement-not-held":
    "The entitlement “{entitlement}” comes with a plan ({plans}), and this account had none at that time.",
  "entitlement-not-eligible":
    "This account does not meet the condition of the entitlement “{entitlement}”: {condition}.",
  "entitlement-not-covered": "The entitlement “{entitlement}” does not cover this: {condition}.",
  "entitlement-not-available":
    "The entitlement “{entitlement}” cannot be used at this time; see its schedule.",
  "entitlement-too-many":
    "Of the entitlement “{entitlement}” {max} can be had at once and {wanted} were asked for.",
  "entitlement-too-soon":
    "The entitlement “{entitlement}” can be had again after {after}, which is from {again} on.",
  "entitlement-limit":
    "Of the entitlement “{entitlement}” {max} can be had per {per} and {left} are left; again: {again}.",
  "plan-unknown": "This program has no plan “{plan}” at that time.",
  "plan-active": "This account has the plan “{plan}” already, or it is about to begin.",
  "plan-not-held": "This account does not have the plan “{plan}”.",
  "plan-not-available": "The plan “{plan}” cannot be taken out at this time; see its schedule.",
  "plan-not-eligible": "This account does not meet the condition of the plan “{plan}”: {condition}.",
  "charge-unknown": "There is no open charge “{charge}” on this account.",
  "partner-unknown": "Units cannot be transferred to “{partner}” at that time.",
  "transfer-not-eligible":
    "This account does not meet the condition for transfers to “{partner}”: {condition}.",
  "transfer-minimum": "A transfer to “{partner}” takes {minimum} {unit} or more; these are {given}.",
  "transfer-step": "A transfer to “{partner}” takes multiples of {step} {unit}; {given} is none.",
  "transfer-limit":
    "To “{partner}” {max} {unit} can be transferred per {per}, and {remaining} of these are left.",
  "account-closed":
    "This account has been closed since {since} ({reason}) and does not take a fact of the type {type}. {how}",
  "not-closed": "The account is not closed: there is nothing to reinstate.",
  "reinstatement-too-late": "{what} can no longer be brought back; that ended on {since}.",
  "close-reason-unknown":
    "This program does not close accounts for the reason “{reason}”. It knows: {known}.",
  "product-unknown": "This program has no product “{product}” at that time. It has: {known}.",
  "card-unknown": "This account has no card “{card}”. A fact of the type card-opened adds one.",
  "card-known": "This account has the card “{card}” already, or had it.",
  "card-closed": "The card “{card}” is closed.",
  "batch-unknown": "There is nothing of the batch “{batch}” on this account.",
  "jurisdiction-unknown": "This program has no jurisdiction “{jurisdiction}”. It has: {known}.",
  "cash-out-not-due":
    "A balance below {threshold} can be had in cash and not an empty one; this one is {balance} {unit}.",
  "notice-without-date": "A notice about {about} has to say for when it announces that.",
  "notice-without-version": "A notice about new terms has to name the program version that it announces.",
} as const;

export type RefusalCode = keyof typeof REFUSALS;

export type Refusal = { code: RefusalCode; params: Record<string, string | number> };

/** The sentence that a refusal says, with its parameters filled in. */
export function refusalMessage(refusal: Refusal): string {
  return REFUSALS[refusal.code].replace(/\{(\w+)\}/g, (_, name: string) =>
    String(refusal.params[name] ?? ""),
  );
}
