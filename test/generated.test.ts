/** What is made from the routes and from the schema of definitions is committed as it would be made now. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { currentDocument, generatedFiles } from "../tools/generate-client.ts";

const files = await generatedFiles(currentDocument());

test.each(Object.keys(files))("%s is what npm run generate makes", (path) => {
  const committed = readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
  // Compared as one truth, because the difference of two such files is no reading matter.
  expect(committed === files[path], "Run npm run generate and commit what it writes.").toBe(true);
});
