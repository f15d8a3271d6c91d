import { afterAll, beforeAll, expect, test } from "vitest";
import { publishProgram } from "../src/actions/publish-program.ts";
import { parseJson } from "../src/http/parse-json.ts";
import { isStorableJson } from "../src/storable.ts";
import { NOW, SHOP } from "./ledger-shop.ts";
import { startTestDatabase, type TestDatabase } from "./test-database.ts";

let server: TestDatabase;
beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server.close());

test.each([
  ["plain", true],
  ["\ud83e\udd2f \u0001 \u2028", true],
  ["\\u0000 \\\\ud800", true],
  ["\u0000", false],
  ["\\\u0000", false],
  ["\\\\\ud800", false],
  ["\udfff\ud800", false],
])("JSON of %j is storable: %s", (text, storable) => {
  expect(isStorableJson(JSON.stringify([text]))).toBe(storable);
  expect(isStorableJson(JSON.stringify({ [text]: 1 }))).toBe(storable);
});

test.each([
  ["as it is", "name: Shop", "name: Sh\0op", 3, 9],
  ["as an escape", "name: A mug", 'name: "A \\0 mug"', 23, 19],
  ["as half of a pair", "name: Shop", 'name: "Sh\\uD800op"', 3, 10],
  ["half a pair as it is", "name: Shop", 'name: "Sh\ud800op"', 3, 10],
])("a definition with what is no text (%s) is not published", async (_, plain, harmful, line, column) => {
  const text = SHOP.replace(plain, harmful);
  const publishing = publishProgram({ pool: server.pool }, { text, program: null, by: null, now: NOW });
  const error: unknown = await publishing.then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).toMatchObject({
    code: "definition-invalid",
    message: expect.stringMatching(/^The definition has a problem\. Line \d+: .+\.$/),
  });
  const { problems } = (error as { details: { problems: { line: number; column: number }[] } }).details;
  expect([problems[0]!.line, problems[0]!.column]).toEqual([line, column]);
});

test("a list of a million entries is looked through", () => {
  const text = `{"note":"\\u00e9","list":[${"1,".repeat(1_000_000)}"\\ud800"]}`;
  expect(() => parseJson(text)).toThrow(expect.objectContaining({ code: "invalid-json" }));
});
