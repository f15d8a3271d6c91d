/** What conditions see of a fact, its line, the account, the member and the program's time. */
import type { AccountView } from "./decision.ts";
import { type DeclaredFields, declaredIn, fieldValue } from "./declared-fields.ts";
import type { Fact, Json, Line, Tender } from "./fact.ts";
import { formatDate, weekdayOfDays } from "./instant.ts";
import type { ConditionContext, Instant, Version } from "./program.ts";
import type { LocalTime, Zone } from "./zone.ts";

/** An `AccountView`, whose parts may be worked out when they are asked for. */
export type SeenAccount = {
  readonly [K in keyof AccountView]: undefined extends AccountView[K]
    ? AccountView[K] | undefined
    : AccountView[K];
};

export type ContextInput = {
  version: Version;
  zone: Zone;
  fact: Fact;
  at: Instant;
  /** Minor units that count as spend; 0 for facts other than purchases. */
  spend: number;
  account: SeenAccount;
  member: Readonly<Record<string, string | number | boolean>>;
  /** The product of the card that the fact names. */
  product?: string | undefined;
};

const whole = (value: number | undefined): bigint =>
  value !== undefined && Number.isSafeInteger(value) ? BigInt(value) : 0n;

/** What any fact may have, whatever its type. */
type AnyFact = {
  id: string;
  type: string;
  source?: string;
  channel?: string;
  place?: string;
  card?: string;
  batch?: string;
  amount?: unknown;
  basket?: number;
  lines?: unknown;
  of?: unknown;
  data?: Record<string, Json>;
};

/** Minor units and pieces of a fact: of a purchase its lines, of a redemption or hold its basket and how many. */
function sizeOf(fact: AnyFact): { amount: number; quantity: number } {
  if (fact.type === "purchase") {
    if (!Array.isArray(fact.lines)) return { amount: Number(fact.amount ?? 0), quantity: 1 };
    let [amount, quantity] = [0, 0];
    for (const line of fact.lines as Line[]) {
      amount += line.amount;
      quantity += line.quantity ?? 1;
    }
    return { amount, quantity };
  }
  const of = fact.of as { quantity?: number } | undefined;
  return { amount: fact.basket ?? 0, quantity: typeof of === "object" ? (of.quantity ?? 1) : 0 };
}

/** The lines of a purchase that names any. */
const linesIn = ({ type, lines }: AnyFact): Line[] =>
  type === "purchase" && Array.isArray(lines) ? (lines as Line[]) : [];

/*
 * The expression language tells types apart by their constructors, so each declared type has a class. Those with fixed
 * fields compute a field when it is read.
 */

