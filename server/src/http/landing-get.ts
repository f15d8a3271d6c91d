import { formatDecimal, type Program } from "@tallystick/core";
import { Type } from "typebox";
import type { ProgramTotals } from "../store/totals.ts";
import type { App } from "./app.ts";
import { escapeHtml, HTML_TYPE, htmlPage, PAGE_HEADERS } from "./html-page.ts";
import { defineRoute } from "./route.ts";

const counted = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 6 });

const figure = (name: string, value: string, large = false): string =>
  `<div><dt>${escapeHtml(name)}</dt><dd${large ? ' class="large"' : ""}>${escapeHtml(value)}</dd></div>`;

function unitFigures(
  program: Program,
  { unit, issued, outstanding }: ProgramTotals["units"][number],
): string {
  const terms = program.versions.findLast(({ units }) => Object.hasOwn(units, unit))?.units[unit];
  const many = terms?.many ?? unit;
  const amount = (steps: number): string => counted.format(Number(formatDecimal(steps, terms?.scale ?? 0)));
  return [
    figure(`${many} issued`, amount(issued)),
    figure(`${many} outstanding`, amount(outstanding), true),
  ].join("");
}

async function programCard(app: App, totals: ProgramTotals): Promise<string> {
  const program = await app.programs.get(totals.program);
  const declared = program.versions.flatMap(({ units }) => Object.keys(units));
  const units = totals.units.toSorted((a, b) => declared.indexOf(a.unit) - declared.indexOf(b.unit));
  const figures = [
    figure("Members", counted.format(totals.members)),
    figure("Facts", counted.format(totals.facts)),
    ...units.map((unit) => unitFigures(program, unit)),
  ];
  return `<section class="card"><p class="name">${escapeHtml(totals.name)}</p>
<p class="quiet small"><code>${escapeHtml(totals.program)}</code> · ${escapeHtml(program.currency)} · ${escapeHtml(program.zone.id)}</p>
<dl>${figures.join("")}</dl></section>`;
}

async function programsPart(app: App): Promise<string> {
  if (app.totals === null) {
    return `<p class="quiet">Its figures are for keys: ask by the API, or look at this page on the machine itself.</p>`;
  }
  const totals = await app.totals();
  if (totals === null) return `<p class="quiet">Counting. Load the page again in a moment.</p>`;
  if (totals.programs.length === 0) {
    return `<section class="card"><p>No program yet. It appears here when its definition is published, by
<code>tallystick publish</code> or <code>POST /v1/programs/{program}/versions</code>.</p></section>`;
  }
  const cards = await Promise.all(totals.programs.map((program) => programCard(app, program)));
  const sum = (read: (program: ProgramTotals) => number): string =>
    counted.format(totals.programs.reduce((total, program) => total + read(program), 0));
  const all = [
    figure("Programs", counted.format(totals.programs.length)),
    figure(
      "Members",
      sum(({ members }) => members),
    ),
    figure(
      "Facts",
      sum(({ facts }) => facts),
    ),
  ];
  const overview = totals.programs.length > 1 ? `<dl>${all.join("")}</dl>` : "";
  const at = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "medium", timeZone: "UTC" });
  return `${overview}${cards.join("\n")}<p class="quiet small">Counted at ${at.format(totals.at)} UTC.</p>`;
}

export const landingGet = defineRoute({
  method: "GET",
  path: "/",
  operationId: "getLandingPage",
  tag: "server",
  summary: "A page for people: what runs here",
  description: "With live totals where the server listens on a loopback address, and without any elsewhere.",
  scope: null,
  responses: { 200: { description: "A page.", schema: Type.String(), contentType: "text/html" } },
  handle: async (app) => {
    const body = `<h1>Tallystick runs here</h1>
<p class="quiet">The open loyalty engine, version ${escapeHtml(app.version)}.</p>
${await programsPart(app)}
<h2>Go on</h2>
<ul>
<li><a href="/docs/api">API reference</a>: every address, with a form to try it</li>
<li><a href="/docs">Documentation</a>: problems, refusals and the language of programs</li>
<li><a href="/openapi.json">OpenAPI document</a>, for tools</li>
<li><a href="/health/ready">Readiness</a></li>
</ul>`;
    return { status: 200, contentType: HTML_TYPE, headers: PAGE_HEADERS, body: htmlPage("Tallystick", body) };
  },
});
