/** A simulation file (YAML or JSON) as a plan, checked: what is wrong is said in one sentence that names the field. */
import { Value } from "typebox/value";
import { LineCounter, parseDocument } from "yaml";
import { type SimulationFile, type SimulationPlan, simulationFileSchema } from "./simulation-plan.ts";

const DAY = 86_400_000;
const MOST_MEMBERS = 9_000_000;
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));

/** A simulation file that cannot be run. Its message says what to change, and where where that is known. */
export class SimulationFileError extends Error {
  override name = "SimulationFileError";
}

/** The run of a simulation file: when it ends (epoch milliseconds), and what differs from the file. */
export type SimulationRun = { end: number; members?: number; days?: number; seed?: number; prefix?: string };

/**
 * The plan of a file's text for a run that ends at an instant. Throws SimulationFileError on a file that is not YAML,
 * not of the shape that docs/guides/simulator.md describes, or that speaks of products or rewards it does not have.
 */
export function readSimulation(text: string, run: SimulationRun): SimulationPlan {
  const { simulation: _version, days: ownDays, ...file } = parseSimulation(text);
  const days = wholeNumber("days", run.days ?? ownDays, [1, 36_600]);
  const members = wholeNumber("members", run.members ?? file.members, [1, MOST_MEMBERS]);
  const seed = wholeNumber("seed", run.seed ?? file.seed, [0, Number.MAX_SAFE_INTEGER]);
  return { ...file, members, seed, prefix: run.prefix ?? "sim", start: run.end - days * DAY, end: run.end };
}

function wholeNumber(name: string, value: number, [least, most]: [number, number]): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new SimulationFileError(`“${name}” is ${value}: it must be a whole number from ${least} to ${most}.`);
}

/** The file's content, checked. Throws as `readSimulation` does. */
export function parseSimulation(text: string): SimulationFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const broken = document.errors[0];
  if (broken) {
    const { line } = lineCounter.linePos(broken.pos[0]);
    throw new SimulationFileError(
      `The simulation file is not YAML at line ${line}: ${broken.message.split("\n")[0]}`,
    );
  }
  const file: unknown = document.toJS();
  if (!Value.Check(simulationFileSchema, file)) throw new SimulationFileError(firstShapeError(file));
  const mistake = findMistake(file);
  if (mistake) throw new SimulationFileError(mistake);
  return file;
}

function firstShapeError(file: unknown): string {
  const [error] = Value.Errors(simulationFileSchema, file);
  const path = error?.instancePath.slice(1).replaceAll("/", ".");
  const place = `In the simulation file, ${path ? `“${path}”` : "the top level"}`;
  if (error?.keyword === "type" && error.params.type === "object") {
    const settings = settingsAt(error.schemaPath);
    return `${place} must be settings${settings === "" ? " by name" : `: ${settings}`}.`;
  }
  // A setting that no schema is for.
  if (error?.keyword === "boolean") {
    const settings = settingsAt(error.schemaPath.replace(/\/[^/]*$/, ""));
    return `${place} is not a setting. What can stand there: ${settings}.`;
  }
  return `${place} ${error?.message ?? "is malformed"}.`;
}

/** The names of the settings that can stand at a place of the schema, which a JSON pointer names; "": any can. */
function settingsAt(pointer: string): string {
  let schema = simulationFileSchema as unknown;
  for (const part of pointer.split("/").slice(1)) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    schema = (schema as Record<string, unknown> | undefined)?.[key];
  }
  return Object.keys((schema as { properties?: object } | undefined)?.properties ?? {}).join(", ");
}

/** What the shape alone does not tell: names that point at nothing, and weights that leave nothing to choose. */
function findMistake(file: SimulationFile): string | null {
  const categories = new Set(Object.values(file.products).map(({ category }) => category));
  const segments = Object.entries(file.segments);
  if (segments.every(([, { share }]) => share === 0)) return "At least one segment needs a share above 0.";
  for (const [sku, { quantities }] of Object.entries(file.products)) {
    const mistake = badCounts(`products.${sku}.quantities`, quantities);
    if (mistake) return mistake;
  }
  const season = badWeights("season", file.season, MONTHS) ?? badWeights("places", file.places);
  if (season) return season;
  for (const [id, segment] of segments) {
    const at = `segments.${id}`;
    const unknown = segment.basket.find(({ category }) => !categories.has(category));
    if (unknown) return `“${at}.basket” has “${unknown.category}”, a category that no product has.`;
    const rewards = Object.keys(segment.redeems?.rewards ?? {});
    const costless = rewards.find((reward) => file.rewards?.[reward] === undefined);
    if (costless) return `“${at}.redeems” has “${costless}”; give its cost under “rewards”.`;
    const mistake =
      badWeights(`${at}.arrivals`, Object.fromEntries((segment.arrivals ?? [1]).entries())) ??
      badWeights(`${at}.weekdays`, segment.weekdays, WEEKDAYS) ??
      badWeights(`${at}.hours`, segment.hours, HOURS) ??
      badWeights(`${at}.weekend_hours`, segment.weekend_hours, HOURS) ??
      segment.basket
        .map(({ quantities }, index) => badCounts(`${at}.basket.${index}.quantities`, quantities))
        .find((found) => found !== null);
    if (mistake) return mistake;
  }
  return null;
}

function badWeights(
  path: string,
  weights: Record<string, number> | undefined,
  names?: string[],
): string | null {
  if (!weights) return null;
  const unknown = names && Object.keys(weights).find((name) => !names.includes(name));
  if (unknown !== undefined) return `“${path}” has “${unknown}”; it can have ${names!.join(", ")}.`;
  return Object.values(weights).some((weight) => weight > 0) ? null : `“${path}” needs a weight above 0.`;
}

function badCounts(path: string, quantities: Record<string, number> | undefined): string | null {
  const bad = Object.keys(quantities ?? {}).find(
    (count) => !/^\d{1,6}(\.\d{1,3})?$/.test(count) || !Number(count),
  );
  if (bad !== undefined) return `“${path}” has “${bad}”; a quantity is above 0 with at most three decimals.`;
  return badWeights(path, quantities);
}
