import { hash } from "node:crypto";
import {
  checkFact,
  type Fact,
  formatInstant,
  type Instant,
  parseInstant,
  type ReturnFact,
} from "@tallystick/core";
import { isStorableJson } from "../storable.ts";
import { LedgerError } from "./ledger-error.ts";

/** A fact as the journal keeps it. */
export type PreparedFact = {
  /** Read back from `json`, so that the first decision and every later replay see the same value. */
  fact: Fact;
  /** Canonical JSON: keys sorted, nothing undefined, `occurredAt` in UTC with milliseconds. */
  json: string;
  /** SHA-256 of `json`, in hexadecimal. Two facts of one id are the same fact when these are equal. */
  hash: string;
  occurredAt: Instant;
};

/** JSON with the keys of every object in order of their UTF-16 code units and without undefined members. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  let text = "";
  const source = value as Record<string, unknown>;
  for (const key of Object.keys(source).sort()) {
    if (source[key] === undefined) continue;
    text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(source[key])}`;
  }
  return `{${text}}`;
}

export const sha256Hex = (text: string): string => hash("sha256", text, "hex");

/** Throws LedgerError `fact-malformed` when the engine could not decide it or the journal could not keep it. */
export function prepareFact(given: Fact): PreparedFact {
  const [problem] = checkFact(given);
  if (problem) throw malformed(`The fact cannot be taken: ${problem.path || "it"} ${problem.message}.`);
  const occurredAt = parseInstant(given.occurredAt)!;
  const json = canonicalJson({ ...given, occurredAt: formatInstant(occurredAt) });
  if (!isStorableJson(json)) {
    throw malformed(
      "The fact cannot be taken: it holds U+0000 or half of a surrogate pair, which are no text; send it without.",
    );
  }
  return { fact: JSON.parse(json) as Fact, json, hash: sha256Hex(json), occurredAt };
}

const malformed = (message: string): LedgerError => new LedgerError("fact-malformed", message);

export const isReturn = (fact: Fact): fact is ReturnFact => fact.type === "return";
