import { Type } from "typebox";
import { HTML_TYPE, htmlPage, PAGE_HEADERS } from "./html-page.ts";
import { defineRoute } from "./route.ts";

const BODY = `<h1>Documentation</h1>
<p>What this server can tell of itself. The guides are in the folder <code>docs</code> of Tallystick.</p>
<ul>
<li><a href="/docs/api">API reference</a>: every address, with a form to try it</li>
<li><a href="/docs/problems">Problems</a>: what an answer of 400 and above means, and what to do</li>
<li><a href="/docs/problems#refusals">Refusals</a>: when a program says no</li>
<li><a href="/docs/program.schema.json">The schema of program definitions</a>, for editors</li>
<li><a href="/openapi.json">OpenAPI document</a>, for tools</li>
</ul>
<h2>A first purchase</h2>
<p>With <code>TALLYSTICK</code> set to the address of this server, <code>KEY</code> to the key that the first start showed,
and the demo program:</p>
<pre><code>curl -H "Authorization: Bearer $KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"id":"first-1","type":"purchase","occurredAt":"'$(date -u +%FT%TZ)'",
       "identifier":{"kind":"card","value":"1"},"enrol":true,"amount":1240}' \\
  $TALLYSTICK/v1/programs/corner-cafe/facts</code></pre>
<p><a href="/">Back to what runs here</a></p>`;

export const docsGet = defineRoute({
  method: "GET",
  path: "/docs",
  operationId: "getDocs",
  tag: "server",
  summary: "What this server documents of itself",
  scope: null,
  responses: { 200: { description: "A page.", schema: Type.String(), contentType: "text/html" } },
  handle: () => ({
    status: 200,
    contentType: HTML_TYPE,
    headers: PAGE_HEADERS,
    body: htmlPage("Tallystick: documentation", BODY),
  }),
});
