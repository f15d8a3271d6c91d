/** From what a caller sent to a fact and its account, or to everything that is wrong with it. */
import { checkFact, type Fact } from "@tallystick/core";
import type { AccountRef } from "../actions/action-deps.ts";
import type { IncomingFact } from "../actions/record-fact.ts";
import { isReservedFactId } from "../actions/reserved-fact-id.ts";
import type { Scope } from "../store/api-keys.ts";
import { type Caller, requireScope } from "./authenticate.ts";
import { compileShape } from "./check-shape.ts";
import { type Issue, invalidRequest } from "./problems.ts";
import { accountRefMembers, closed } from "./schemas.ts";

const TYPE = /^[a-z][a-z0-9_-]{0,62}$/;

/** Facts that take or give units outside of what the program's rules give; each needs a scope of its own. */
const SCOPES: Record<string, Scope> = {
  redeem: "redeem",
  hold: "redeem",
  complete: "redeem",
  cancel: "redeem",
  use: "redeem",
  transfer: "redeem",
  "cash-out": "redeem",
  adjust: "adjust",
  close: "adjust",
  release: "adjust",
  forfeit: "adjust",
  reinstate: "adjust",
  "referral-review": "adjust",
};

const checkRef = compileShape(closed(accountRefMembers), "body");

type RefMembers = { account?: unknown; member?: unknown; identifier?: unknown };

/** Which account a body means, and what is wrong with how it says so. */
export function readAccountRef({ account, member, identifier }: RefMembers): {
  of: AccountRef | null;
  issues: Issue[];
} {
  const given = Object.entries({ account, member, identifier }).filter(([, value]) => value !== undefined);
  const issues = checkRef(Object.fromEntries(given));
  if (given.length !== 1) {
    const message = "must name its account by one of account, member and identifier, and by one only";
    issues.push({ in: "body", pointer: "", message });
  }
  return { of: issues.length === 0 ? (Object.fromEntries(given) as AccountRef) : null, issues };
}

/** As `readAccountRef`. Throws the problem `invalid-request`. */
export function requireAccountRef(body: RefMembers): AccountRef {
  const { of, issues } = readAccountRef(body);
  if (of === null) throw invalidRequest(issues);
  return of;
}

/** "lines[2].amount" as a JSON Pointer. */
const toPointer = (path: string): string =>
  path === "" ? "" : `/${path.replace(/\[(\d+)\]/g, ".$1").replaceAll(".", "/")}`;

/** What is wrong with a fact, as places in the body: what the engine's own check finds, and an id that is not theirs to give. */
function factIssues(fact: { id?: unknown }): Issue[] {
  const issues = checkFact(fact).map(
    ({ path, message }): Issue => ({ in: "body", pointer: toPointer(path), message }),
  );
  if (typeof fact.id === "string" && isReservedFactId(fact.id)) {
    const message =
      "must not begin with join:, time: or referral:, which are for facts that the server makes itself";
    issues.push({ in: "body", pointer: "/id", message });
  }
  return issues;
}

/** Throws the problem `invalid-request` for a fact that would not be taken. */
export function requireFit(fact: Fact): void {
  const issues = factIssues(fact);
  if (issues.length > 0) throw invalidRequest(issues);
}

/**
 * Reads a fact with its account. Throws the problems `invalid-request`, with everything that is wrong, and
 * `scope-missing` where the caller may not send facts of this type.
 */
export function readIncomingFact(value: unknown, caller: Caller): IncomingFact {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalidRequest([
      { in: "body", pointer: "", message: "must be a fact: an object with id, type and occurredAt" },
    ]);
  }
  const { account, member, identifier, enrol, ...fact } = value as Record<string, unknown>;
  const { of, issues } = readAccountRef({ account, member, identifier });
  if (enrol !== undefined && typeof enrol !== "boolean") {
    issues.push({ in: "body", pointer: "/enrol", message: "must be true or false" });
  }
  if (enrol === true && of !== null && !("identifier" in of)) {
    const message = "enrols nobody: name the account by an identifier, or leave enrol out";
    issues.push({ in: "body", pointer: "/enrol", message });
  }
  if (typeof fact.type === "string" && !TYPE.test(fact.type)) {
    const message = "must be a fact type such as purchase or check-in: small letters, digits, - and _";
    issues.push({ in: "body", pointer: "/type", message });
  }
  issues.push(...factIssues(fact));
  if (of === null || issues.length > 0) throw invalidRequest(issues.slice(0, 20));
  requireScope(caller, SCOPES[fact.type as string] ?? "facts:write");
  if (enrol === true) requireScope(caller, "members:write");
  return { of, fact: fact as Fact, ...(enrol === true ? { enrol } : {}) };
}
