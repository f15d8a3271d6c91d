/** Another transaction was in the way; the same work, started again, can succeed. */
const CONFLICTS = new Set(["40001", "40P01"]);

/** The server is read-only, has ended a transaction that stalled, or is held up by a lock or an operator. */
const HELD_UP = new Set(["25006", "25P03", "55P03", "57014"]);

/** Classes: 08 connections, 28 and 3D a server that does not let us in, 53 no room left, 57P going away. */
const AWAY = /^(08|28|3D|53|57P)...?$/;

const NETWORK = /^E(CONN|PIPE|TIMEDOUT|NOTFOUND|HOST|NET|AI_)/;

/** What the driver says without a code. */
const LOST =
  /^(Connection terminated|Client has encountered a connection error|timeout e|Cannot use a pool after calling end)/;

/** The connection could not be had, or was lost while a transaction was open; the cause says how. */
export class DatabaseLost extends Error {
  override readonly name = "DatabaseLost";

  constructor(cause: unknown) {
    super("Connection terminated or not to be had.", { cause });
  }
}

/** The SQLSTATE or the system's code of an error; empty when it has none. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

export const isConflict = (error: unknown): boolean => CONFLICTS.has(codeOf(error));

/** Whether the database could not be asked, as opposed to having said no: the same may succeed in a moment. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseLost) return true;
  const code = codeOf(error);
  if (HELD_UP.has(code) || AWAY.test(code) || NETWORK.test(code)) return true;
  return error instanceof Error && LOST.test(error.message);
}
