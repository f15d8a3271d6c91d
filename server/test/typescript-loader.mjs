// Lets a test start a child process from the sources: `node --import <this file> child.ts`. Node 20 does not take
// TypeScript by itself, and a build made beforehand could be an old one.
import { readFile } from "node:fs/promises";
import { register } from "node:module";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";

if (isMainThread) register(import.meta.url);

let typescript;

export async function load(url, context, nextLoad) {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return nextLoad(url, context);
  typescript ??= (await import("typescript")).default;
  const { outputText } = typescript.transpileModule(await readFile(fileURLToPath(url), "utf8"), {
    fileName: fileURLToPath(url),
    compilerOptions: {
      target: "es2023",
      module: "esnext",
      verbatimModuleSyntax: true,
      inlineSourceMap: true,
    },
  });
  return { format: "module", shortCircuit: true, source: outputText };
}
