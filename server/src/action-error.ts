/**
 * What a caller asked for that cannot be done, for a reason the caller can act on. Thrown by stores and actions; the
 * HTTP part answers it as the problem of the same code, and the command line prints the message alone.
 */
export type ActionErrorCode =
  | "account-unknown"
  | "definition-invalid"
  | "fact-unknown"
  | "identifier-invalid"
  | "identifier-taken"
  | "key-unknown"
  | "member-unknown"
  | "program-mismatch"
  | "program-unknown"
  | "scope-missing"
  | "version-in-force"
  | "version-too-soon"
  | "version-unknown";

/** `message` is one sentence that says what to do; `details` is what a program would want to read of it. */
export class ActionError extends Error {
  readonly code: ActionErrorCode;
  readonly details: Record<string, unknown>;

  constructor(code: ActionErrorCode, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = "ActionError";
    this.code = code;
    this.details = details;
  }
}
