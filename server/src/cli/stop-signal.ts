import { constants } from "node:os";
import type { Session } from "./with-books.ts";

/**
 * Ends long work cleanly on Ctrl-C or a request to end: the first signal asks `work` to stop, a second one leaves at
 * once. Whoever stopped so leaves with the signal's own exit code.
 */
export async function withStopSignal<T>(
  session: Session,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const onSignal = (name: "SIGINT" | "SIGTERM"): void => {
    const exitCode = 128 + constants.signals[name];
    if (controller.signal.aborted) process.exit(exitCode);
    session.exitCode = exitCode;
    session.out.note("Stopping; what is on its way is being finished. Press Ctrl-C again to leave at once.");
    controller.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}
