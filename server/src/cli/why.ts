import { Command } from "commander";
import { explainFact } from "../actions/explain-fact.ts";
import { findAccount } from "../actions/find-account.ts";
import { getAccount } from "../actions/get-account.ts";
import type { Books } from "../actions/open-books.ts";
import { factInWords, unitsInWords } from "./account-words.ts";
import { programOf } from "./show.ts";
import { type Session, withBooks } from "./with-books.ts";
import { localTime } from "./words.ts";

type Options = { program?: string; json?: true };

const HELP = `
Reads the account's journal again up to the fact, decides it once more and tells what led to the answer.

Examples:
  $ tallystick why customer:00001 order-1
  $ tallystick why acc_2jx3… 536365 --json
`;

async function why(
  { out }: Session,
  books: Books,
  input: Options & { who: string; fact: string },
): Promise<void> {
  const { program: id, account } = await findAccount(books, {
    who: input.who,
    program: input.program ?? null,
  });
  const of = { program: id, account };
  const { entry, explanation } = await explainFact(books, { ...of, fact: input.fact });
  if (input.json) {
    const { version, spend, rules, sentences } = explanation;
    out.json({ ...of, entry, version, spend, rules, sentences });
    return;
  }
  const program = await programOf(books, id);
  const { units } = await getAccount(books, { ...of, now: Date.now() });
  out.line(
    `${entry.fact.id}: ${factInWords(program, entry.fact)} at ${localTime(program.zone, entry.occurredAt)}, booked at ${localTime(program.zone, entry.bookedAt)}`,
  );
  for (const sentence of explanation.sentences) out.line(`  ${sentence}`);
  const balances = Object.entries(entry.outcome.balances).map(([unit, { available, debt }]) =>
    unitsInWords(
      units.find((held) => held.unit === unit) ?? { one: unit, many: unit, scale: 0 },
      available - debt,
    ),
  );
  if (balances.length > 0) out.line(`  To spend after it: ${balances.join(" and ")}.`);
}

export function whyCommand(session: Session): Command {
  return new Command("why")
    .description("say why a fact gave what it gave")
    .argument("<who>", "an account, a member or an identifier, as for show")
    .argument("<fact>", "the fact's id")
    .option("-p, --program <id>", "the program, where there are several")
    .option("--json", "print the explanation as JSON")
    .addHelpText("after", HELP)
    .action((who: string, fact: string, options: Options, command: Command) =>
      withBooks({ session, command, makes: false }, (books) =>
        why(session, books, { ...options, who, fact }),
      ),
    );
}
