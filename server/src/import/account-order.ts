/** Lets facts of many accounts be on their way at once, and keeps what must wait for an account's earlier facts waiting. */
export type AccountOrder = {
  /** Starts the work at once, unless something of this account is still to be waited for. */
  run: <T>(account: string, work: () => Promise<T>) => Promise<T>;
  /** Starts the work when all earlier work of this account has ended; later work waits for this. */
  runAlone: <T>(account: string, work: () => Promise<T>) => Promise<T>;
};

type Queue = { running: number; alone: number; tail: Promise<unknown> };

export function makeAccountOrder(): AccountOrder {
  const queues = new Map<string, Queue>();

  function track<T>(account: string, start: (queue: Queue) => Promise<T>, alone: number): Promise<T> {
    const queue = queues.get(account) ?? { running: 0, alone: 0, tail: Promise.resolve() };
    queues.set(account, queue);
    queue.running += 1;
    queue.alone += alone;
    const result = start(queue);
    const ended = (): void => {
      queue.running -= 1;
      queue.alone -= alone;
      if (queue.running === 0) queues.delete(account);
    };
    const settled = result.then(ended, ended);
    const before = queue.tail;
    queue.tail = before.then(() => settled);
    return result;
  }

  return {
    run: (account, work) =>
      track(account, (queue) => (queue.alone === 0 ? work() : queue.tail.then(work)), 0),
    runAlone: (account, work) => track(account, (queue) => queue.tail.then(work), 1),
  };
}
