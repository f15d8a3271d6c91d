import { createServer } from "node:net";
import { listenError } from "../start-error.ts";

/**
 * Finds out whether the address can be listened on before a demo is made for it. Throws StartError when it cannot;
 * somebody may still take it afterwards, and then listening itself says so.
 */
export async function probeAddress(at: { host: string; port: number }): Promise<void> {
  if (at.port === 0) return;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, at) ?? error));
    server.listen(at.port, at.host, () => server.close(() => resolve()));
  });
}
