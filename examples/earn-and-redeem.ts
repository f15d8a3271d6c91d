/**
 * A member joins the café, buys, asks what a reward would take, redeems it, and asks why.
 *
 *     node examples/earn-and-redeem.ts http://localhost:8080 tsk_…
 *
 * It all happens on the last noon, outside of every happy hour, and everything that is sent has an id of that day: run
 * again it changes nothing and prints the same, which is in earn-and-redeem.ts.out. Node 24 runs it as it is.
 */
import { createClient, type TallystickClient, TallystickProblem } from "@tallystick/client";

const program = "corner-cafe";

/** The last noon in UTC that is an hour ago or more. */
function lastNoon(): Date {
  const noon = new Date();
  noon.setUTCHours(12, 0, 0, 0);
  if (noon.getTime() > Date.now() - 3_600_000) noon.setUTCDate(noon.getUTCDate() - 1);
  return noon;
}

/** Runs the example on a server that has the café; `print` takes one line at a time. */
export async function earnAndRedeem(client: TallystickClient, print: (line: string) => void): Promise<void> {
  const noon = lastNoon();
  const day = noon.toISOString().slice(0, 10);
  const minutesLater = (minutes: number): string => new Date(noon.getTime() + minutes * 60_000).toISOString();

  const { account } = await client.enrolMember({
    program,
    body: { identifiers: [{ kind: "card", value: `example-${day}` }], joinedAt: minutesLater(0) },
  });
  const joined = await client.getBalanceAt({ program, account, at: minutesLater(0) });
  print(`Welcome: ${joined.units[0]?.available} beans for joining.`);

  const breakfast = await client.recordFacts({
    program,
    body: {
      type: "purchase",
      id: `breakfast-${day}`,
      occurredAt: minutesLater(5),
      account,
      lines: [
        { id: "1", sku: "LATTE", category: "coffee", quantity: 2, amount: 760 },
        { id: "2", sku: "PASTEL-DE-NATA", category: "pastry", quantity: 4, amount: 480 },
      ],
    },
  });
  for (const { rule, given } of breakfast.earned)
    print(`Breakfast for 12.40: ${given} beans by the rule ${rule}.`);

  const coffee = {
    id: `coffee-${day}`,
    occurredAt: minutesLater(30),
    account,
    of: { reward: "coffee" },
  };
  const quote = await client.quoteFact({ program, body: { type: "redeem", ...coffee } });
  print(`A coffee would leave ${quote.balances.beans?.available} beans.`);

  const redeemed = await client.redeem({ program, body: coffee });
  print(`Redeemed; ${redeemed.balances.beans?.available} beans are left.`);

  try {
    await client.redeem({ program, body: { ...coffee, id: `bag-${day}`, of: { reward: "tote-bag" } } });
  } catch (error) {
    if (!(error instanceof TallystickProblem)) throw error;
    print(`A canvas bag: ${error.problem.refusal?.code}. ${error.message}`);
  }

  const why = await client.explainFact({ program, account, fact: `breakfast-${day}` });
  print("Why the breakfast gave that:");
  for (const sentence of why.sentences) print(`  ${sentence}`);
}

const [url, key] = process.argv.slice(2);
if (url?.startsWith("http") && key) await earnAndRedeem(createClient({ url, key }), console.log);
