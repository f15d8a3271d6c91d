/** What the conditions and expressions of rules see, made once for a fact and for each line or tender that is asked about. */
import {
  type Context,
  type ContextInput,
  conditionContext,
  lineContext,
  tenderContext,
} from "./condition-context.ts";
import type { Basis } from "./decision.ts";
import type { Fact, Tender } from "./fact.ts";
import type { ConditionContext, Instant, Version } from "./program.ts";
import type { SpendLine } from "./spend.ts";
import type { Zone } from "./zone.ts";

export type RuleContext = {
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

/** The contexts of one fact. */
export function ruleContext({ version, zone, fact, at, basis, lines }: Input): RuleContext {
  const { account, member, product } = basis;
  const spend = lines.reduce((sum, line) => sum + line.spend, 0);
  const seen: ContextInput = { version, zone, fact, at, spend, account, member };
  if (product !== undefined) seen.product = product;
  let context: Context | null = null;
  const whole = (): Context => {
    context ??= conditionContext(seen);
    return context;
  };
  const ofLines = new Map<SpendLine, ConditionContext>();
  return {
    whole,
    ofLine: (line) => {
      let ofLine = ofLines.get(line);
      if (!ofLine) {
        ofLine = lineContext(whole(), line.line);
        ofLines.set(line, ofLine);
      }
      return ofLine;
    },
    ofTender: (tender) => tenderContext(whole(), tender),
  };
}
