/** What the conditions and expressions of a rule see, made once for a fact and for each line or tender that is asked about. */
import { conditionContext } from "./condition-context.ts";
import type { Basis } from "./decision.ts";
import type { Fact, Tender } from "./fact.ts";
import type { ConditionContext, Instant, Version } from "./program.ts";
import type { SpendLine } from "./spend.ts";
import type { Zone } from "./zone.ts";

export type RuleContext = {
  /** The id of the rule that is asked about. */
  rule: string;
  whole: () => ConditionContext;
  ofLine: (line: SpendLine) => ConditionContext;
  ofTender: (tender: Tender) => ConditionContext;
};

type Input = {
  version: Version;
  zone: Zone;
  fact: Fact;
  at: Instant;
  basis: Basis;
  lines: SpendLine[];
};

/** Contexts for the rules of one fact. */
export function ruleContexts({
  version,
  zone,
  fact,
  at,
  basis,
  lines,
}: Input): (rule: string) => RuleContext {
  const spend = lines.reduce((sum, line) => sum + line.spend, 0);
  const base = {
    version,
    zone,
    fact,
    at,
    spend,
    account: basis.account,
    member: basis.member,
    ...(basis.product !== undefined && { product: basis.product }),
  };
  let seen: ConditionContext | null = null;
  const whole = (): ConditionContext => {
    seen ??= conditionContext(base);
    return seen;
  };
  const ofLine = ({ line }: SpendLine): ConditionContext => conditionContext({ ...base, line });
  const ofTender = (tender: Tender): ConditionContext => conditionContext({ ...base, tender });
  return (rule) => ({ rule, whole, ofLine, ofTender });
}
