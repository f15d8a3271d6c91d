import type { components } from "./api.gen.ts";

/** The body of a problem response (RFC 9457): read `code`, show `detail`. */
export type Problem = components["schemas"]["Problem"];

/** The server's answer was a problem. `message` says what to do. */
export class TallystickProblem extends Error {
  readonly status: number;
  /** Stable; the list is at /docs/problems of the server. */
  readonly code: Problem["code"];
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "TallystickProblem";
    this.status = problem.status;
    this.code = problem.code;
    this.problem = problem;
  }
}

/** No answer came, however often the request was sent. `cause` is the last failure. */
export class TallystickUnreachable extends Error {
  constructor(url: string, cause: unknown) {
    super(`The server at ${url} did not answer: check that it runs and can be reached.`, { cause });
    this.name = "TallystickUnreachable";
  }
}

/** The problem that a response is, whatever was between the server and here. */
export async function readProblem(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => "");
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && "code" in body && "detail" in body)
      return body as Problem;
  } catch {
    // A proxy in between may answer a page of its own; the status then has to do.
  }
  return {
    type: "about:blank",
    title: response.statusText,
    status: response.status,
    code: response.status === 503 ? "not-ready" : "internal-error",
    detail: `The server answered ${response.status} ${response.statusText} without saying why.`,
  };
}
