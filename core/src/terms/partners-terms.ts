/** Compiled terms of transfers. Amounts are in steps or minor units, instants in epoch milliseconds. */
import type { CapPeriod, Condition, Instant, Schedule } from "../program.ts";
import type { Rational } from "../rational.ts";

/** A program that units can be transferred to. */
export type Partner = {
  id: string;
  name: string;
  unit: string;
  /** What arrives: the partner's unit, its decimals, and how many of its steps one step becomes, exactly. */
  receives: { name: string; scale: number };
  ratio: Rational;
  /** The fewest steps at a time, and of what they have to be a multiple. */
  minimum: number;
  step: number;
  fee: TransferFee | null;
  /** Steps per account and period. */
  limits: { max: number; per: Exclude<CapPeriod, "fact"> }[];
  when: Condition | null;
  schedule: Schedule | null;
};

export type TransferFee = {
  /** Minor units for each step, exactly. */
  perStep: Rational;
  /** Minor units that no transfer costs more than. */
  most: number | null;
  /** When it costs nothing: [from, until), null without an end. */
  waived: { from: Instant | null; until: Instant | null }[];
};
