import { Type } from "typebox";
import { listJournal } from "../actions/list-journal.ts";
import { ENTRY_EXAMPLE, JournalEntry, presentEntry } from "./journal-schemas.ts";
import { invalidRequest } from "./problems.ts";
import { defineRoute } from "./route.ts";
import { AccountId, Cursor, closed, nullable, oneOf, PageLimit, ProgramId } from "./schemas.ts";

const Page = closed(
  {
    entries: Type.Array(JournalEntry),
    next: nullable(Type.String({ description: "The cursor of the next page; null on the last." })),
  },
  { "x-component": "JournalPage" },
);

function readCursor(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw invalidRequest([{ in: "query", pointer: "cursor", message: "must be `next` of the page before" }]);
}

export const accountsJournalGet = defineRoute({
  method: "GET",
  path: "/v1/programs/{program}/accounts/{account}/journal",
  operationId: "listJournal",
  tag: "accounts",
  summary: "An account's journal",
  description: "Every fact decided, refusals included, with what the decision moved.",
  scope: "accounts:read",
  params: closed({ program: ProgramId, account: AccountId }),
  query: closed({
    order: Type.Optional(
      oneOf(["newest", "oldest"] as const, { default: "newest", description: "Which comes first." }),
    ),
    cursor: Cursor,
    limit: PageLimit,
  }),
  responses: {
    200: { description: "A page.", schema: Page, example: { entries: [ENTRY_EXAMPLE], next: "12" } },
  },
  handle: async (app, { params, query }) => {
    const program = await app.programs.get(params.program);
    const page = await listJournal(app, {
      ...params,
      order: query.order ?? "newest",
      cursor: readCursor(query.cursor),
      limit: query.limit ?? 100,
    });
    const entries = page.entries.map((entry) => presentEntry(program, entry));
    return { status: 200, body: { entries, next: page.next === null ? null : String(page.next) } };
  },
});
