/** Entries of the journal as they are shown. */
import { formatInstant, type Program } from "@tallystick/core";
import { type Static, Type } from "typebox";
import type { JournalEntry as StoredEntry } from "../store/journal.ts";
import { ANSWER_EXAMPLE, outcomeMembers } from "./answer-schemas.ts";
import { presentOutcome } from "./present-answer.ts";
import { closed, InstantText } from "./schemas.ts";

export const JournalEntry = closed(
  {
    version: Type.Integer({ description: "Its place in the journal, from 1 without gaps." }),
    programVersion: Type.Integer(),
    occurredAt: InstantText,
    bookedAt: InstantText,
    fact: Type.Record(Type.String(), Type.Unknown(), { description: "The fact as it was booked." }),
    outcome: closed(outcomeMembers, { "x-component": "Outcome", description: "What the decision said." }),
  },
  { "x-component": "JournalEntry" },
);

export const presentEntry = (program: Program, entry: StoredEntry): Static<typeof JournalEntry> => ({
  version: entry.version,
  programVersion: entry.programVersion,
  occurredAt: formatInstant(entry.occurredAt),
  bookedAt: formatInstant(entry.bookedAt),
  fact: { ...entry.fact },
  outcome: presentOutcome(program, entry.outcome),
});

const {
  status: _,
  dryRun: __,
  fact,
  type,
  occurredAt,
  account: ___,
  version,
  programVersion,
  bookedAt,
  ...outcome
} = ANSWER_EXAMPLE;

export const ENTRY_EXAMPLE = {
  version,
  programVersion,
  occurredAt,
  bookedAt,
  fact: { id: fact, type, occurredAt, amount: 1240, source: "till-3" },
  outcome,
};
