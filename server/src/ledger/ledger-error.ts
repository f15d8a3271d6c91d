/**
 * What the ledger cannot take, and why. A fact that the program says no to is not among these: that is an outcome with
 * a refusal, and it is booked.
 */
export type LedgerErrorCode =
  | "fact-id-reused"
  | "fact-in-future"
  | "fact-malformed"
  | "fact-failed"
  | "account-unknown"
  | "program-unknown"
  | "program-broken"
  | "ledger-unavailable"
  | "ledger-closed";

/** After these the same request may be sent again as it is; if it was booked after all, the first answer comes back. */
const RETRYABLE: ReadonlySet<LedgerErrorCode> = new Set(["ledger-unavailable", "ledger-closed"]);

/** Thrown by the ledger and by the actions over it. `message` is a sentence that may be shown to the caller. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";
  readonly code: LedgerErrorCode;
  /** Whether sending the same request again can help. */
  readonly retryable: boolean;

  constructor(code: LedgerErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = RETRYABLE.has(code);
  }
}

export const factIdReused = (id: string): LedgerError =>
  new LedgerError(
    "fact-id-reused",
    `The fact id “${id}” was used on this account for other content. Send the first content again or give the new fact an id of its own.`,
  );

export const factInFuture = (occurredAt: string): LedgerError =>
  new LedgerError(
    "fact-in-future",
    `The fact says it happened at ${occurredAt}, which is more than a minute from now. Check the sender's clock and zone.`,
  );

export const accountUnknown = (account: string): LedgerError =>
  new LedgerError(
    "account-unknown",
    `There is no account “${account}” in this program. Enrol the member first.`,
  );

export const programUnknown = (program: string): LedgerError =>
  new LedgerError("program-unknown", `There is no program “${program}”. Publish it first, or check its id.`);

export const ledgerUnavailable = (cause?: unknown): LedgerError =>
  new LedgerError(
    "ledger-unavailable",
    "The database did not confirm this fact. Send it again: if it was booked, the first answer comes back.",
    cause,
  );

export const ledgerClosed = (): LedgerError =>
  new LedgerError(
    "ledger-closed",
    "The server is shutting down. Send this fact again to another one, or later.",
  );
