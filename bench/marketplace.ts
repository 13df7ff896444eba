import { indexOfLines, linesOfIndex, MarketplaceIndex } from '@skerry/marketplace-contract';
import { run } from '@skerry/host-os';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { type Bench, figureOf, median } from './bench.ts';

const words = ['web', 'mail', 'data', 'proxy', 'cache', 'queue', 'node', 'edge', 'store', 'plain'];
const questions = ['', 'web', 'cache 99', 'edge 12345', 'nothing is called so'];

const bench: Bench = {
  about: 'a list of 100,000 entries, kept as a file: read, and searched; `--entries N`, `--runs N` (20)',
  async run({ say, args }) {
    const { values } = parseArgs({
      args: [...args],
      options: { entries: { type: 'string', default: '100000' }, runs: { type: 'string', default: '20' } },
      strict: false,
    });
    const [entries, runs] = [Number(values.entries), Number(values.runs)];
    const directory = await mkdtemp(join(tmpdir(), 'skerry-bench-'));
    const path = join(directory, 'list.jsonl');
    try {
      await writeFile(path, [...linesOfIndex(made(entries))].join(''));
      const readings: number[] = [];
      let index = MarketplaceIndex.of([], new Date());
      for (let i = 0; i < 3; i++) {
        const begin = performance.now();
        index = await indexOfLines(createInterface({ input: createReadStream(path), crlfDelay: Infinity }));
        readings.push(performance.now() - begin);
      }
      const [ours, byHand]: [number[], number[]] = [[], []];
      for (let i = 0; i < runs; i++) {
        const text = questions[i % questions.length] ?? '';
        const begin = performance.now();
        const { total } = index.search({ text });
        ours.push(performance.now() - begin);
        const hand = performance.now();
        await run('grep', ['--count', '--ignore-case', '--fixed-strings', '--', text, path], { okCodes: [0, 1] });
        byHand.push(performance.now() - hand);
        say(`"${text}": ${total} of ${index.entries.length} in ${ours.at(-1)?.toFixed(1)} ms`);
      }
      const control = { name: 'grep over the file', value: median(byHand) };
      return [
        figureOf(readings, { name: `list of ${entries} entries, from its file`, unit: 'ms' }),
        figureOf(ours, { name: 'search of it', unit: 'ms', control, goal: { atMost: 100 } }),
        figureOf(ours, { name: 'the slowest search', unit: 'ms', p: 100 }),
      ];
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};
export default bench;

const made = (entries: number): MarketplaceIndex =>
  MarketplaceIndex.of(
    Array.from({ length: entries }, (_, i) => {
      const name = `${words[i % words.length]}/${words[(i >> 4) % words.length]}-${i}`;
      return {
        reference: name,
        name,
        description: `What ${words[(i >> 3) % words.length]} servers need, number ${i}.`,
        architectures: [i % 2 === 0 ? 'x86_64' : 'aarch64'],
        kinds: [i % 3 === 0 ? ('vm' as const) : ('container' as const)],
        version: `${i % 9}.${i % 7}`,
        sizeBytes: i * 1000,
      };
    }),
    new Date(),
  );
