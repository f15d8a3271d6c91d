/** Compiles the law of where members live. */
import { parseDecimal } from "../decimal.ts";
import { type Duration, formatDuration, parseDuration } from "../duration.ts";
import type { Jurisdiction, NoticeWindow } from "../terms/law-terms.ts";
import { alternatives } from "./closest.ts";
import { stepsOf, type VersionCompiler } from "./compile-parts.ts";
import type { Path } from "./definition-tree.ts";
import { JURISDICTIONS, READY_MADE_IDS, type ReadyMade, type ReadyMadeId } from "./jurisdictions.ts";
import type { JurisdictionDefinition } from "./law-shape.ts";
import { emptyRecord } from "./shape.ts";
import { instantOf } from "./shape-values.ts";

export function compileJurisdictions(compiler: VersionCompiler): Record<string, Jurisdiction> {
  const all = emptyRecord<Jurisdiction>();
  for (const [id, written] of Object.entries(compiler.definition.jurisdictions)) {
    const isReady = (READY_MADE_IDS as string[]).includes(id);
    if (written === "standard" && !isReady) {
      const known = alternatives(READY_MADE_IDS, "and");
      const advice = `State its rules; {} is a place without any. Ready-made are ${known}.`;
      compiler.report("jurisdiction-unknown", ["jurisdictions", id], { id, advice });
    }
    const own: Partial<JurisdictionDefinition> = written === "standard" ? {} : written;
    const base: ReadyMade = JURISDICTIONS[own.like ?? (isReady ? (id as ReadyMadeId) : "default")];
    all[id] = compileJurisdiction(own, { id, base, compiler });
  }
  checkStoredValue(all, compiler);
  return all;
}

type Base = { id: string; base: ReadyMade; compiler: VersionCompiler };

function compileJurisdiction(own: Partial<JurisdictionDefinition>, from: Base): Jurisdiction {
  const { id, base } = from;
  const expiry = { ...base.expiry, ...present(own.expiry ?? {}) };
  const { least } = expiry;
  const since = own.from ?? base.from;
  const notice = own.notice === "none" ? undefined : (own.notice ?? base.notice);
  const price = own.price_change === "none" ? undefined : (own.price_change ?? base.price_change);
  const stored = own.stored_value ?? base.stored_value;
  const isOther = own.name === undefined && own.like !== undefined && own.like !== id;
  return {
    id,
    name: own.name ?? (isOther || base === JURISDICTIONS.default ? id : base.name),
    from: since === undefined ? Number.NEGATIVE_INFINITY : instantOf(since, from.compiler.zone),
    expiry: {
      time: expiry.time === "allowed",
      inactivity: expiry.inactivity === "allowed",
      least: least === undefined ? null : lengthOf(least),
    },
    storedValueEnds: stored !== "blocked",
    storedValueLasts: typeof stored === "object" ? lengthOf(stored.least) : null,
    vouchersEnd: (own.vouchers ?? base.vouchers) === "allowed",
    notice: notice
      ? { ...windowOf(notice, "notice", from), about: new Set(notice.about), alone: notice.alone }
      : null,
    cashOut: compileCashOut(own, from),
    priceChange: price ? windowOf(price, "price_change", from) : null,
    exempt: isExempt(own.exempt, from),
    exemptUnits: exemptUnits(own.exempt, from),
  };
}

/** What was left out is left to the ready-made one. */
const present = <T extends object>(written: T): Partial<{ [K in keyof T]: Exclude<T[K], undefined> }> =>
  Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined)) as never;

const lengthOf = (written: string | Duration): Duration =>
  typeof written === "string" ? parseDuration(written)! : written;

function windowOf(
  written: { earliest: string | Duration; latest: string | Duration },
  key: "notice" | "price_change",
  { id, compiler }: Base,
): NoticeWindow {
  const [earliest, latest] = [lengthOf(written.earliest), lengthOf(written.latest)];
  const { zone, report } = compiler;
  if (zone.plus(0, earliest) < zone.plus(0, latest)) {
    const params = { earliest: formatDuration(earliest), latest: formatDuration(latest) };
    report("notice-reversed", ["jurisdictions", id, key, "earliest"], params);
  }
  return { earliest, latest };
}

function compileCashOut(
  own: Partial<JurisdictionDefinition>,
  { id, base, compiler }: Base,
): Jurisdiction["cashOut"] {
  const { zone, currencyDecimals: scale, definition, report } = compiler;
  const path: Path = ["jurisdictions", id];
  const storesValue = Object.values(definition.units).some(({ stored_value }) => stored_value);
  const isForeign = base.currency !== null && base.currency !== definition.currency;
  if (!own.cash_out && base.cash_out.length > 0 && isForeign) {
    // Ten dollars are not ten yen; who pays nothing out in cash need not say how much.
    if (storesValue) {
      const params = { id, currency: base.currency!, counted: definition.currency };
      report("jurisdiction-currency", path, params, "key");
    }
    return [];
  }
  const money = { scale, what: `the currency ${definition.currency}`, report };
  return (own.cash_out ?? base.cash_out)
    .map(({ from, below }, index) => ({
      from: instantOf(from, zone),
      below: stepsOf(below, own.cash_out ? [...path, "cash_out", index, "below"] : path, money),
    }))
    .sort((a, b) => a.from - b.from);
}

/** Whether every reward is worth so little; one whose worth in money is not stated never is. */
function isExempt(exempt: JurisdictionDefinition["exempt"], { id, compiler }: Base): boolean {
  if (!exempt) return false;
  const { currencyDecimals: scale, definition, report } = compiler;
  const money = { scale, what: `the currency ${definition.currency}`, report };
  const bound = (key: "under" | "up_to"): number => {
    const written = exempt[key];
    if (written === undefined) return Number.POSITIVE_INFINITY;
    return stepsOf(written, ["jurisdictions", id, "exempt", key], money);
  };
  const [under, upTo] = [bound("under"), bound("up_to")];
  const rewards = Object.values(definition.rewards);
  return (
    Math.min(under, upTo) < Number.POSITIVE_INFINITY &&
    rewards.length > 0 &&
    rewards.every(({ worth }) => {
      const minor = worth === undefined ? null : parseDecimal(worth, scale);
      return minor !== null && minor < under && minor <= upTo;
    })
  );
}

/** The units that are said to stand for one thing each; money that members paid in never does. */
const exemptUnits = (
  exempt: JurisdictionDefinition["exempt"],
  { compiler: { definition } }: Base,
): Set<string> =>
  new Set((exempt?.units ?? []).filter((unit) => definition.units[unit]?.stored_value !== true));

/** Stored value is money: in the currency's own steps, and without an end where a law lets it have none. */
function checkStoredValue(
  jurisdictions: Record<string, Jurisdiction>,
  { definition, currencyDecimals, report }: VersionCompiler,
): void {
  for (const [id, { stored_value, scale, expires }] of Object.entries(definition.units)) {
    if (!stored_value) continue;
    if (scale !== currencyDecimals) {
      const { currency } = definition;
      report("stored-value-scale", ["units", id], { id, scale, currency, decimals: currencyDecimals }, "key");
    }
    const law = Object.values(jurisdictions).find(({ storedValueEnds }) => !storedValueEnds);
    if (law && expires !== undefined && expires !== "never")
      report("stored-value-expires", ["units", id, "expires"], { id, jurisdiction: law.name }, "key");
  }
}
