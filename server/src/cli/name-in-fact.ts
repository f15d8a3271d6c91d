/** What a case calls by a kind or a name, found in the account when the step happens. */
import type { AccountState, Fact } from "@tallystick/core";

/** The first of some records by id that fits, by the instant that `at` gives; records without one come last. */
function firstBy<T>(
  records: Record<string, T> | undefined,
  fits: (record: T) => boolean,
  at: (record: T) => number | undefined,
): string | undefined {
  const found = Object.entries(records ?? {}).filter(([, record]) => fits(record));
  const time = (record: T): number => at(record) ?? Number.MAX_VALUE;
  found.sort(([a, left], [b, right]) => time(left) - time(right) || (a < b ? -1 : 1));
  return found[0]?.[0];
}

/**
 * The fact with ids in the place of names: a kind of voucher is the open one that ends first, what a charge is for (or its
 * plan) is the charge that fell due first, a referrer is that account of the case. What stands for nothing stays as it is.
 */
export function nameInFact(
  fact: Fact,
  state: AccountState,
  idOf: (name: string) => string | undefined,
): Fact {
  const said = fact as Record<string, unknown> & Fact;
  if (fact.type === "use") {
    const of = said.of as { voucher?: string };
    const { voucher } = of;
    if (voucher === undefined || state.vouchers?.[voucher]) return fact;
    const id = firstBy(
      state.vouchers,
      ({ kind }) => kind === voucher,
      ({ expiresAt }) => expiresAt,
    );
    return id === undefined ? fact : ({ ...fact, of: { ...of, voucher: id } } as Fact);
  }
  if (fact.type === "charge-paid" || fact.type === "charge-failed") {
    const name = said.charge as string;
    if (state.charges?.[name]) return fact;
    const charge = firstBy(
      state.charges,
      (due) => due.for === name || due.plan === name,
      ({ dueAt }) => dueAt,
    );
    return charge === undefined ? fact : ({ ...fact, charge } as Fact);
  }
  const referrer = typeof said.referrer === "string" ? idOf(said.referrer) : undefined;
  return referrer === undefined ? fact : ({ ...fact, referrer } as Fact);
}
