import { destination, type Logger, pino } from "pino";
import type { LogLevel } from "./config.ts";

/**
 * The server's log: a JSON object a line on standard output. What is written names requests, routes, statuses and
 * times; never a body, an identifier, an address with its query, or anything else of a member.
 */
export const openLog = (level: LogLevel): Logger =>
  pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination({ dest: 1, sync: false }),
  );
