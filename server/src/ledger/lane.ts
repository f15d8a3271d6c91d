/** Collects what arrives while the last batch is being committed, and hands it on as the next one. */
export type Lane<Item> = {
  push: (item: Item) => void;
  /** Resolves when nothing waits and nothing runs. */
  idle: () => Promise<void>;
};

export type LaneOptions<Item> = {
  /** Handles one batch; must not throw. */
  run: (batch: Item[]) => Promise<void>;
  /** How many items a batch holds at most. */
  cap: number;
};

/**
 * A lane runs one batch at a time, in order of arrival. There is no timer: a batch is what has come in since the last
 * one began, so batches grow with the load and a lone fact does not wait.
 */
export function openLane<Item>({ run, cap }: LaneOptions<Item>): Lane<Item> {
  const waiting: Item[] = [];
  let running: Promise<void> | null = null;

  async function drain(): Promise<void> {
    // What arrives in the same turn of the event loop shall be one batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) await run(waiting.splice(0, cap));
    running = null;
  }

  return {
    push(item) {
      waiting.push(item);
      running ??= drain();
    },
    idle: async () => {
      while (running) await running;
    },
  };
}
