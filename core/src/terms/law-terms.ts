/** Compiled terms of the law of where members live. Amounts are in minor units, instants in epoch milliseconds. */
import type { Duration } from "../duration.ts";
import type { Instant } from "../program.ts";

/** When a notice has to be sent, counted back from what it announces: not before `earliest`, not after `latest`. */
export type NoticeWindow = { earliest: Duration; latest: Duration };

export type Jurisdiction = {
  id: string;
  name: string;
  /** What fell due before is no matter of its rules on expiry, notices and prices. */
  from: Instant;
  /** Which reasons may end what members hold, and how long an account has to be silent at the least. */
  expiry: { time: boolean; inactivity: boolean; least: Duration | null };
  /** Whether stored value may end at all. */
  storedValueEnds: boolean;
  /** How long stored value lasts at the least, where it may end; null: as long as the terms say. */
  storedValueLasts: Duration | null;
  /** Whether vouchers that are worth money may end. */
  vouchersEnd: boolean;
  /** The notice that has to come first; `alone`: about nothing else. */
  notice: (NoticeWindow & { about: Set<"expiry" | "closure">; alone: boolean }) | null;
  /** Below which balance of stored value it is paid out in cash; ascending by `from`. */
  cashOut: { from: Instant; below: number }[];
  /** The notice without which a higher price does not hold for units that a member has. */
  priceChange: NoticeWindow | null;
  /** Whether the program is too small for the rules on expiry and on notices. */
  exempt: boolean;
  /** Units that stand for one thing named beforehand, for which the rules do not hold either. */
  exemptUnits: ReadonlySet<string>;
};
