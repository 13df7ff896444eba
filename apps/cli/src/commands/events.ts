import { objectKinds } from '@skerry/domain';
import { didYouMean } from '@skerry/kit';
import type { ChangeEvent } from '@skerry/sdk';
import { stringify } from 'yaml';
import type { Register } from '../cli.ts';
import { usage } from '../failure/cli-error.ts';
import { isObjectKind } from '../objects/object-ref.ts';
import { toneOf } from '../output/palette.ts';
import { oneLine } from '../output/text-width.ts';
import { clockOf, formatTime } from '../output/time.ts';

/** Changes as they happen, until Ctrl-C. With `-o json` each is one line of JSON. */
export const register: Register = (command, cli) => {
  command
    .option('--kind <kinds>', 'Only changes of these kinds of objects, with commas')
    .option('--after <id>', 'Begin after this event')
    .action(async ({ kind, after }: { kind?: string; after?: string }) => {
      const kinds = kindsOf(kind);
      if (after !== undefined && !/^\d{1,15}$/.test(after)) {
        throw usage(`--after: "${after}" is not the number of an event.`, 'It stands behind the time of each event.');
      }
      const client = await cli.client();
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      let lost = false;
      let past = 0;
      const stream = client.events({
        signal: stop.signal,
        ...(kinds === undefined ? {} : { kinds }),
        ...(after === undefined ? {} : { lastEventId: after }),
        onGreeting: (revision) => (past = revision),
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
        else {
          // When a change happened before we listened is not told; that it is known now is no answer.
          const time = event.revision > past ? formatTime(new Date().toISOString(), clockOf(cli.io.env)) : 'before';
          cli.print(
            `${time.padEnd(timeWidth)}  ${lineOf(event, (state) => cli.colours[toneOf(state)](oneLine(state)))}`,
          );
        }
      }
    });
};

/** Of "2026-01-03 05:05:06 +01:00". */
const timeWidth = 26;

function kindsOf(text: string | undefined): string[] | undefined {
  const kinds = text?.split(',').map((kind) => kind.trim());
  const wrong = kinds?.find((kind) => !isObjectKind(kind));
  if (wrong === undefined) return kinds;
  const hint = didYouMean(wrong, objectKinds);
  throw usage(
    `--kind: there is no kind "${wrong}".`,
    `${hint === undefined ? '' : `${hint} `}There are: ${objectKinds.join(', ')}.`,
  );
}

/** "   812  put     instance web (3)  running". */
function lineOf(event: ChangeEvent, colour: (state: string) => string): string {
  const start = `${event.eventId.padStart(6)}  ${event.type.padEnd(6)}`;
  if (event.type === 'resync') return `${start}  too much happened meanwhile to be told one by one`;
  const { name, state } = event.type === 'put' ? event.object : {};
  const about = `${event.kind} ${typeof name === 'string' ? `${oneLine(name)} (${event.id})` : event.id}`;
  return typeof state === 'string' ? `${start}  ${about}  ${colour(state)}` : `${start}  ${about}`;
}
