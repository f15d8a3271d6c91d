import { ActionError } from "../action-error.ts";
import { isUnavailable } from "../database-error.ts";
import { PROBLEMS, type ProblemCode, ProblemError } from "./problems.ts";

/** What the framework reports before a route is reached. */
const FRAMEWORK: Record<string, ProblemCode> = {
  FST_ERR_BAD_URL: "invalid-http",
  FST_ERR_MAX_PARAM_LENGTH: "route-unknown",
  FST_ERR_CTP_BODY_TOO_LARGE: "body-too-large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "content-type-unsupported",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "invalid-http",
  FST_ERR_CTP_EMPTY_JSON_BODY: "invalid-json",
  FST_ERR_CTP_INVALID_JSON_BODY: "invalid-json",
  FST_ERR_REOPENED_CLOSE_SERVER: "not-ready",
};

/** What the ledger could not take; the other codes of its errors are the catalogue's own. */
const LEDGER: Record<string, ProblemCode> = {
  "fact-failed": "internal-error",
  "program-broken": "internal-error",
  "ledger-unavailable": "not-ready",
  "ledger-closed": "not-ready",
};

const codeOf = (error: unknown): string => {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
};

const isCatalogued = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

/**
 * The problem that a caller is told for an error of any kind. Whatever is not understood becomes `internal-error`,
 * whose text is the catalogue's: nothing of the error itself is in it.
 */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof ActionError) {
    return new ProblemError(error.code, error.message, { members: error.details });
  }
  const code = codeOf(error);
  if (error instanceof Error && error.name === "LedgerError") {
    const mapped = LEDGER[code] ?? (isCatalogued(code) ? code : "internal-error");
    if (mapped === "internal-error") return new ProblemError("internal-error");
    return mapped === "not-ready" ? notReady(error.message) : new ProblemError(mapped, error.message);
  }
  const framework = FRAMEWORK[code];
  if (framework) return new ProblemError(framework);
  if (isUnavailable(error)) return notReady(null);
  return new ProblemError("internal-error");
}

const notReady = (detail: string | null): ProblemError =>
  new ProblemError("not-ready", detail, { headers: { "retry-after": "1" } });

/** What the log keeps of an error: never the values that a database repeats in its messages. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) };
  if ("severity" in error && "routine" in error) {
    return {
      error: "DatabaseError",
      code: codeOf(error),
      routine: error.routine,
      stack: frames(error),
      ...cause,
    };
  }
  return { error: error.name, code: codeOf(error), message: error.message, stack: frames(error), ...cause };
}

const frames = (error: Error): string[] =>
  (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
