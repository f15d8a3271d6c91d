import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** The tests that take minutes: `npm run test:long`. One file at a time, because they measure and kill. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["test/long/**/*.test.ts", "core/test/{engine-properties,oracle}.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    fileParallelism: false,
    testTimeout: 3_600_000,
  },
});
