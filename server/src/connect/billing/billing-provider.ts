import type { ChargeAnswer, DueCharge } from "../../actions/collect-charges.ts";

/**
 * What collects charges. It is asked about a charge once, but after a crash perhaps once more, so it has to know by account
 * and charge what it has collected already. One that takes its time says `later` and sends the answer as a fact,
 * charge-paid or charge-failed. What it throws has it asked about the same charge again after a while.
 */
export type BillingProvider = {
  name: string;
  collect: (charge: DueCharge) => Promise<ChargeAnswer>;
};
