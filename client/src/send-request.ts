import { readProblem, TallystickProblem, TallystickUnreachable } from "./problem.ts";

export type ClientOptions = {
  /** Where the server answers, such as http://localhost:8080. */
  url: string;
  /** An API key: `tsk_…`. */
  key: string;
  /** How often a request is sent again when nothing came back, or 503. 4 when left out. */
  retries?: number;
  /** How long one sending may take; 30 seconds when left out. */
  timeoutMs?: number;
  /** Stands in for the platform's `fetch`. */
  fetch?: typeof fetch;
};

export type Sending = {
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  body: string | null;
  /** Whether sending it twice is the same as once. */
  repeatable: boolean;
};

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5000;

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Twice as long each time, and never for all clients at the same moment. */
const pause = (attempt: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (0.5 + Math.random() / 2);

function askedPause(response: Response): number {
  const seconds = Number(response.headers.get("retry-after"));
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(LONGEST_WAIT_MS, seconds * 1000) : 0;
}

/**
 * Sends a request until it is answered. What is sent again is the same to the byte, ids included, so a fact that was
 * booked although its answer was lost gets that answer. Throws TallystickProblem for an answer of 400 and above, and
 * TallystickUnreachable when there is none.
 */
export async function sendRequest(options: ClientOptions, sending: Sending): Promise<Response> {
  const { retries = 4, timeoutMs = 30_000, fetch: send = fetch } = options;
  const url = new URL(options.url.replace(/\/+$/, "") + sending.path);
  const most = sending.repeatable ? retries : 0;
  for (let attempt = 0; ; attempt++) {
    let response: Response;
    try {
      response = await send(url, {
        method: sending.method,
        headers: { authorization: `Bearer ${options.key}`, ...sending.headers },
        signal: AbortSignal.timeout(timeoutMs),
        ...(sending.body === null ? {} : { body: sending.body }),
      });
    } catch (error) {
      if (attempt >= most) throw new TallystickUnreachable(options.url, error);
      await wait(pause(attempt));
      continue;
    }
    if (response.ok) return response;
    if (response.status !== 503 || attempt >= most) throw new TallystickProblem(await readProblem(response));
    await response.body?.cancel();
    await wait(Math.max(pause(attempt), askedPause(response)));
  }
}
