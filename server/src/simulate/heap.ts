/** A binary heap of things that wait for their instant. Equal instants come out in the order they were put in. */
export type Heap<T extends { at: number }> = {
  push: (item: T) => void;
  pop: () => T | undefined;
  peek: () => T | undefined;
  size: () => number;
};

export function makeHeap<T extends { at: number }>(): Heap<T> {
  const entries: { item: T; order: number }[] = [];
  let pushed = 0;
  const before = (a: number, b: number): boolean => {
    const [one, other] = [entries[a]!, entries[b]!];
    return one.item.at < other.item.at || (one.item.at === other.item.at && one.order < other.order);
  };
  const swap = (a: number, b: number): void => {
    const kept = entries[a]!;
    entries[a] = entries[b]!;
    entries[b] = kept;
  };

  function push(item: T): void {
    let child = entries.push({ item, order: pushed++ }) - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!before(child, parent)) return;
      swap(child, parent);
      child = parent;
    }
  }

  function pop(): T | undefined {
    const first = entries[0];
    const last = entries.pop();
    if (!first || !last || entries.length === 0) return first?.item;
    entries[0] = last;
    let parent = 0;
    for (;;) {
      const left = 2 * parent + 1;
      if (left >= entries.length) return first.item;
      const least = left + 1 < entries.length && before(left + 1, left) ? left + 1 : left;
      if (!before(least, parent)) return first.item;
      swap(least, parent);
      parent = least;
    }
  }

  return { push, pop, peek: () => entries[0]?.item, size: () => entries.length };
}
