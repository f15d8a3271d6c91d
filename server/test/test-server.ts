import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopPostmaster } from "../src/db/postmaster.ts";

/** The folder in which each worker of a run has its server; the first test that needs it starts it. */
export const FOLDER_VARIABLE = "TALLYSTICK_TEST_FOLDER";

// Should the runner be killed, its end of the pipe closes and the watcher clears away what the run left.
const WATCHER = `
cat >/dev/null
for server in "$1"/*/postgres; do
  if pid=$(head -n 1 "$server/postmaster.pid" 2>/dev/null); then
    kill -INT "$pid"
    while [ -e "$server/postmaster.pid" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  fi
done
rm -rf "$1"
`;

/** Vitest's global setup: makes the folder, and returns what stops the servers and removes the folder at the end. */
export function setup(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tallystick-test-"));
  process.env[FOLDER_VARIABLE] = folder;
  const watcher = spawn("/bin/sh", ["-c", WATCHER, "sh", folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watcher.unref();
  return async () => {
    await Promise.all(readdirSync(folder).map((worker) => stopPostmaster(join(folder, worker, "postgres"))));
    rmSync(folder, { recursive: true, force: true });
    watcher.stdin.end();
  };
}
