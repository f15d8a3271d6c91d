import { constants } from "node:os";
import type { Session } from "./with-books.ts";

/** For so long after the first signal to stop, further ones are taken for the same wish. */
const SAME_WISH_MS = 3000;

export type StopSignal = "SIGINT" | "SIGTERM";

/**
 * A handler of signals to stop that tells a first wish from a later one. One wish may come as several signals: the
 * terminal's own, and the same passed on by npm or whatever else started this.
 */
export function onStopWish(
  first: (name: StopSignal) => void,
  later: (name: StopSignal) => void,
): typeof first {
  let wishedAt: number | null = null;
  return (name) => {
    if (wishedAt === null) {
      wishedAt = Date.now();
      first(name);
    } else if (Date.now() - wishedAt > SAME_WISH_MS) {
      later(name);
    }
  };
}

/**
 * Ends long work cleanly on Ctrl-C or a request to end: the first wish asks `work` to stop, a second one leaves at
 * once. Whoever stopped so leaves with the signal's own exit code.
 */
export async function withStopSignal<T>(
  session: Session,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const codeOf = (name: StopSignal): number => 128 + constants.signals[name];
  const onSignal = onStopWish(
    (name) => {
      session.exitCode = codeOf(name);
      session.out.note(
        "Stopping; what is on its way is being finished. Ctrl-C after a few seconds leaves at once.",
      );
      controller.abort();
    },
    (name) => process.exit(codeOf(name)),
  );
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}