export class FactView {
  readonly #input: ContextInput;
  readonly #fact: AnyFact;
  #data: FactData | undefined;
  constructor(input: ContextInput) {
    this.#input = input;
    this.#fact = input.fact;
  }
  get id(): string {
    return this.#fact.id;
  }
  get type(): string {
    return this.#fact.type;
  }
  get source(): string {
    return this.#fact.source ?? "";
  }
  get channel(): string {
    return this.#fact.channel ?? "";
  }
  get place(): string {
    return this.#fact.place ?? "";
  }
  get amount(): bigint {
    return whole(sizeOf(this.#fact).amount);
  }
  get spend(): bigint {
    return whole(this.#input.spend);
  }
  get card(): string {
    return this.#fact.card ?? "";
  }
  /** The product of the card that it names. */
  get product(): string {
    return this.#input.product ?? "";
  }
  get batch(): string {
    return this.#fact.batch ?? "";
  }
  /** What was taken off the lines of a purchase. */
  get discount(): bigint {
    return whole(linesIn(this.#fact).reduce((sum, { discount }) => sum + (discount ?? 0), 0));
  }
  get quantity(): number {
    return sizeOf(this.#fact).quantity;
  }
  get data(): FactData {
    this.#data ??= new FactData(declaredIn(this.#input.version).data, this.#fact.data);
    return this.#data;
  }
}

/** Declared fields with their values, or what a missing one reads as. */
class Declared {
  readonly [field: string]: unknown;
  constructor(fields: DeclaredFields, values: Readonly<Record<string, Json>> | undefined) {
    const own = this as Record<string, unknown>;
    for (const [name, type] of fields) {
      own[name] = fieldValue(values && Object.hasOwn(values, name) ? values[name] : undefined, type);
    }
  }
}
export class FactData extends Declared {}
export class MemberView extends Declared {}

export class LineView {
  readonly #line: Partial<Line>;
  readonly #fact: AnyFact;
  constructor(line: Partial<Line>, fact: AnyFact) {
    this.#line = line;
    this.#fact = fact;
  }
  get id(): string {
    return this.#line.id ?? "";
  }
  get sku(): string {
    return this.#line.sku ?? "";
  }
  get category(): string {
    return this.#line.category ?? "";
  }
  get kind(): string {
    return this.#line.kind ?? "item";
  }
  get quantity(): number {
    return this.#line.quantity ?? 1;
  }
  /** Pieces over all lines of its category, as they were bought. */
  get category_quantity(): number {
    const alike = linesIn(this.#fact).filter(({ category }) => (category ?? "") === this.category);
    return alike.length === 0 ? this.quantity : alike.reduce((sum, { quantity }) => sum + (quantity ?? 1), 0);
  }
  get amount(): bigint {
    return whole(this.#line.amount);
  }
  get discount(): bigint {
    return whole(this.#line.discount);
  }
  get tax(): bigint {
    return whole(this.#line.tax);
  }
}

export class TenderView {
  readonly #tender: Partial<Tender>;
  constructor(tender: Partial<Tender>) {
    this.#tender = tender;
  }
  get type(): string {
    return this.#tender.type ?? "";
  }
  get amount(): bigint {
    return whole(this.#tender.amount);
  }
}

/** One value for each id that the version declares. */
class ById {
  readonly [id: string]: unknown;
  constructor(
    ids: Readonly<Record<string, unknown>>,
    values: Readonly<Record<string, unknown>>,
    missing: unknown,
  ) {
    const own = this as Record<string, unknown>;
    for (const id in ids) own[id] = values[id] ?? missing;
  }
}
export class BalanceView extends ById {}
export class TierView extends ById {}
export class PlanView extends ById {}

const unsubscribed = new WeakMap<Version, PlanView>();

/** The plans as most accounts have them: none. */
function noPlans(version: Version): PlanView {
  let view = unsubscribed.get(version);
  if (!view) {
    view = new PlanView(version.plans, {}, "");
    unsubscribed.set(version, view);
  }
  return view;
}

export class AccountFields {
  readonly #input: ContextInput;
  #balance: BalanceView | undefined;
  #tier: TierView | undefined;
  constructor(input: ContextInput) {
    this.#input = input;
  }
  get balance(): BalanceView {
    this.#balance ??= new BalanceView(this.#input.version.units, this.#input.account.balance, 0);
    return this.#balance;
  }
  get tier(): TierView {
    this.#tier ??= new TierView(this.#input.version.ladders, this.#input.account.tier, "");
    return this.#tier;
  }
  get visits(): bigint {
    return whole(this.#input.account.visits);
  }
  get days(): bigint {
    return whole(this.#input.account.days);
  }
  get joined(): boolean {
    return this.#input.account.joined ?? false;
  }
  get joined_days(): bigint {
    return whole(this.#input.account.joinedDays);
  }
  get referred(): boolean {
    return this.#input.account.referred ?? false;
  }
  get purchases(): bigint {
    return whole(this.#input.account.purchases);
  }
  get earning_purchases(): bigint {
    return whole(this.#input.account.earningPurchases);
  }
  get cards(): bigint {
    return whole(this.#input.account.cards);
  }
  get plan(): PlanView {
    const { version, account } = this.#input;
    return account.plan ? new PlanView(version.plans, account.plan, "") : noPlans(version);
  }
  get status(): string {
    return this.#input.account.status ?? "active";
  }
  get jurisdiction(): string {
    return this.#input.account.jurisdiction ?? "";
  }
}

export class TimeView {
  readonly #local: LocalTime;
  constructor(local: LocalTime) {
    this.#local = local;
  }
  get year(): bigint {
    return BigInt(this.#local.year);
  }
  get month(): bigint {
    return BigInt(this.#local.month);
  }
  get day(): bigint {
    return BigInt(this.#local.day);
  }
  get weekday(): bigint {
    return BigInt(weekdayOfDays(this.#local.days));
  }
  get hour(): bigint {
    return BigInt(Math.floor(this.#local.minutes / 60));
  }
  get minute(): bigint {
    return BigInt(this.#local.minutes % 60);
  }
  get date(): string {
    return formatDate(this.#local);
  }
}

/** What all contexts of one fact have in common, each part made when the first condition reads it. */
class Common {
  readonly input: ContextInput;
  #fact: FactView | undefined;
  #account: AccountFields | undefined;
  #member: MemberView | undefined;
  #time: TimeView | undefined;
  constructor(input: ContextInput) {
    this.input = input;
  }
  get fact(): FactView {
    this.#fact ??= new FactView(this.input);
    return this.#fact;
  }
  get account(): AccountFields {
    this.#account ??= new AccountFields(this.input);
    return this.#account;
  }
  get member(): MemberView {
    this.#member ??= new MemberView(declaredIn(this.input.version).member, this.input.member);
    return this.#member;
  }
  get time(): TimeView {
    this.#time ??= new TimeView(this.input.zone.local(this.input.at));
    return this.#time;
  }
}

export class Context {
  readonly [root: string]: unknown;
  readonly #common: Common;
  readonly #line: Line | undefined;
  readonly #tender: Tender | undefined;
  constructor(common: Common, line?: Line, tender?: Tender) {
    this.#common = common;
    this.#line = line;
    this.#tender = tender;
  }
  static commonOf(context: Context): Common {
    return context.#common;
  }
  get fact(): FactView {
    return this.#common.fact;
  }
  get line(): LineView {
    return new LineView(this.#line ?? {}, this.#common.input.fact);
  }
  get tender(): TenderView {
    return new TenderView(this.#tender ?? {});
  }
  get account(): AccountFields {
    return this.#common.account;
  }
  get member(): MemberView {
    return this.#common.member;
  }
  get time(): TimeView {
    return this.#common.time;
  }
}

/**
 * The context of a fact for `Condition.test`. Making one costs next to nothing: each value is looked up when a condition
 * reads it, because most conditions read one or two.
 */
export const conditionContext = (input: ContextInput): Context => new Context(new Common(input));

/** The context of a fact with one of its lines. */
export const lineContext = (whole: Context, line: Line): ConditionContext =>
  new Context(Context.commonOf(whole), line);

/** The context of a fact with one of its tenders. */
export const tenderContext = (whole: Context, tender: Tender): ConditionContext =>
  new Context(Context.commonOf(whole), undefined, tender);
