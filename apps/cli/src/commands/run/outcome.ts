import { exitWords } from '@skerry/domain';
import type { Cli } from '../../cli.ts';
import { addressesOf } from '../../nouns/instance.ts';
import { printObject } from '../../output/show.ts';

/** What came of it, and what to do next. A program that is over already ends us as it ended itself. */
export async function sayHowItIs(cli: Cli, id: number): Promise<void> {
  const client = await cli.client();
  const { data: instance } = await client.call('instance.get', { params: { id } });
  const { name, state, observed } = instance;
  if (state === 'exited') {
    cli.say(`${name} ${exitWords(observed?.exit)}. What it printed: skerry instance logs ${name}`);
    cli.exitCode = observed?.exit?.status ?? (observed?.exit?.signal === undefined ? 1 : 128 + observed.exit.signal);
  } else {
    const addresses = addressesOf(instance);
    cli.say(`${name} runs${addresses === '' ? '' : ` and has the address ${addresses}`}.`);
    cli.say(`What it prints: skerry instance logs -f ${name}; a shell in it: skerry instance console ${name}`);
  }
  if (cli.globals.output !== 'table') await printObject(cli, instance);
}
