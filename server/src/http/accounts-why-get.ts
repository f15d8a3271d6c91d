import { Type } from "typebox";
import { explainFact } from "../actions/explain-fact.ts";
import { MoneyAmount, RuleOutcome } from "./answer-schemas.ts";
import { ENTRY_EXAMPLE, JournalEntry, presentEntry } from "./journal-schemas.ts";
import { presentRule } from "./present-answer.ts";
import { defineRoute } from "./route.ts";
import { AccountId, closed, FactId, InstantText, nullable, ProgramId } from "./schemas.ts";

const Explanation = closed(
  {
    sentences: Type.Array(Type.String(), { description: "All of it in words, in the order of happening." }),
    version: closed({ number: Type.Integer(), from: InstantText, note: nullable(Type.String()) }),
    lines: Type.Array(
      closed({
        line: Type.String(),
        charged: MoneyAmount,
        counted: MoneyAmount,
        excluded: nullable(Type.String({ description: "Why it did not count." })),
      }),
      { description: "For purchases: what of each line counted as spend." },
    ),
    rules: Type.Array(RuleOutcome, {
      description: "Every rule that listens to such facts, also those that gave nothing.",
    }),
    entry: JournalEntry,
  },
  { "x-component": "Explanation" },
);

export const accountsWhyGet = defineRoute({
  method: "GET",
  path: "/v1/programs/{program}/accounts/{account}/facts/{fact}/why",
  operationId: "explainFact",
  tag: "accounts",
  summary: "Why a fact gave what it gave",
  description:
    "The journal is replayed up to the fact and the decision made again, with every rule accounted for.",
  scope: "accounts:read",
  params: closed({ program: ProgramId, account: AccountId, fact: FactId }),
  responses: {
    200: {
      description: "The explanation.",
      schema: Explanation,
      example: {
        sentences: [
          "Judged by version 2 (A bean and a quarter) of Corner Café Club.",
          "Of 12.40 EUR charged, 12.40 EUR counted as spend.",
          "Rule “base” gave 15 beans on 12.40 EUR (15.5 exactly, rounding: carry).",
        ],
        version: { number: 2, from: "2025-03-01T00:00:00.000Z", note: "A bean and a quarter" },
        lines: [
          {
            line: "1",
            charged: { amount: 1240, currency: "EUR" },
            counted: { amount: 1240, currency: "EUR" },
            excluded: null,
          },
        ],
        rules: ENTRY_EXAMPLE.outcome.earned,
        entry: ENTRY_EXAMPLE,
      },
    },
  },
  handle: async (app, { params }) => {
    const program = await app.programs.get(params.program);
    const { entry, explanation } = await explainFact(app, params);
    const { currency } = program;
    const lines = explanation.spend.map(({ line, amount, spend, excluded }) => ({
      line,
      charged: { amount, currency },
      counted: { amount: spend, currency },
      excluded,
    }));
    const rules = explanation.rules.map((rule) => presentRule(program, rule));
    const { sentences, version } = explanation;
    return { status: 200, body: { sentences, version, lines, rules, entry: presentEntry(program, entry) } };
  },
});
