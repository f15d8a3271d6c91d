/** What a reward or a voucher is worth, to the form that the engine runs. */
import type { ShareOff } from "../program.ts";
import { compare, formatRational, multiply, rational } from "../rational.ts";
import { stepsOf, type VersionCompiler } from "./compile-parts.ts";
import type { Path } from "./definition-tree.ts";
import type { WorthDefinition } from "./worth-shape.ts";

/** Minor units, or a share of the basket; both null where nothing is said. */
export function compileWorth(
  written: WorthDefinition | undefined,
  path: Path,
  { currencyDecimals, definition, report }: VersionCompiler,
): { worth: number | null; off: ShareOff | null } {
  const money = { scale: currencyDecimals, what: `the currency ${definition.currency}`, report };
  if (written === undefined) return { worth: null, off: null };
  if (typeof written === "string") return { worth: stepsOf(written, path, money), off: null };
  const { percent, most } = written;
  if (percent.num === 0n || compare(percent, rational(100n)) > 0) {
    const expected = "a number such as 20, above 0 and at most 100";
    const params = { key: "percent", expected, found: formatRational(percent), sample: "percent: 20" };
    report("number-invalid", [...path, "percent"], params);
  }
  const share = multiply(percent, rational(1n, 100n));
  return {
    worth: null,
    off: { share, most: most === undefined ? null : stepsOf(most, [...path, "most"], money) },
  };
}
