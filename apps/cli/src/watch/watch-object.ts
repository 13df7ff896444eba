import type { ObjectKind } from '@skerry/domain';
import { stringify } from 'yaml';
import type { Cli } from '../cli.ts';
import type { Noun, ObjectOf } from '../nouns/noun.ts';
import { listLines, objectLines } from '../output/show.ts';
import { liveList } from './live-list.ts';
import { KeptNames } from './kept-names.ts';
import { LiveScreen } from './screen.ts';

const tickMs = 1_000;

/** One object until it is gone, or until Ctrl-C: drawn again in place, or each state of it after the other. */
export async function watchObject<K extends ObjectKind>(cli: Cli, noun: Noun<K>, id: number): Promise<void> {
  const client = await cli.client();
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const { output } = cli.globals;
  const draws = cli.io.outIsTerminal && output !== 'json' && output !== 'yaml';
  const screen = new LiveScreen(cli);
  const names = new KeptNames(client);
  let trouble: string | undefined;
  const onTrouble = (sentence: string | undefined) => {
    if (!draws && sentence !== undefined && trouble === undefined) cli.say(`${sentence} Trying again.`);
    trouble = sentence;
  };
  const options = { signal: stop.signal, onTrouble, ...(draws ? { tickMs } : {}) };
  let last: ObjectOf<K> | undefined;
  for await (const { rows, changes } of liveList(client, noun.kind, { id: String(id) }, 1, options)) {
    const [object] = rows;
    if (object === undefined) {
      const gone = last === undefined ? `the ${noun.kind} ${id}` : `the ${noun.kind} ${last.name} (${id})`;
      cli.say(`${gone.charAt(0).toUpperCase()}${gone.slice(1)} is gone.`);
      stop.abort();
      return;
    }
    last = object;
    if (!draws && changes.length === 0) continue;
    if (output === 'json') cli.print(JSON.stringify(object));
    else if (output === 'yaml') cli.print(`---\n${stringify(object).trimEnd()}`);
    else {
      const asRow = output === 'csv' || output === 'custom' || output === 'name';
      const ask = { names: (kinds: readonly ObjectKind[]) => names.of(kinds), width: cli.io.columns };
      const lines = asRow ? await listLines(cli, noun, [object], ask) : await objectLines(cli, object, ask.names);
      if (draws) screen.draw(lines, trouble === undefined ? 'live; Ctrl-C ends' : `${trouble} Trying again.`);
      else for (const line of [...lines, ...(asRow ? [] : [''])]) cli.print(line);
    }
  }
}
