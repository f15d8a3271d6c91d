/** Another transaction was in the way; the same work, started again, can succeed. */
const CONFLICTS = new Set(["40001", "40P01"]);

/** The server is going away, full, read-only, or held up: nothing is wrong with what was asked. */
const UNAVAILABLE = new Set(["25006", "25P03", "55P03", "57014"]);

const NETWORK = /^E(CONN|PIPE|TIMEDOUT|NOTFOUND|HOST|NET|AI_)/;

/** The SQLSTATE or the system's code of an error; empty when it has none. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

export const isConflict = (error: unknown): boolean => CONFLICTS.has(codeOf(error));

/** Whether the database could not be asked, as opposed to having said no. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (UNAVAILABLE.has(code) || /^(08|53|57P)/.test(code) || NETWORK.test(code)) return true;
  return (
    error instanceof Error && /^(Connection terminated|Client has encountered|timeout e)/.test(error.message)
  );
}
