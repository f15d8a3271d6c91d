/**
 * Every way in which a start can fail that the person who starts can put right. Each is one sentence that says what to
 * do, so the command line prints the message alone and leaves with the exit code; anything else is a bug and keeps its
 * stack.
 */
export type StartErrorCode =
  | "config-invalid"
  | "port-in-use"
  | "address-unavailable"
  | "data-folder-not-writable"
  | "data-folder-in-use"
  | "data-folder-of-other-server"
  | "disk-full"
  | "embedded-unavailable"
  | "embedded-no-user"
  | "embedded-failed"
  | "database-url-invalid"
  | "database-unreachable"
  | "database-login-refused"
  | "database-unknown"
  | "database-too-old"
  | "database-newer"
  | "database-changed"
  | "database-not-permitted";

/** Exit codes follow sysexits: 78 a wrong setting, 73 a file that cannot be made, 69 a service that is not there. */
const EXIT_CODES: Record<StartErrorCode, number> = {
  "config-invalid": 78,
  "port-in-use": 69,
  "address-unavailable": 78,
  "data-folder-not-writable": 73,
  "data-folder-in-use": 69,
  "data-folder-of-other-server": 78,
  "disk-full": 73,
  "embedded-unavailable": 69,
  "embedded-no-user": 69,
  "embedded-failed": 69,
  "database-url-invalid": 78,
  "database-unreachable": 69,
  "database-login-refused": 78,
  "database-unknown": 78,
  "database-too-old": 78,
  "database-newer": 78,
  "database-changed": 78,
  "database-not-permitted": 78,
};

/** A start that failed for a reason the operator can act on. `message` is one sentence for a person. */
export class StartError extends Error {
  readonly code: StartErrorCode;
  readonly exitCode: number;

  constructor(code: StartErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "StartError";
    this.code = code;
    this.exitCode = EXIT_CODES[code];
  }
}

/** The `code` of an error of the operating system or of PostgreSQL ("EACCES", "53100"), or "" when it has none. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

/**
 * The StartError for a failure to listen on `host`:`port`. An error that is already a StartError comes back as it is;
 * one that listening does not explain comes back as null, and the caller throws the original.
 */
export function listenError(error: unknown, at: { host: string; port: number }): StartError | null {
  if (error instanceof StartError) return error;
  switch (errorCode(error)) {
    case "EADDRINUSE":
      return new StartError(
        "port-in-use",
        `Port ${at.port} on ${at.host} is already in use: stop the program that holds it, or choose another port with PORT=${at.port === 65_535 ? 8081 : at.port + 1}.`,
        error,
      );
    case "EACCES":
      return new StartError(
        "address-unavailable",
        `This user may not listen on port ${at.port}: choose a port above 1023 with PORT=8080.`,
        error,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new StartError(
        "address-unavailable",
        `This machine has no address ${at.host} to listen on: set HOST to 127.0.0.1, 0.0.0.0 or one of its own addresses.`,
        error,
      );
    default:
      return null;
  }
}
