import { defineConfig } from "vitest/config";

export default defineConfig({
  // Tests read the packages' sources, so that a test run needs no build of them.
  resolve: { conditions: ["@tallystick/source"] },
  ssr: { resolve: { conditions: ["@tallystick/source"] } },
  test: {
    include: ["{core,server,client,test,tools}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "test/long/**"],
    globalSetup: ["./server/test/test-server.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    // One for each core: much of a run is waiting for databases and child processes.
    maxWorkers: "100%",
  },
});
