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
        else cli.print(lineOf(event, (state) => cli.colours[toneOf(state)](state)));
      }
    });
};

function lineOf(
  { id, event, data }: { id: string; event: string; data: unknown },
  colour: (s: string) => string,
): string {
  const object = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  const part = (key: string) =>
    typeof object[key] === 'string' || typeof object[key] === 'number' ? String(object[key]) : '';
  const about = [part('kind'), part('name'), part('id') && `(${part('id')})`].filter(Boolean).join(' ');
  const state = part('state');
  const text = about === '' ? JSON.stringify(data) : about;
  return `${id.padStart(6)}  ${oneLine(event)}  ${oneLine(text)}${state ? `  ${colour(oneLine(state))}` : ''}`;
}
