/** Facts to the ledger and its answers to the caller; shared by the routes that take facts. */
import { type Fact, formatInstant, refusalMessage } from "@tallystick/core";
import type { Answer } from "../actions/action-deps.ts";
import { quoteFact } from "../actions/quote-fact.ts";
import { type IncomingFact, recordFact } from "../actions/record-fact.ts";
import { recordNow } from "../actions/record-now.ts";
import type { App } from "./app.ts";
import { requireAccountRef, requireFit } from "./incoming-fact.ts";
import { presentAnswer } from "./present-answer.ts";
import { invalidRequest, ProblemError } from "./problems.ts";
import type { Reply, RouteRequest } from "./route.ts";

/** Answers one fact: 201 booked, 200 known already or dry run; throws `fact-refused` when the program says no. */
export async function answerFact(
  app: App,
  { program, incoming, dryRun }: { program: string; incoming: IncomingFact; dryRun: boolean },
): Promise<Reply> {
  const answer = dryRun
    ? (await quoteFact(app, { program, ...incoming })).answer
    : await recordFact(app, { program, ...incoming });
  return replyWith(app, { program, answer, dryRun });
}

async function replyWith(
  app: App,
  { program, answer, dryRun }: { program: string; answer: Answer; dryRun: boolean },
): Promise<Reply> {
  if (!dryRun) app.metrics.fact(program, answer.status);
  const body = presentAnswer(await app.programs.get(program), answer, dryRun);
  if (answer.outcome.refusal) {
    const { refusal, fact, account, version, balances } = body;
    throw new ProblemError("fact-refused", refusalMessage(answer.outcome.refusal), {
      members: { refusal, fact, account, version, balances, dryRun },
    });
  }
  return { status: answer.status === "booked" && !dryRun ? 201 : 200, body };
}

/** The members by which every route that is named after a fact says who and when. */
type CounterBody = {
  id?: string;
  occurredAt?: string;
  source?: string;
  account?: string;
  member?: string;
  identifier?: { kind: string; value: string };
};

type CounterRequest = RouteRequest<{ program: string }, { dry_run?: boolean }, CounterBody>;

/**
 * Records the fact that a route is named after. Its id is in the body or in the header `Idempotency-Key`; its instant
 * is the body's or, without one, this moment. Throws `invalid-request` and `fact-refused`.
 */
export async function answerCounterFact(
  app: App,
  request: CounterRequest,
  { type, members }: { type: Fact["type"]; members: Record<string, unknown> },
): Promise<Reply> {
  const { program } = request.params;
  const { source, occurredAt } = request.body;
  const of = requireAccountRef(request.body);
  const said = Object.entries(members).filter(([, value]) => value !== undefined);
  const fact = {
    id: factIdOf(request),
    type,
    ...(source === undefined ? {} : { source }),
    ...Object.fromEntries(said),
  };
  const dryRun = request.query.dry_run === true;
  const dated = { ...fact, occurredAt: occurredAt ?? formatInstant(app.now()) } as Fact;
  requireFit(dated);
  if (dryRun || occurredAt !== undefined) {
    return answerFact(app, { program, incoming: { of, fact: dated }, dryRun });
  }
  const answer = await recordNow(app, {
    program,
    of,
    fact: fact as Omit<Fact, "occurredAt">,
    now: app.now(),
  });
  return replyWith(app, { program, answer, dryRun });
}

/** What a body says of the members that a fact has of its own. */
export const membersIn = (body: object, members: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).filter(([key]) => Object.hasOwn(members, key)));

const KEY = /^[\x21-\x7e][\x20-\x7e]{0,199}$/;

function factIdOf({ body, idempotencyKey }: CounterRequest): string {
  if (idempotencyKey !== undefined && !KEY.test(idempotencyKey)) {
    const message = "must be 1 to 200 printable ASCII characters";
    throw invalidRequest([{ in: "header", pointer: "Idempotency-Key", message }]);
  }
  if (body.id !== undefined && idempotencyKey !== undefined && body.id !== idempotencyKey) {
    const message = "differs from the header Idempotency-Key; send the fact's id in one of the two";
    throw invalidRequest([{ in: "body", pointer: "/id", message }]);
  }
  const id = body.id ?? idempotencyKey;
  if (id !== undefined) return id;
  const message = "is missing; send the fact's id here or in the header Idempotency-Key";
  throw invalidRequest([{ in: "body", pointer: "/id", message }]);
}
