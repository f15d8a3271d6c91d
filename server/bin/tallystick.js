#!/usr/bin/env node
// The command line itself is in src/cli; this file only finds its build.
const { runCli } = await import("../dist/cli/cli.js").catch((error) => {
  if (error.code !== "ERR_MODULE_NOT_FOUND" || !String(error.message).includes("cli.js")) throw error;
  process.stderr.write("Tallystick has not been built: run npm run build first.\n");
  process.exit(70);
});
process.exitCode = await runCli(process.argv.slice(2));
