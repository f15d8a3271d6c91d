/** Compiles vouchers, the rules that issue them, and conversions. */
import type { Expiry } from "../program.ts";
import { compare, rational } from "../rational.ts";
import type { Conversion, IssueRule, VoucherExpiry, VoucherKind } from "../terms/vouchers-terms.ts";
import { checkFactTypes, compileTimes } from "./compile-earn.ts";
import { checkLevels, compileSchedule, stepsOf, type VersionCompiler } from "./compile-parts.ts";
import { compileShare } from "./compile-rewards.ts";
import type { Path } from "./definition-tree.ts";
import { checkMadeByTime } from "./made-by-time.ts";
import { adviseId, emptyRecord } from "./shape.ts";
import type { IssueDefinition, VoucherExpiryDefinition } from "./vouchers-shape.ts";

export function compileVouchers(compiler: VersionCompiler): Record<string, VoucherKind> {
  const { definition, currencyDecimals, conditions, report } = compiler;
  const money = { scale: currencyDecimals, what: `the currency ${definition.currency}`, report };
  const all = emptyRecord<VoucherKind>();
  for (const [id, written] of Object.entries(definition.vouchers)) {
    const path = ["vouchers", id];
    const { name, worth, share, in_parts, expires, minimum_basket, when } = written;
    if (in_parts && (worth === undefined || share)) {
      const because = share
        ? "a share of a basket cannot be used in parts"
        : "a thing cannot be used in parts";
      const advice = share ? "Take one of them out." : "Take it out, or say what the voucher is worth.";
      report("key-out-of-place", [...path, "in_parts"], { key: "in_parts", because, advice }, "key");
    }
    all[id] = {
      id,
      name,
      worth: worth === undefined ? null : stepsOf(worth, [...path, "worth"], money),
      share: compileShare(share, [...path, "share"], compiler),
      inParts: in_parts,
      expiry: compileVoucherExpiry(expires, { path: [...path, "expires"], compiler }),
      minimumBasket:
        minimum_basket === undefined ? null : stepsOf(minimum_basket, [...path, "minimum_basket"], money),
      when: conditions.compile(when, [...path, "when"], { lines: false }),
      schedule: compileSchedule(written.schedule, [...path, "schedule"], compiler),
      limits: compileTimes(written.limits),
    };
  }
  return all;
}

type At = { path: Path; compiler: VersionCompiler };

function compileVoucherExpiry(expires: VoucherExpiryDefinition | undefined, at: At): VoucherExpiry {
  if (typeof expires === "object" && "by" in expires) {
    const { by: ladder, otherwise } = expires;
    checkLevels({ ladder, levels: expires.levels, ...at.compiler }, [...at.path, "levels"]);
    const levels = emptyRecord<VoucherExpiry>();
    for (const [level, one] of Object.entries(expires.levels)) levels[level] = compileVoucherExpiry(one, at);
    return { kind: "tier", ladder, levels, otherwise: compileVoucherExpiry(otherwise, at) };
  }
  const plain = (
    expiry: Exclude<Expiry, { kind: "inactivity" | "decay" | "tier" }>,
    fromNextDay = false,
  ): VoucherExpiry => ({
    kind: "plain",
    expiry,
    fromNextDay,
  });
  if (expires === undefined || typeof expires === "string") return plain({ kind: "never" });
  if ("on" in expires) return plain({ kind: "date", month: expires.on.month, day: expires.on.day });
  const { after, end, counted } = expires;
  const lasting = { keptBy: null, unless: null };
  return plain({ kind: "after", after, end: end ?? null, ...lasting }, counted === "from-next-day");
}

export function compileIssueRules(compiler: VersionCompiler): IssueRule[] {
  const { definition, conditions } = compiler;
  return Object.entries(definition.issue).map(([id, written]) => {
    const path = ["issue", id];
    checkFactTypes(written, path, compiler);
    checkMadeByTime(written, { path, compiler });
    return {
      id,
      on: new Set(written.on),
      gives: compileGives(id, written, { path, compiler }),
      when: conditions.compile(written.when, [...path, "when"], { lines: false }),
      schedule: compileSchedule(written.schedule, [...path, "schedule"], compiler),
      times: compileTimes(written.times),
      once: conditions.compileText(written.once, [...path, "once"]),
      stock: written.stock ?? null,
    };
  });
}

const ONE = rational(1n);

function compileGives(rule: string, written: IssueDefinition, { path, compiler }: At): IssueRule["gives"] {
  const { report, definition } = compiler;
  const { voucher, count, draw } = written;
  if (voucher === undefined && draw === undefined) report("issue-missing", path, { rule }, "key");
  if (voucher !== undefined && draw !== undefined) {
    const because = "the rule names a voucher already";
    report(
      "key-out-of-place",
      [...path, "draw"],
      { key: "draw", because, advice: "Take one of them out." },
      "key",
    );
  }
  if (!draw) return { voucher: voucher ?? "", count };
  if (compare(draw.chance, ONE) > 0) report("chance-too-high", [...path, "draw", "chance"]);
  for (const id of Object.keys(draw.of)) {
    if (id in definition.vouchers) continue;
    const params = { id, advice: adviseId("voucher", id, Object.keys(definition.vouchers)) };
    report("voucher-unknown", [...path, "draw", "of", id], params, "key");
  }
  if (Object.keys(draw.of).length === 0) report("issue-missing", [...path, "draw", "of"], { rule });
  return {
    chance: draw.chance,
    of: Object.entries(draw.of).map(([id, weight]) => ({ voucher: id, weight })),
  };
}

export function compileConversions(compiler: VersionCompiler): Conversion[] {
  const { definition, units, report } = compiler;
  return Object.entries(definition.conversions).map(([id, written]) => {
    const path = ["conversions", id];
    const scale = { scale: units[written.unit]?.scale ?? 6, what: `the unit “${written.unit}”`, report };
    const { window, year } = written.limits;
    if (window !== undefined && !written.windows) {
      const because = "there are no windows";
      const advice = "Take it out, or write “windows”.";
      report("key-out-of-place", [...path, "limits", "window"], { key: "window", because, advice }, "key");
    }
    return {
      id,
      unit: written.unit,
      every: stepsOf(written.every, [...path, "every"], scale),
      voucher: written.voucher,
      count: written.count,
      windows: (written.windows ?? []).map(({ closes, issues }) => ({ closes, issues: issues ?? null })),
      limits: { window: window ?? null, year: year ?? null },
    };
  });
}
