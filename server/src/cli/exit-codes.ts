/** How the command line leaves. Scripts rely on these; docs/reference/cli.md lists them. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** It ran, and the answer is no: problems found, cases failed, the audit differs, nothing of that name. */
  no: 1,
  /** It cannot be done as asked: a wrong option, a file that cannot be used. */
  input: 2,
  /** The database cannot be reached, or went away; sysexits calls it unavailable. */
  unavailable: 69,
  /** A fault in Tallystick itself. */
  fault: 70,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
  /** Stopped by a request to end. */
  terminated: 143,
} as const;
