import { type Fact, type Instant, parseInstant } from "@tallystick/core";
import type pg from "pg";
import { ActionError } from "../action-error.ts";
import type { AccountRef } from "../ledger/account-ref.ts";
import { FUTURE_ALLOWED } from "../ledger/batch.ts";
import { prepareFact } from "../ledger/fact-hash.ts";
import { factInFuture, LedgerError } from "../ledger/ledger-error.ts";
import type { Answer, Ledger, LedgerRequest } from "../ledger/open-ledger.ts";
import { enrolAll } from "./enrol-member.ts";
import { resolveAccounts } from "./resolve-account.ts";

/** A fact as the outside world brings it: for whom, and what happened. */
export type IncomingFact = {
  of: AccountRef;
  fact: Fact;
  /** Whether an identifier that nobody has yet enrols a member and opens an account. Needs an identifier. */
  enrol?: boolean;
};

export type RecordDeps = { pool: pg.Pool; ledger: Pick<Ledger, "submit"> };

/**
 * Records one fact. Throws LedgerError, and ActionError `member-unknown` or `identifier-invalid` when it is not clear
 * whose it is, or `enrol` comes without an identifier.
 */
export async function recordFact(
  deps: RecordDeps,
  input: IncomingFact & { program: string },
): Promise<Answer> {
  const [answer] = await recordFacts(deps, { program: input.program, facts: [input] });
  if (answer instanceof Error) throw answer;
  return answer!;
}

/**
 * Records facts of one program, in the order given for each account. One query finds all their accounts, and one
 * transaction enrols those who are new. What is wrong with one fact does not touch the others.
 * @returns for each fact its answer, or why it has none: LedgerError or ActionError.
 */
export async function recordFacts(
  deps: RecordDeps,
  { program, facts }: { program: string; facts: IncomingFact[] },
): Promise<(Answer | Error)[]> {
  const accounts = await findOrEnrol(deps.pool, program, facts);
  const answers = facts.map(({ fact, enrol }, i): Promise<Answer> | Error => {
    const account = accounts[i]!;
    if (account instanceof Error) return account;
    // The account was found for this program by the identifier, or its id was derived from it: only such an id opens one.
    const openAt = enrol ? parseInstant(fact.occurredAt) : null;
    const request: LedgerRequest = { program, account, fact };
    return deps.ledger.submit(openAt === null ? request : { ...request, openAt });
  });
  return Promise.all(
    answers.map((answer) =>
      answer instanceof Error ? Promise.resolve(answer) : answer.catch((error: unknown) => expected(error)),
    ),
  );
}

/** An error that belongs to one fact; any other is a fault and is thrown on. */
function expected(error: unknown): Error {
  if (error instanceof LedgerError || error instanceof ActionError) return error;
  throw error;
}

async function findOrEnrol(
  pool: pg.Pool,
  program: string,
  facts: IncomingFact[],
): Promise<(string | Error)[]> {
  const found = await findAccounts(
    pool,
    program,
    facts.map(({ of }) => of),
  );
  const firsts = new Map<string, { ref: AccountRef; at: Instant }>();
  facts.forEach(({ of: ref, fact, enrol }, i) => {
    if (enrol && !("identifier" in ref)) found[i] = enrolsNobody();
    if (found[i] !== null || !enrol) return;
    const at = instantOf(fact);
    if (at instanceof Error) {
      found[i] = at;
      return;
    }
    const known = firsts.get(nameOf(ref));
    if (!known || at < known.at) firsts.set(nameOf(ref), { ref, at });
  });
  const enrolled = await enrolFirsts(pool, program, firsts);
  return facts.map(({ of: ref }, i) => found[i] ?? enrolled.get(nameOf(ref)) ?? memberUnknown(ref));
}

/** When a fact happened, or why the ledger will not take it: nobody is enrolled by a fact that cannot be booked. */
function instantOf(fact: Fact): Instant | Error {
  try {
    const { occurredAt } = prepareFact(fact);
    return occurredAt > Date.now() + FUTURE_ALLOWED ? factInFuture(fact.occurredAt) : occurredAt;
  } catch (error) {
    return expected(error);
  }
}

const nameOf = (ref: AccountRef): string => JSON.stringify(ref);

/** Each reference's account, null where there is none yet, or what is wrong with the reference itself. */
async function findAccounts(
  pool: pg.Pool,
  program: string,
  refs: AccountRef[],
): Promise<(string | null | Error)[]> {
  if (refs.every((ref) => "account" in ref)) return refs.map(({ account }) => account);
  try {
    return await resolveAccounts(pool, program, refs);
  } catch (error) {
    const only = expected(error);
    if (refs.length === 1) return [only];
  }
  const found: (string | null | Error)[] = [];
  for (const ref of refs) found.push(...(await findAccounts(pool, program, [ref])));
  return found;
}

async function enrolFirsts(
  pool: pg.Pool,
  program: string,
  firsts: Map<string, { ref: AccountRef; at: Instant }>,
): Promise<Map<string, string | Error>> {
  const enrolments = [...firsts.values()].map(({ ref, at }) => ({
    identifiers: "identifier" in ref ? [ref.identifier] : [],
    at,
  }));
  if (enrolments.length === 0) return new Map();
  const names = [...firsts.keys()];
  try {
    const enrolled = await enrolAll(pool, program, { enrolments });
    return new Map(enrolled.map(({ account }, i) => [names[i]!, account]));
  } catch (error) {
    const reason = expected(error);
    const ofOneOnly = reason instanceof ActionError && reason.code === "identifier-taken";
    if (names.length === 1 || !ofOneOnly) return new Map(names.map((name) => [name, reason]));
  }
  // One of them was taken meanwhile, and the others' enrolment was undone with it: each for itself then.
  const results = new Map<string, string | Error>();
  for (const first of firsts) {
    for (const [name, result] of await enrolFirsts(pool, program, new Map([first])))
      results.set(name, result);
  }
  return results;
}

/** Why `enrol` is refused for an account or a member that is named by its id: only an identifier can be somebody new. */
export const enrolsNobody = (): ActionError =>
  new ActionError(
    "identifier-invalid",
    "Only an identifier can enrol: name the account by an identifier, or leave enrol out.",
  );

const memberUnknown = (ref: AccountRef): ActionError =>
  new ActionError(
    "member-unknown",
    "identifier" in ref
      ? `No member has that identifier of kind ${ref.identifier.kind}: enrol the member first, or check the identifier.`
      : `There is no member ${"member" in ref ? ref.member : ""}: check the id, or find the member by an identifier.`,
  );
