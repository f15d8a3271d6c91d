import { parseInstant, type Refusal, refusalMessage } from "@tallystick/core";
import type pg from "pg";
import { accountIdOf } from "../ledger/account-ref.ts";
import type { Answer, Ledger } from "../ledger/open-ledger.ts";
import { normaliseIdentifier } from "../store/normalise-identifier.ts";
import { enrolsNobody, type IncomingFact } from "./record-fact.ts";
import { resolveAccount, resolveAccounts } from "./resolve-account.ts";

/** What would be answered, and the refusal in words where there would be one. */
export type Quote = { answer: Answer; refusal: (Refusal & { message: string }) | null };

/**
 * What recording this fact would answer now, without recording it: the same decision from the same state. With `enrol`,
 * somebody who is not a member yet gets the quote of a new account. Throws as `recordFact` does.
 */
export async function quoteFact(
  deps: { pool: pg.Pool; ledger: Pick<Ledger, "quote"> },
  { program, of, fact, enrol }: IncomingFact & { program: string },
): Promise<Quote> {
  if (enrol && !("identifier" in of)) throw enrolsNobody();
  const [found] = await resolveAccounts(deps.pool, program, [of]);
  const at = enrol ? parseInstant(fact.occurredAt) : null;
  const fresh = !found && enrol && "identifier" in of;
  const account = fresh
    ? accountIdOf(program, normaliseIdentifier(of.identifier))
    : (found ?? (await resolveAccount(deps.pool, program, of)));
  const answer = await deps.ledger.quote({ program, account, fact, ...(at === null ? {} : { openAt: at }) });
  const { refusal } = answer.outcome;
  return { answer, refusal: refusal ? { ...refusal, message: refusalMessage(refusal) } : null };
}
