/**
 * The catalogue of problems: every answer of 400 and above is one of these, as application/problem+json (RFC 9457).
 * Codes are stable. docs/reference/problems.md has the same codes, and a test holds the two together.
 */
export const PROBLEMS = {
  "invalid-request": {
    status: 400,
    title: "The request is not valid",
    fix: "Correct what `errors` lists; each entry says where it is and what would be right.",
  },
  "invalid-json": {
    status: 400,
    title: "The body is not JSON",
    fix: "Send one JSON document in UTF-8, without the keys __proto__ and constructor.prototype and without the character U+0000.",
  },
  "invalid-http": {
    status: 400,
    title: "The request is not HTTP that can be read",
    fix: "Check the request line, the percent-encoding of the path, the header lines and the length of the body.",
  },
  unauthenticated: {
    status: 401,
    title: "No valid API key",
    fix: "Send the header `Authorization: Bearer tsk_…` with a key that has not been revoked.",
  },
  "scope-missing": {
    status: 403,
    title: "The key may not do this",
    fix: "Use a key that has the scope named in `scope`, or make one with it.",
  },
  "program-not-allowed": {
    status: 403,
    title: "The key is for another program",
    fix: "Use a key of this program or one for all programs.",
  },
  "route-unknown": {
    status: 404,
    title: "There is nothing at this address",
    fix: "Compare the path with the API reference at /docs/api.",
  },
  "program-unknown": {
    status: 404,
    title: "No such program",
    fix: "Publish the program first, or check its id.",
  },
  "account-unknown": {
    status: 404,
    title: "No such account",
    fix: "Enrol the member first, or check the account's id.",
  },
  "member-unknown": {
    status: 404,
    title: "No such member",
    fix: "Enrol the member first, or check the id or identifier.",
  },
  "fact-unknown": {
    status: 404,
    title: "No such fact on this account",
    fix: "Check the fact's id and that it was recorded on this account.",
  },
  "version-unknown": {
    status: 404,
    title: "No such version",
    fix: "List the program's versions to see which there are.",
  },
  "key-unknown": {
    status: 404,
    title: "No such API key",
    fix: "List the keys to find its id.",
  },
  "method-not-allowed": {
    status: 405,
    title: "The address does not take this method",
    fix: "Use a method that the header `Allow` names.",
  },
  "fact-id-reused": {
    status: 409,
    title: "The fact's id was used for other content",
    fix: "Send the first content again to get its answer, or give the new fact an id of its own.",
  },
  "identifier-taken": {
    status: 409,
    title: "The identifier belongs to another member",
    fix: "Check the identifier, or find the member it belongs to.",
  },
  "version-in-force": {
    status: 409,
    title: "A version in force cannot change",
    fix: "Put the version back as it was published and write the change as a later version.",
  },
  "body-too-large": {
    status: 413,
    title: "The body is too large",
    fix: "Send less at once; many facts go as a stream of application/x-ndjson, which has no limit.",
  },
  "content-type-unsupported": {
    status: 415,
    title: "The body's content type is not taken here",
    fix: "Send a content type that the API reference names for this address, usually application/json.",
  },
  "fact-refused": {
    status: 422,
    title: "The program says no",
    fix: "Read `refusal`: its code says why. The refusal is recorded; send a new fact with an id of its own when things have changed.",
  },
  "fact-in-future": {
    status: 422,
    title: "The fact lies in the future",
    fix: "Check the sender's clock and time zone; a fact may be at most a minute ahead.",
  },
  "fact-malformed": {
    status: 422,
    title: "The fact cannot be kept",
    fix: "Give it an id of 1 to 200 characters, a type and an instant with its offset.",
  },
  "identifier-invalid": {
    status: 422,
    title: "The identifier is not of its kind",
    fix: "Check the kind and the value, such as an address for email and digits for phone.",
  },
  "definition-invalid": {
    status: 422,
    title: "The definition has problems",
    fix: "Correct what `problems` lists; each entry has the line, the column and the fix.",
  },
  "program-mismatch": {
    status: 422,
    title: "The definition is of another program",
    fix: "Send it to its own program's address, or correct “program” in it.",
  },
  "version-too-soon": {
    status: 422,
    title: "The version begins too soon",
    fix: "Let the new version begin at least two minutes from now.",
  },
  "headers-too-large": {
    status: 431,
    title: "The headers are too large",
    fix: "Send less than 16 KB of headers.",
  },
  "internal-error": {
    status: 500,
    title: "The server failed",
    fix: "Send the same request again; if it fails again, report the `request` id to whoever runs the server.",
  },
  "not-ready": {
    status: 503,
    title: "The server cannot serve at the moment",
    fix: "Send the same request again in a moment; a fact that was booked after all gets its first answer.",
  },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** One thing wrong with a request: where (a JSON Pointer after `body`, or a parameter's name), and what in words. */
export type Issue = { in: "body" | "path" | "query" | "header"; pointer: string; message: string };

/** A problem on its way to the caller. `members` are what the problem carries beyond the standard ones. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly members: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    code: ProblemCode,
    detail: string | null = null,
    more: { members?: Record<string, unknown>; headers?: Record<string, string> } = {},
  ) {
    super(detail ?? PROBLEMS[code].fix);
    this.name = "ProblemError";
    this.code = code;
    this.members = more.members ?? {};
    this.headers = more.headers ?? {};
  }
}

/** The body of a problem response; `request` is the id under which the server's log has it. */
export type ProblemBody = {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  request?: string;
  [member: string]: unknown;
};

/** Where the problem of this code is explained, on this server. */
export const problemType = (code: ProblemCode): string => `/docs/problems#${code}`;

export function problemBody(error: ProblemError, request?: string): ProblemBody {
  const { status, title } = PROBLEMS[error.code];
  return {
    type: problemType(error.code),
    title,
    status,
    code: error.code,
    detail: error.message,
    ...error.members,
    ...(request === undefined ? {} : { request }),
  };
}

/** Several things wrong at once, told together so that they are put right together. */
export function invalidRequest(issues: Issue[]): ProblemError {
  const [first] = issues;
  const where = first ? `${first.in}${first.pointer === "" ? "" : ` ${first.pointer}`}` : "request";
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  return new ProblemError(
    "invalid-request",
    `In the ${where}: ${first?.message ?? "it is not valid"}${more}.`,
    {
      members: { errors: issues },
    },
  );
}
