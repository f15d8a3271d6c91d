import { watch } from "node:fs";

/** Changes so close to each other are one: editors write a file in several strokes. */
const TOGETHER_MS = 150;

/** Calls `changed` after YAML files in these folders have changed, until the signal is raised. */
export function watchFolders(
  folders: Iterable<string>,
  { signal, changed }: { signal: AbortSignal; changed: () => void },
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const note = (_event: string, name: string | null): void => {
    if (name !== null && !/\.ya?ml$/.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(changed, TOGETHER_MS);
  };
  // The folders are watched and not the files, because editors put a new file in the place of the old one.
  const watchers = [...folders].map((folder) => watch(folder, note));
  return new Promise((resolve) => {
    const stop = (): void => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
