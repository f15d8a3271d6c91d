import { REFUSALS } from "@tallystick/core";
import { Type } from "typebox";
import { escapeHtml, HTML_TYPE, htmlPage, PAGE_HEADERS } from "./html-page.ts";
import { PROBLEMS } from "./problems.ts";
import { defineRoute } from "./route.ts";

const problems = Object.entries(PROBLEMS).map(
  ([code, { status, title, fix }]) =>
    `<h3 id="${code}"><code>${code}</code> <span class="quiet">${status}</span></h3><p>${escapeHtml(title)}. ${escapeHtml(fix)}</p>`,
);

const refusals = Object.entries(REFUSALS).map(
  ([code, sentence]) => `<h3 id="refusal-${code}"><code>${code}</code></h3><p>${escapeHtml(sentence)}</p>`,
);

const BODY = `<h1>Problems</h1>
<p>Every answer of 400 and above is <code>application/problem+json</code>. Read its <code>code</code>, which is stable;
<code>detail</code> says in a sentence what to do.</p>
${problems.join("\n")}
<h2 id="refusals">Refusals</h2>
<p>With <code>fact-refused</code> the program itself says no; <code>refusal.code</code> says why. Names in braces are filled
in and are in <code>refusal.params</code> too.</p>
${refusals.join("\n")}
<p><a href="/docs">Back to the documentation</a></p>`;

export const docsProblemsGet = defineRoute({
  method: "GET",
  path: "/docs/problems",
  operationId: "getProblemDocs",
  tag: "server",
  summary: "What each problem means",
  scope: null,
  responses: { 200: { description: "A page.", schema: Type.String(), contentType: "text/html" } },
  handle: () => ({
    status: 200,
    contentType: HTML_TYPE,
    headers: PAGE_HEADERS,
    body: htmlPage("Tallystick: problems", BODY),
  }),
});
