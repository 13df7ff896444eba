import type { ObjectKind } from '@skerry/domain';
import { stringify } from 'yaml';
import type { Cli } from '../cli.ts';
import type { Noun, ObjectOf } from '../nouns/noun.ts';
import { listLines } from '../output/show.ts';
import { oneLine } from '../output/text-width.ts';
import { refuseUseInChanges } from '../verbs/asks-use.ts';
import type { ListQuery } from '../verbs/list-query.ts';
import { type LiveList, liveList } from './live-list.ts';
import { KeptNames } from './kept-names.ts';
import { LiveScreen } from './screen.ts';

/** Milliseconds between two looks at the clock: ages are shown in seconds. */
const tickMs = 1_000;
/** Milliseconds until what each uses is asked again: a sample comes every 10 s, and no event tells it. */
const useMs = 10_000;

/**
 * A list that stays true until Ctrl-C: on a terminal drawn again in place, elsewhere each change as a line of its own.
 * JSON and YAML are changes in the form of `skerry events`, what is there at the beginning first.
 */
export async function watchList<K extends ObjectKind>(cli: Cli, noun: Noun<K>, asked: ListQuery, limit: number) {
  const draws = cli.io.outIsTerminal && cli.globals.output !== 'json' && cli.globals.output !== 'yaml';
  const { use, ...query } = asked;
  if (!draws) refuseUseInChanges(noun.kind, asked);
  const client = await cli.client();
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const names = new KeptNames(client);
  const screen = new LiveScreen(cli);
  let trouble: string | undefined;
  const onTrouble = (sentence: string | undefined) => {
    if (!draws && sentence !== undefined && trouble === undefined) cli.say(`${sentence} Trying again.`);
    if (!draws && sentence === undefined && trouble !== undefined) cli.say('Connected again.');
    trouble = sentence;
  };
  const shows = draws && use !== undefined;
  const options = {
    signal: stop.signal,
    onTrouble,
    ...(draws ? { tickMs } : {}),
    ...(shows ? { againMs: useMs } : {}),
  };
  let isFirst = true;
  for await (const live of liveList(client, noun.kind, shows ? asked : query, limit, options)) {
    if (draws) {
      const lines = await listLines(cli, noun, live.rows, { names: (kinds) => names.of(kinds), width: cli.io.columns });
      const count = `${live.rows.length} of ${live.total}, live; Ctrl-C ends`;
      screen.draw(lines, trouble === undefined ? count : `${trouble} Trying again.`);
    } else if (!printedAsEvents(cli, noun.kind, live)) await printChanges(cli, noun, live, names, isFirst);
    isFirst = false;
  }
}

function printedAsEvents(cli: Cli, kind: ObjectKind, { changes }: LiveList<object>): boolean {
  const { output } = cli.globals;
  if (output !== 'json' && output !== 'yaml') return false;
  for (const { id, object } of changes) {
    const event = object === undefined ? { type: 'delete', kind, id } : { type: 'put', kind, id, object };
    cli.print(output === 'json' ? JSON.stringify(event) : `---\n${stringify(event).trimEnd()}`);
  }
  return true;
}

/** The whole table once, then the rows that changed, as they stand in it. */
async function printChanges<K extends ObjectKind>(
  cli: Cli,
  noun: Noun<K>,
  { rows, changes }: LiveList<ObjectOf<K>>,
  names: KeptNames,
  isFirst: boolean,
): Promise<void> {
  const lines = await listLines(cli, noun, rows, { names: (kinds) => names.of(kinds) });
  const heading = lines.length - rows.length;
  if (isFirst) for (const line of lines.slice(0, heading)) cli.print(line);
  for (const { id, object } of changes) {
    const at = rows.findIndex((row) => row.id === id);
    const line = lines[heading + at];
    if (object === undefined) cli.say(`The ${noun.kind} ${id} is gone, or does not fit any more.`);
    else if (at >= 0 && line !== undefined) cli.print(cli.globals.output === 'name' ? oneLine(line) : line);
  }
}
