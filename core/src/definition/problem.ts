/**
 * The catalogue of what can be wrong with a definition. Codes are stable: tools and documents may rely on them. Each
 * problem says in one sentence what is wrong and in another what to do.
 */
export const PROBLEMS = {
  "definition-too-large": {
    message: "The definition has {size} and the limit is {limit}.",
    fix: "Split the program, or take out versions that ended long ago.",
  },
  syntax: { message: "This is not valid YAML: {detail}", fix: "{advice}" },
  "key-twice": {
    message: "“{key}” is written twice; it was first written on line {line}.",
    fix: "Keep one of the two, or give one of them another name.",
  },
  "aliases-too-many": {
    message: "The definition repeats itself through aliases (*name) more than {limit} times.",
    fix: "Write the repeated parts out.",
  },
  "too-deep": {
    message: "The definition is nested more than {limit} levels deep.",
    fix: "Remove the surplus brackets or indentation; no setting lies that deep.",
  },
  "language-version": {
    message: "The definition language {found} is not known to this release.",
    fix: "Write “tallystick: 1”.",
  },
  "type-wrong": {
    message: "“{key}” must be {expected}; this is {found}.",
    fix: "Write it as in “{sample}”.",
  },
  "value-missing": {
    message: "“{key}” has no value.",
    fix: "Write “{sample}”, or take the line out.",
  },
  "key-unknown": { message: "“{key}” is not known here.", fix: "{advice}" },
  "key-missing": { message: "“{key}” is missing in {where}.", fix: "Add it, such as “{key}: {example}”." },
  "key-out-of-place": { message: "“{key}” means nothing here: {because}.", fix: "{advice}" },
  "id-invalid": {
    message: "“{id}” cannot be the id of {noun}.",
    fix: "Use small letters, digits, - and _, beginning with a letter, at most 63 of them, such as “{example}”.",
  },
  "comma-in-number": {
    message: "“{id}” cannot be the id of {noun}; it looks like what stands after the comma of a number.",
    fix: "Write numbers with a decimal point, such as 500.00.",
  },
  "name-invalid": {
    message: "“{name}” cannot be the name of a field.",
    fix: "Use letters, digits and _, beginning with a small letter, and no word that conditions reserve, such as “shopSize”.",
  },
  "choice-unknown": { message: "“{key}” cannot be “{found}”.", fix: "Write {choices}." },
  "text-invalid": { message: "“{found}” is not {expected}.", fix: "Write it as in “{sample}”." },
  "number-invalid": {
    message: "“{key}” must be {expected}; this is {found}.",
    fix: "Write it as in “{sample}”.",
  },
  "amount-not-positive": {
    message: "“{key}” is {found}, and must be more than zero.",
    fix: "{advice}",
  },
  "amount-too-fine": {
    message: "“{key}” is {found}, which has more decimals than the {scale} that {what} has.",
    fix: "{advice}",
  },
  "amount-too-large": {
    message: "“{key}” is {found}, which is more than can be counted exactly.",
    fix: "Write an amount of at most {limit}.",
  },
  "multiply-below-one": {
    message: "A multiplier of {found} would take away instead of giving.",
    fix: "Write 1 or more; 2 doubles what the other rules give.",
  },
  "zone-unknown": {
    message: "There is no time zone “{zone}”.",
    fix: "Write a zone of the IANA list, such as {example}.",
  },
  "currency-unknown": {
    message: "There is no currency “{currency}” in ISO 4217.",
    fix: "Write three capital letters, such as {example}.",
  },
  "unit-unknown": { message: "There is no unit “{id}”.", fix: "{advice}" },
  "ladder-unknown": { message: "There is no tier ladder “{id}”.", fix: "{advice}" },
  "level-unknown": { message: "The ladder “{ladder}” has no level “{id}”.", fix: "{advice}" },
  "rule-unknown": { message: "There is no earn rule “{id}”.", fix: "{advice}" },
  "group-unknown": { message: "There is no group “{id}”.", fix: "{advice}" },
  "voucher-unknown": { message: "There is no voucher “{id}”.", fix: "{advice}" },
  "plan-unknown": { message: "There is no plan “{id}”.", fix: "{advice}" },
  "cause-unknown": { message: "There is no cause “{id}”.", fix: "{advice}" },
  "product-unknown": { message: "There is no product “{id}”.", fix: "{advice}" },
  "fact-type-unknown": { message: "There is no fact type “{id}”.", fix: "{advice}" },
  "fact-type-fixed": {
    message: "Rules cannot listen to “{id}”.",
    fix: "Listen to purchase, join, visit, birthday, anniversary, referral, referred or a fact type of your own; what a “{id}” does is fixed.",
  },
  "fact-type-ungated": {
    message: "“{id}” cannot be kept out by a gate.",
    fix: "Take it out: facts of this type have to be taken whenever they come.",
  },
  "gate-without-terms": {
    message: "The gate “{gate}” lets everything pass.",
    fix: "Give it “when”, “age”, “limits”, “once” or “unless_bought”, or take it out.",
  },
  "fact-fields-fixed": {
    message: "Facts of the type “{id}” carry no data of their own.",
    fix: "Take “{id}” out of facts, or declare the fields under a fact type of your own.",
  },
  "field-conflict": {
    message: "The field “{field}” is {type} here and {other} under “{fact}”.",
    fix: "Give a field the same type in all facts, or give one of the two another name.",
  },
  "units-missing": {
    message: "The program has no units, so there is nothing to earn.",
    fix: "Add at least one, such as “points: { name: point }” under units.",
  },
  "give-missing": {
    message: "The rule “{rule}” does not say what it gives.",
    fix: "Add one of: rate (per amount spent), amount (fixed) or multiply (on top of other rules).",
  },
  "give-several": {
    message: "The rule “{rule}” gives in more than one way: {found}.",
    fix: "Keep one of them and make another rule for the other.",
  },
  "rate-not-exact": {
    message:
      "The rule “{rule}” must come out exact, but {found} {unit} for each {minor} cannot be written with {scale} decimals.",
    fix: "{advice}",
  },
  "rule-not-rate": {
    message: "“{id}” is not a rate rule of the unit “{unit}”, so there is nothing of it to multiply.",
    fix: "{advice}",
  },
  "multiply-nothing": {
    message: "The rule “{rule}” multiplies the rate rules of the unit “{unit}”, and there are none.",
    fix: "Add a rule with a rate for “{unit}”, or give a fixed amount instead.",
  },
  "crossing-circular": {
    message: "“crossing: after” cannot be told for the ladder “{ladder}”, which counts what is earned.",
    fix: "Write “crossing: before”, or let the ladder count spend or visits.",
  },
  "level-without-terms": {
    message: "The level “{level}” says neither where it begins nor when it is held.",
    fix: "Give it a threshold under “from”, a condition under “when”, or both.",
  },
  "level-when-reads": {
    message:
      "The level “{level}” is held by a condition that reads {root}, which depends on levels itself or on one fact.",
    fix: "Let it read plans, attributes of the member, or what else the account is.",
  },
  "unless-reads": {
    message: "The exemption reads {root}, which is there for one fact only or moves by itself.",
    fix: "Let it read attributes of the member, cards, plans, levels, or what else the account is.",
  },
  "birthday-unknown": {
    message: "A rule listens to birthdays, and nothing says when these are.",
    fix: "Add “birthday: date” under member.",
  },
  "issue-missing": {
    message: "The rule “{rule}” does not say what it issues.",
    fix: "Add “voucher”, or “draw” with at least one voucher under “of”.",
  },
  "chance-too-high": {
    message: "A chance cannot be above 1.",
    fix: "Write a number from 0 to 1, such as 1/10; 1 is always.",
  },
  "cap-of-nothing": {
    message: "The cap names no rules.",
    fix: "List at least one earn rule under “rules”.",
  },
  "cap-unit-differs": {
    message: "The cap counts “{unit}”, and the rule “{rule}” gives “{other}”.",
    fix: "Take the rule out of this cap, or make a cap of its own unit for it.",
  },
  "ladder-without-base": {
    message: "The ladder “{ladder}” has no level at 0.",
    fix: "Add a level at 0 for everybody who has not reached another, such as “member: 0”.",
  },
  "thresholds-same": {
    message: "The levels “{first}” and “{second}” both begin at {threshold}.",
    fix: "Give each level a threshold of its own.",
  },
  "schedule-reversed": {
    message: "The schedule ends ({until}) before it begins ({from}).",
    fix: "Let “until” be later than “from”; it is the first moment that no longer counts.",
  },
  "hours-reversed": {
    message: "The hours “{found}” end before they begin.",
    fix: "Write the earlier time first; for hours over midnight make two rules, one until 24:00 and one from 00:00.",
  },
  "version-order": {
    message: "This version begins ({from}) before the one above it ({before}).",
    fix: "Order versions by “from”, the earliest first.",
  },
  "versions-overlap": {
    message: "Two versions overlap: both begin at {from}.",
    fix: "Give each version its own beginning, or put both changes into one version.",
  },
  "version-fixed-key": {
    message: "“{key}” cannot change from one version to the next.",
    fix: "State “{key}” once at the top of the definition; if it must differ, make another program.",
  },
  "unit-scale-fixed": {
    message: "The unit “{id}” had a scale of {before} in an earlier version and has {scale} in this one.",
    fix: "Leave its scale as it was; for other decimals declare another unit and let the rules give that.",
  },
  "rule-unit-fixed": {
    message: "The earn rule “{id}” gave “{before}” in an earlier version and gives “{unit}” in this one.",
    fix: "Leave its unit as it was, and write a rule with a name of its own for the other unit.",
  },
  "rules-too-many": {
    message: "This version has {count} earn rules and the limit is {limit}.",
    fix: "Join rules that differ only in a condition or a level, or split the program.",
  },
  "versions-too-many": {
    message:
      "The {count} versions are too many: there may be {limit}, and {declaredInAll} rules, rewards and the like in all of them together.",
    fix: "Take out versions that ended long ago.",
  },
  "at-par-decimals": {
    message: "{other} has {theirs} decimals and {currency} has {ours}, so an amount in it is none at par.",
    fix: "Take {other} out, and convert such purchases before they are sent.",
  },
  "jurisdiction-unknown": {
    message: "There is no ready-made jurisdiction “{id}”.",
    fix: "{advice}",
  },
  "jurisdiction-currency": {
    message:
      "The ready-made jurisdiction “{id}” states amounts in {currency}, and the program counts in {counted}.",
    fix: "State its “cash_out” in {counted}.",
  },
  "notice-reversed": {
    message: "A notice may be sent {earliest} before at the earliest, and must be sent {latest} before.",
    fix: "Let “earliest” be the longer of the two.",
  },
  "stored-value-scale": {
    message: "“{id}” is stored value with {scale} decimals, and {currency} has {decimals}.",
    fix: "Write “scale: {decimals}”.",
  },
  "stored-value-expires": {
    message: "“{id}” is stored value and expires, which is not allowed in {jurisdiction}.",
    fix: "Take “expires” out, or keep points that are given away and may expire in a unit of their own.",
  },
  "share-out-of-range": {
    message: "“{key}” is {found}, and has to be a share above 0 and up to 1.",
    fix: "Write a share such as 0.95 or 19/20; 1 is all.",
  },
  "condition-syntax": {
    message: "The condition cannot be read: {detail}",
    fix: 'Write a comparison such as fact.spend >= money("5.00"), joined by && (and) or || (or).',
  },
  "condition-name-unknown": { message: "“{name}” is not known in this condition.", fix: "{advice}" },
  "condition-type": { message: "The condition does not fit together: {detail}", fix: "{advice}" },
  "condition-not-boolean": {
    message: "The condition gives {found} where yes or no is needed.",
    fix: "Compare it with something, such as {example}.",
  },
  "condition-function": {
    message: "“{name}” cannot be used in conditions.",
    fix: "{advice}",
  },
  "condition-too-large": {
    message: "The condition is longer or more deeply nested than conditions may be.",
    fix: "Make it shorter than 2,000 characters, or make two rules of it.",
  },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

export type Problem = {
  code: ProblemCode;
  /** What is wrong, in a sentence. */
  message: string;
  /** What to do, in a sentence. */
  fix: string;
  /** Where in the text, both counted from 1. */
  line: number;
  column: number;
  /** The setting, such as "earn.base.rate" or "versions[0].units.beans.scale". */
  path: string;
};

export type ProblemParams = Record<string, string | number>;

/** The sentences of a problem with its parameters filled in. */
export function describeProblem(code: ProblemCode, params: ProblemParams): { message: string; fix: string } {
  const fill = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
  return { message: fill(PROBLEMS[code].message), fix: fill(PROBLEMS[code].fix) };
}
