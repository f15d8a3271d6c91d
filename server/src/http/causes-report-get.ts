import { equivalentsOf, formatInstant, parseInstant } from "@tallystick/core";
import { Type } from "typebox";
import { type CauseLine, type CausesReport, reportCauses } from "../actions/report-causes.ts";
import { MoneyAmount } from "./answer-schemas.ts";
import { unitAmount } from "./present-answer.ts";
import { defineRoute } from "./route.ts";
import { Count, closed, InstantText, nullable, ProgramId, UnitAmount } from "./schemas.ts";

const Line = closed(
  {
    cause: Type.String(),
    name: Type.String(),
    beneficiary: nullable(Type.String({ description: "Who receives what is given." })),
    from: nullable(InstantText),
    until: nullable(InstantText),
    paid: nullable({
      ...InstantText,
      description: "When it was paid over to who receives it, as the program says.",
    } as typeof InstantText),
    rule: nullable(
      Type.String({ description: "The earn rule that gave; null: members, out of what they held." }),
    ),
    unit: Type.String(),
    units: { ...UnitAmount, description: "Less what came back with returned goods." } as typeof UnitAmount,
    perUnit: nullable(MoneyAmount),
    worth: nullable(MoneyAmount),
    equivalents: Type.Record(Type.String(), Type.Number(), { description: "What the units stand for." }),
    givers: Count,
    firstGiven: InstantText,
    lastGiven: InstantText,
  },
  { "x-component": "CauseLine", description: "What one rule gave of one unit to one cause." },
);

const Report = closed(
  {
    lines: Type.Array(Line),
    redeemers: { ...Count, description: "Accounts that redeemed anything." } as typeof Count,
    donors: { ...Count, description: "Those of them that gave some of it to a cause." } as typeof Count,
    donationShare: Type.Number({ description: "Donors of redeemers, from 0 to 1; 0 without redeemers." }),
  },
  { "x-component": "CausesReport" },
);

const EXAMPLE = {
  lines: [
    {
      cause: "water",
      name: "Clean water",
      beneficiary: "Water for All",
      from: null,
      until: null,
      paid: "2025-07-01T00:00:00.000Z",
      rule: "cup",
      unit: "days",
      units: "140",
      perUnit: { amount: 25, currency: "EUR" },
      worth: { amount: 3500, currency: "EUR" },
      equivalents: { litres: 2800 },
      givers: 52,
      firstGiven: "2025-03-01T09:30:00.000Z",
      lastGiven: "2025-05-30T17:05:00.000Z",
    },
  ],
  redeemers: 100,
  donors: 8,
  donationShare: 0.08,
};

function present(program: CausesReport["program"], line: CauseLine) {
  const { cause, rule, unit, given, givers, first, last, worth, perUnit, terms } = line;
  const money = (amount: number | null) => (amount === null ? null : { amount, currency: program.currency });
  const instant = (at: number | null | undefined) =>
    at === null || at === undefined ? null : formatInstant(at);
  const scale = program.versions.findLast(({ units }) => unit in units)?.units[unit]?.scale ?? 0;
  return {
    cause,
    name: terms?.name ?? cause,
    beneficiary: terms?.beneficiary ?? null,
    from: instant(terms?.from),
    until: instant(terms?.until),
    paid: instant(terms?.paid),
    rule,
    unit,
    units: unitAmount(program, unit, given),
    perUnit: money(perUnit),
    worth: money(worth),
    equivalents: equivalentsOf(terms?.equivalents ?? {}, { steps: given, scale }),
    givers,
    firstGiven: formatInstant(first),
    lastGiven: formatInstant(last),
  };
}

const bound = (description: string) => Type.Optional({ ...InstantText, description } as typeof InstantText);

export const causesReportGet = defineRoute({
  method: "GET",
  path: "/v1/programs/{program}/causes/report",
  operationId: "reportCauses",
  tag: "programs",
  summary: "What was given to causes",
  description: [
    "By cause, rule and unit: how much was given, what it is worth, to whom it goes and how many gave; and the share of",
    "those who redeem that give. A period is by when things happened, however late they were told. Reads all of the program's postings, so ask rarely.",
  ].join(" "),
  scope: "accounts:read",
  params: closed({ program: ProgramId }),
  query: closed({
    from: bound("The first instant that counts; from the beginning when left out."),
    until: bound("The first instant that no longer counts; to the end when left out."),
  }),
  responses: { 200: { description: "The report.", schema: Report, example: EXAMPLE } },
  handle: async (app, { params, query }) => {
    const instant = (text: string | undefined) => (text === undefined ? null : parseInstant(text)!);
    const period = { program: params.program, from: instant(query.from), until: instant(query.until) };
    const { program, lines, redeemers, donors } = await reportCauses(app, period);
    const donationShare = redeemers === 0 ? 0 : Number((donors / redeemers).toFixed(6));
    const body = { lines: lines.map((line) => present(program, line)), redeemers, donors, donationShare };
    return { status: 200, body };
  },
});
