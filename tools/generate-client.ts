/**
 * Writes what is made from descriptions in the code: from the routes the OpenAPI document and the client's types and table of
 * operations, from the schema of definitions their reference.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { programSchema } from "@tallystick/core";
import openapiTS, { astToString } from "openapi-typescript";
import { type OpenApiDocument, openApiDocument } from "../server/src/http/open-api.ts";
import { ROUTES } from "../server/src/http/routes.ts";
import { type DefinitionSchema, definitionReference } from "./definition-reference.ts";

const ROOT = new URL("../", import.meta.url);
const MADE = "// Made from server/openapi.json by tools/generate-client.ts. Do not edit.\n";

/** The document of this release. */
export function currentDocument(): OpenApiDocument {
  const manifest: unknown = JSON.parse(readFileSync(new URL("server/package.json", ROOT), "utf8"));
  return openApiDocument(ROUTES, (manifest as { version: string }).version);
}

/** Every file that is made, by its path in the repository. */
export async function generatedFiles(document: OpenApiDocument): Promise<Record<string, string>> {
  // The types are made from the text, so that nothing can be in them that is not in the document.
  const json = `${JSON.stringify(document, null, 2)}\n`;
  const types = astToString(await openapiTS(json, { alphabetize: true }));
  return {
    "server/openapi.json": json,
    "client/src/api.gen.ts": `${MADE}${types}`,
    "client/src/operations.gen.ts": `${MADE}${operations(document)}`,
    "docs/reference/definition.md": definitionReference(programSchema() as DefinitionSchema),
  };
}

type Parameter = { name: string; in: string };

/** What the client needs to know of each operation when it runs. */
function operations(document: OpenApiDocument): string {
  const lines = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const parameters = (operation.parameters ?? []) as Parameter[];
      const names = (place: string): string[] =>
        parameters.filter((parameter) => parameter.in === place).map(({ name }) => name);
      const body = operation.requestBody as { content: Record<string, unknown> } | undefined;
      const entry = {
        method: method.toUpperCase(),
        path,
        query: names("query"),
        bodyType: body ? Object.keys(body.content)[0] : null,
        idempotencyKey: names("header").includes("Idempotency-Key"),
        repeatable: operation["x-repeatable"] !== false,
      };
      return `  ${operation.operationId as string}: ${JSON.stringify(entry)},`;
    }),
  );
  return `export const OPERATIONS = {\n${lines.join("\n")}\n} as const;\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of Object.entries(await generatedFiles(currentDocument()))) {
    writeFileSync(new URL(path, ROOT), text);
  }
}
