import type { ChangeEvent } from '@skerry/sdk';
import { stringify } from 'yaml';
import type { Register } from '../cli.ts';
import { toneOf } from '../output/palette.ts';
import { oneLine } from '../output/text-width.ts';

/** Changes as they happen, until Ctrl-C. With `-o json` each is one line of JSON. */
export const register: Register = (command, cli) => {
  command
    .option('--kind <kinds>', 'Only changes of these kinds of objects, with commas')
    .option('--after <id>', 'Begin after this event')
    .action(async ({ kind, after }: { kind?: string; after?: string }) => {
      const client = await cli.client();
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      let lost = false;
      const stream = client.events({
        signal: stop.signal,
        ...(kind === undefined ? {} : { kinds: kind.split(',') }),
        ...(after === undefined ? {} : { lastEventId: after }),
        onConnected: () => {
          if (lost) cli.say('Connected again.');
          lost = false;
        },
        onLost: (error) => {
          if (!lost) cli.say(`${(error as Error).message} Trying again.`);
          lost = true;
        },
      });
      for await (const event of stream) {
        if (cli.globals.output === 'json') cli.print(JSON.stringify(event));
        else if (cli.globals.output === 'yaml') cli.print(`---\n${stringify(event).trimEnd()}`);
        else cli.print(lineOf(event, (state) => cli.colours[toneOf(state)](oneLine(state))));
      }
    });
};

/** "   812  put     instance web (3)  running". */
function lineOf(event: ChangeEvent, colour: (state: string) => string): string {
  const start = `${event.eventId.padStart(6)}  ${event.type.padEnd(6)}`;
  if (event.type === 'resync') return `${start}  too much happened meanwhile to be told one by one`;
  const { name, state } = event.type === 'put' ? event.object : {};
  const about = `${event.kind} ${typeof name === 'string' ? `${oneLine(name)} (${event.id})` : event.id}`;
  return typeof state === 'string' ? `${start}  ${about}  ${colour(state)}` : `${start}  ${about}`;
}
