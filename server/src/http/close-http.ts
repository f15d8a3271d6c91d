import type { FastifyInstance } from "fastify";

const LOOK_EVERY_MS = 25;

/**
 * Takes no new connection, lets what is under way be answered, and ends each connection as it falls idle: one that is
 * kept alive would otherwise hold the server until it times out. What is not done after `patienceMs` is cut off; a
 * fact that is not answered then is sent again by its sender.
 */
export async function closeHttp(server: FastifyInstance, patienceMs = 10_000): Promise<void> {
  const until = performance.now() + patienceMs;
  const looking = setInterval(() => {
    if (performance.now() < until) server.server.closeIdleConnections();
    else server.server.closeAllConnections();
  }, LOOK_EVERY_MS);
  try {
    await server.close();
  } finally {
    clearInterval(looking);
  }
}
