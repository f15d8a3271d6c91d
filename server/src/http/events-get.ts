import { type Effect as EffectValue, formatInstant } from "@tallystick/core";
import { Type } from "typebox";
import { listEvents } from "../actions/list-events.ts";
import { Effect } from "./answer-schemas.ts";
import { presentEffect } from "./present-answer.ts";
import { invalidRequest } from "./problems.ts";
import { defineRoute } from "./route.ts";
import { AccountId, closed, InstantText, PageLimit, ProgramId } from "./schemas.ts";

const Event = closed(
  {
    cursor: Type.String(),
    account: AccountId,
    version: Type.Integer({ description: "The account's version that the decision made." }),
    at: { ...InstantText, description: "When it was booked." } as typeof InstantText,
    effect: Effect,
  },
  { "x-component": "Event" },
);

const Page = closed(
  {
    events: Type.Array(Event),
    next: Type.String({ description: "Pass it as `after` to go on; the same when there was nothing new." }),
  },
  { "x-component": "EventPage" },
);

export const eventsGet = defineRoute({
  method: "GET",
  path: "/v1/programs/{program}/events",
  operationId: "listEvents",
  tag: "events",
  summary: "Effects of decisions after a place in the feed",
  description: [
    "Read it again and again with `after` set to `next`: each effect comes once, and none is passed by, however many",
    "processes write. It comes once every transaction that is older has ended. Effects of one account may be told apart",
    "by `version`.",
  ].join(" "),
  scope: "accounts:read",
  params: closed({ program: ProgramId }),
  query: closed({
    after: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 60,
        description: "`next` of the reading before; the beginning when left out.",
      }),
    ),
    limit: PageLimit,
  }),
  responses: {
    200: {
      description: "What came after.",
      schema: Page,
      example: {
        events: [
          {
            cursor: "7713.42",
            account: "acc_4kq6ivbn7y2sfd3gxo5a",
            version: 13,
            at: "2025-03-10T09:40:00.000Z",
            effect: {
              type: "reward-redeemed",
              reward: "coffee",
              quantity: 1,
              at: "2025-03-10T09:40:00.000Z",
            },
          },
        ],
        next: "7713.42",
      },
    },
  },
  handle: async (app, { params, query }) => {
    const program = await app.programs.get(params.program);
    const page = await listEvents(app, { ...params, after: query.after ?? null, limit: query.limit ?? 100 });
    if (page === null) {
      const message = "must be `next` of the reading before";
      throw invalidRequest([{ in: "query", pointer: "after", message }]);
    }
    const events = page.events.map(({ cursor, account, version, effect, createdAt }) => ({
      cursor,
      account,
      version,
      at: formatInstant(createdAt),
      effect: presentEffect(program, JSON.parse(effect) as EffectValue),
    }));
    return { status: 200, body: { events, next: page.next } };
  },
});
