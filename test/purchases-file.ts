import { makeRandom, type Random } from "../server/src/simulate/random.ts";

/** A purchases file that never was, and what an import of it must come to, counted while it was written. */
export type PurchasesFile = {
  csv: string;
  rows: number;
  /** Customer numbers of those who bought something. */
  customers: string[];
  /** Different purchases; copies of them are not counted. */
  purchases: number;
  /** Purchases that stand in the file once more, word for word; returns do too, and are not counted. */
  copies: number;
  /** What the purchases came to, in cents. */
  spend: number;
  /** A point for each whole euro of each purchase, and one more for each purchase. */
  points: number;
};

/** How the columns become facts: one row is one line, and the rows of one order follow each other. */
export const MAPPING = `mapping: 1
rows:
  - when: { order: { starts-with: R } }
    as: return
  - as: purchase
group: { by: order }
id: "{order}"
member: { kind: customer, value: "{customer}" }
time: { value: "{time}", format: YYYY-MM-DD HH:mm:ss }
currency: EUR
line:
  sku: "{sku}"
  quantity: "{quantity}"
  amount: { value: "{price}", times: "{quantity}" }
`;

const HEADER = "order,customer,time,sku,quantity,price";
const ARTICLES = 150;

type Line = { sku: string; quantity: number; price: number };
type Order = { id: string; customer: string; time: string; lines: Line[] };

/**
 * Writes about so many rows: purchases of one to six lines by customers of whom some come often, among them lines that
 * stand twice in their order, returns of some of what was bought (and of things that never were), orders that stand in
 * the file a second time, orders whose number was taken before, and rows that cannot be read.
 */
export function makePurchasesFile(seed: number, rows: number): PurchasesFile {
  const random = makeRandom(seed, 1);
  const below = (end: number): number => Math.floor(random() * end);
  const lines = [HEADER];
  const orders: Order[] = [];
  const bought = new Map<string, Line[]>();
  const counts = { purchases: 0, copies: 0, spend: 0, points: 0 };
  let clock = Date.UTC(2024, 0, 1, 8);
  const write = ({ id, customer, time, lines: some }: Order): void => {
    for (const { sku, quantity, price } of some) {
      lines.push([id, customer, time, sku, quantity, (price / 100).toFixed(2)].join(","));
    }
  };

  for (let n = 1; lines.length <= rows; n++) {
    clock += 1000 * (1 + below(2400));
    const time = new Date(clock).toISOString().slice(0, 19).replace("T", " ");
    const customer = String(1 + Math.floor((rows / 15) * random() ** 2)).padStart(5, "0");
    const draw = random();
    if (draw < 0.03 && orders.length > 20) {
      const order = orders[orders.length - 6 - below(Math.min(600, orders.length - 6))]!;
      write(order);
      if (order.id.startsWith("P")) counts.copies += 1;
    } else if (draw < 0.035 && orders.length > 20) {
      write({ ...orders[below(orders.length - 5)]!, time, lines: linesOf(random) });
    } else if (draw < 0.037) {
      lines.push(`P${n},${customer},${time},A1,many,1.00`);
    } else if (draw < 0.12 && bought.has(customer)) {
      const order = { id: `R${n}`, customer, time, lines: returnedLines(bought.get(customer)!, random) };
      write(order);
      orders.push(order);
    } else {
      const order = { id: `P${n}`, customer, time, lines: linesOf(random) };
      write(order);
      orders.push(order);
      bought.set(customer, [...(bought.get(customer) ?? []), ...order.lines]);
      const amount = order.lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
      counts.purchases += 1;
      counts.spend += amount;
      counts.points += Math.floor(amount / 100) + 1;
    }
  }
  return { csv: `${lines.join("\n")}\n`, rows: lines.length - 1, customers: [...bought.keys()], ...counts };
}

function linesOf(random: Random): Line[] {
  const lines: Line[] = [];
  const count = 1 + Math.floor(5 * random() ** 2);
  for (let i = 0; i < count; i++) {
    const sku = `A${1 + Math.floor(ARTICLES * random() ** 2)}`;
    lines.push({ sku, quantity: 1 + Math.floor(6 * random() ** 3), price: 45 + Math.floor(4000 * random()) });
  }
  // The same article for the same money, scanned twice: two lines of one order.
  if (random() < 0.04) lines.push(lines[0]!);
  return lines;
}

/** What comes back of what was bought, negative as such files write it; now and then more than there ever was. */
function returnedLines(bought: Line[], random: Random): Line[] {
  const count = 1 + Math.floor(2 * random());
  return Array.from({ length: count }, () => {
    const line = bought[Math.floor(random() * bought.length)]!;
    const never = random() < 0.05;
    const quantity = never ? 50 : 1 + Math.floor(line.quantity * random());
    return { ...line, quantity: -quantity };
  });
}
