/**
 * `npm run bench -- <name> [--json] [--seed N]`: measures and prints a table; with `--json` the last line is one object
 * for programs. With `--beside <revision> [--rounds N]` it runs in turn with that revision's. The exit status says
 * whether it could be measured, never whether a goal was met.
 */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bench, type Figure, met } from '../bench/bench.ts';
import { root } from './bootstrap/report.mjs';
import { besideRevision } from './bench/beside.ts';
import { inOwnMachine } from './own-machine/inside.ts';
import { runInOwnMachine } from './own-machine/run-in-own-machine.ts';

const names = readdirSync(join(root, 'bench'))
  .filter((file) => /^[a-z-]+\.ts$/.test(file) && file !== 'bench.ts')
  .map((file) => file.slice(0, -3));

const { values, positionals, tokens } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    beside: { type: 'string' },
    rounds: { type: 'string', default: '3' },
  },
  allowPositionals: true,
  strict: false,
  tokens: true,
});
const [name] = positionals;
if (name === undefined || !names.includes(name)) {
  console.error(`${name === undefined ? 'Which benchmark?' : `There is no benchmark "${name}".`} There are:`);
  for (const each of names) console.error(`  npm run bench -- ${each.padEnd(10)} ${(await load(each)).about}`);
  process.exit(2);
}

async function load(which: string): Promise<Bench> {
  return ((await import(`../bench/${which}.ts`)) as { default: Bench }).default;
}

/** What a reader must know to compare: kind and number of cores, memory, kernel, Node. */
async function machine(): Promise<string> {
  const os = /^PRETTY_NAME="?([^"\n]*)/m.exec(await readFile('/etc/os-release', 'utf8').catch(() => ''))?.[1];
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return [
    `${cpus().length} x ${cpus()[0]?.model.trim()}`,
    memory,
    os,
    `Linux ${release()}`,
    `Node ${process.version}`,
  ].join(', ');
}

function printTable(table: readonly (readonly string[])[]): void {
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length))) ?? [];
  console.log();
  for (const row of table)
    console.log(
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

const known = new Set(['json', 'seed', 'beside', 'rounds']);
const rest = tokens
  .filter((token) => token.kind === 'option' && !known.has(token.name))
  .flatMap((token) => (token.kind === 'option' ? process.argv.slice(2 + token.index, 4 + token.index) : []));
const short = (value: number): string =>
  Number.isInteger(value) ? value.toLocaleString('en') : value.toLocaleString('en', { maximumSignificantDigits: 3 });

if (typeof values.beside === 'string') {
  const say = (line: string) => console.log(`  ${line}`);
  const compared = await besideRevision(name, values.beside, Number(values.rounds), rest, say);
  const range = (samples: readonly number[]) => `${short(Math.min(...samples))} to ${short(Math.max(...samples))}`;
  console.log(`\n${name}: ${await machine()}\n`);
  printTable([
    ['figure', values.beside, 'this tree', 'ratio', 'spread before', 'spread now'],
    ...compared.map(({ name: what, unit, before, now, beforeSamples, nowSamples }) => [
      what,
      `${short(before)} ${unit}`,
      `${short(now)} ${unit}`,
      `× ${short(now / before)}`,
      range(beforeSamples),
      range(nowSamples),
    ]),
  ]);
  if (values.json) console.log(JSON.stringify({ bench: name, beside: values.beside, compared }));
  process.exit(0);
}

const bench = await load(name);
// A cloud that runs already (SKERRY_BENCH_STATE) is there only from outside.
if (bench.real && !inOwnMachine() && process.env['SKERRY_BENCH_STATE'] === undefined) {
  process.exit(await runInOwnMachine(process.execPath, [import.meta.filename, ...process.argv.slice(2)]));
}
const about = await machine();
console.log(`${name}: ${bench.about}\n${about}\n`);
const began = performance.now();
const figures = await bench.run({
  say: (line) => console.log(`  ${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`),
  seed: Number(values.seed),
  args: rest,
});

const goalOf = ({ goal }: Figure): string =>
  !goal ? '' : 'atMost' in goal ? `≤ ${short(goal.atMost)}` : `≥ ${short(goal.atLeast)}`;
const verdict = (figure: Figure): string => ({ true: 'met', false: 'MISSED', undefined: '' })[`${met(figure)}`] ?? '';
const rows = figures.map((figure) => [
  figure.name,
  `${short(figure.value)} ${figure.unit}`,
  goalOf(figure),
  verdict(figure),
  figure.spread ? `${short(figure.spread[0])} to ${short(figure.spread[1])}` : '',
  figure.control ? `${figure.control.name}: ${short(figure.control.value)}` : '',
  figure.control ? `× ${short(figure.value / figure.control.value)}` : '',
]);
printTable([['figure', 'value', 'goal', '', 'spread', 'control', 'ratio'], ...rows]);

if (values.json) {
  const result = figures.map((figure) => ({
    name: figure.name,
    value: figure.value,
    unit: figure.unit,
    goal: figure.goal ? Object.values(figure.goal)[0] : null,
    control: figure.control?.value ?? null,
    ratio: figure.control ? figure.value / figure.control.value : null,
    met: met(figure) ?? null,
    spread: figure.spread ?? null,
  }));
  console.log(JSON.stringify({ bench: name, machine: about, figures: result }));
}
// Whatever a benchmark left running must not hold the result back.
process.exit(0);
