/** An error as the person at the terminal should meet it: a sentence that says what to do, and an exit code. */
import { CommanderError } from "commander";
import { ActionError } from "../action-error.ts";
import { MappingError } from "../actions/import-purchases.ts";
import { isUnavailable } from "../database-error.ts";
import { InputError } from "../import/input-error.ts";
import { StartError } from "../start-error.ts";
import { EXIT } from "./exit-codes.ts";

export type ToldError = { message: string | null; exitCode: number };

const DATABASE_LOST: ToldError = {
  message: "The database went away. See that it runs, then run this again; what was booked stays booked.",
  exitCode: EXIT.unavailable,
};

/** Answers to "is it there" are an answer; everything else that an action refuses was asked for wrongly. */
const UNKNOWN = new Set([
  "account-unknown",
  "fact-unknown",
  "member-unknown",
  "key-unknown",
  "version-unknown",
]);

/** Errors that are known by their name, because the file that defines them is loaded only where it is needed. */
const isNamed = (error: unknown, name: string): error is Error =>
  error instanceof Error && error.name === name;

function ledgerError(error: unknown): ToldError | null {
  if (!isNamed(error, "LedgerError")) return null;
  const retryable = "retryable" in error && error.retryable === true;
  return retryable ? DATABASE_LOST : { message: error.message, exitCode: EXIT.no };
}

export function tellError(error: unknown): ToldError {
  // Commander has said what was wrong; asking for help is not wrong.
  if (error instanceof CommanderError)
    return { message: null, exitCode: error.exitCode === 0 ? EXIT.ok : EXIT.input };
  if (error instanceof StartError) return { message: error.message, exitCode: error.exitCode };
  if (error instanceof InputError || error instanceof MappingError || isNamed(error, "DemoError")) {
    return { message: error.message, exitCode: EXIT.input };
  }
  if (error instanceof ActionError) {
    return { message: error.message, exitCode: UNKNOWN.has(error.code) ? EXIT.no : EXIT.input };
  }
  const ofLedger = ledgerError(error);
  if (ofLedger) return ofLedger;
  if (isUnavailable(error)) return DATABASE_LOST;
  const what = error instanceof Error ? error.message : String(error);
  return {
    message: `This should not have happened: ${what}. Run it again with --debug, and report what it prints.`,
    exitCode: EXIT.fault,
  };
}
