/** What was given through an account, told for people: by cause, in units, and in what these stand for. */
import { versionNumbered } from "./account.ts";
import { formatDecimal } from "./decimal.ts";
import type { Program } from "./program.ts";
import { multiply, type Rational, rational } from "./rational.ts";
import type { AccountState } from "./state.ts";

/** `amount` in units; `equivalents` by name, to six decimals where they have more. */
export type Impact = {
  cause: string;
  name: string;
  unit: string;
  amount: string;
  equivalents: Record<string, number>;
};

const shown = ({ num, den }: Rational): number => Number((Number(num) / Number(den)).toFixed(6));

/** What one cause's unit comes to in what it stands for. */
export function equivalentsOf(
  each: Record<string, Rational>,
  { steps, scale }: { steps: number; scale: number },
): Record<string, number> {
  const units = rational(BigInt(steps), 10n ** BigInt(scale));
  return Object.fromEntries(
    Object.entries(each).map(([name, ratio]) => [name, shown(multiply(units, ratio))]),
  );
}

/** All that was given through an account so far, by the names that causes have at its present. */
export function impactOf(program: Program, state: AccountState): Impact[] {
  const version = versionNumbered(program, state.programVersion);
  return Object.entries(state.impact ?? {}).flatMap(([cause, units]) =>
    Object.entries(units).map(([unit, steps]) => {
      const terms = version.causes[cause];
      const scale = version.units[unit]?.scale ?? 0;
      return {
        cause,
        name: terms?.name ?? cause,
        unit,
        amount: formatDecimal(steps, scale),
        equivalents: equivalentsOf(terms?.equivalents ?? {}, { steps, scale }),
      };
    }),
  );
}
