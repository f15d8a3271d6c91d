import type { Instant } from "@tallystick/core";
import type { Logger } from "pino";
import type { ActionDeps } from "../actions/action-deps.ts";
import type { LiveTotals } from "./live-totals.ts";
import type { Metrics } from "./metrics.ts";
import type { ProgramViews } from "./program-views.ts";

/** What the routes work with; made once, by main.ts. */
export type App = ActionDeps & {
  programs: ProgramViews;
  metrics: Metrics;
  /** Null where the landing page, which is open to all, shows none. */
  totals: LiveTotals | null;
  log: Logger;
  /** Epoch milliseconds. */
  now: () => Instant;
  /** Of this release. */
  version: string;
  /** False once the server is closing: it then answers that it is not ready. */
  isOpen: () => boolean;
};
