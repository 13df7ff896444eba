import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { execFileSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { createProgram, groups } from './program.ts';
import { processIo } from './io.ts';
import { expand } from './words.ts';

/** A hint that cannot be followed is worse than none: every command and flag that is named anywhere must be there. */
const root = join(import.meta.dirname, '../../..');

/** The program with one group whole, by the name of the group. */
const programs = new Map<string, Command>();
beforeAll(async () => {
  const io = processIo();
  for (const name of Object.keys(groups)) programs.set(name, (await createProgram(io, [name])).program);
});

const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && !/\.test\.tsx?$|^docs\/decisions\/|CHANGELOG/.test(path));

/** Commands in a source are quoted; in a document they are code. */
function commandsIn(path: string, text: string): string[] {
  const quoted = [...text.matchAll(/(?:`|")(skerry [^`"\n]+)(?:`|")/g)].map(([, line = '']) => line);
  if (!path.endsWith('.md')) return quoted;
  const blocks = [...text.matchAll(/^```[a-z]*\n(.*?)^```/gms)].flatMap(([, block = '']) => block.split('\n'));
  const indented = text.split('\n').filter((line) => /^ {4}(\$ )?skerry /.test(line));
  return [...quoted, ...[...blocks, ...indented].map((line) => line.trim().replace(/^\$ /, ''))];
}

const named = files.flatMap((path) =>
  commandsIn(path, readFileSync(join(root, path), 'utf8')).flatMap((line) =>
    line.startsWith('skerry ') ? [{ path: relative('.', path), line }] : [],
  ),
);

/** The words of a command line as somebody would type them; what is to be filled in is one word. */
function wordsOf(line: string): string[] {
  const plain = line
    .replaceAll(/\$\{(?:[a-z.]*\.)?kind\}/gi, 'template')
    .replaceAll(/\$\{[^}]*\}/g, 'X')
    .replaceAll('\\', '')
    .replace(/\s+#.*$/, '')
    .replace(/[|;&>].*$/, '');
  return plain
    .split(/\s+/)
    .slice(1)
    .map((word) => word.replace(/^\[+/, '').replace(/[\],.:)]+$/, ''))
    .filter((word, i) => word !== '' && (word !== '…' || i === 0));
}

/** Not a command line: a heading of a version, or the name that stands for all of them. */
const isProse = ([first = '']: readonly string[]): boolean => /^(|…|[A-Z]+|__complete)$/.test(first);

function problemsOf(line: string): string | undefined {
  const words = wordsOf(line);
  if (isProse(words)) return undefined;
  const bare = programs.get('status') as Command;
  const { command: found, rest: unknown } = expand(bare, words);
  if (found === bare && unknown.length === 0) return undefined;
  const noun = found.name();
  const program = programs.get(noun);
  if (program === undefined) return `there is no "${words[0] ?? ''}"`;
  const { command, rest } = expand(program, words);
  const verb = command.commands.length > 0 ? rest.find((word) => /^[a-z-]+$/.test(word)) : undefined;
  if (verb !== undefined) return `"${command.name()}" has no "${verb}"`;
  const flags = new Set(['--help', '-h']);
  for (let at: Command | null = command; at !== null; at = at.parent) {
    for (const { long, short } of at.options) for (const flag of [long, short]) if (flag) flags.add(flag);
  }
  const end = words.indexOf('--');
  const given = words.slice(0, end === -1 ? undefined : end).filter((word) => /^--?[a-z]/i.test(word));
  const wrong = given.map((word) => word.replace(/=.*/, '')).find((word) => !flags.has(word));
  return wrong === undefined ? undefined : `it has no ${wrong}`;
}

test('the search finds commands at all: in sources, in documents', () => {
  expect(named.filter(({ path }) => path.endsWith('.ts')).length).toBeGreaterThan(10);
  expect(named.filter(({ path }) => path.endsWith('.md')).length).toBeGreaterThan(20);
  expect(problemsOf('skerry network update lan --range 1-2')).toBe('it has no --range');
  expect(problemsOf('skerry instance fly web')).toBe('"instance" has no "fly"');
});

test('every command that is named in a source or a document is one, with all its flags', () => {
  const wrong = named.flatMap(({ path, line }) => {
    const problem = problemsOf(line);
    return problem === undefined ? [] : [`${path}: ${line}: ${problem}`];
  });
  expect(wrong).toEqual([]);
});

test('every flag that the command line names in its own sentences is one of its flags', () => {
  const known = new Set(['--help', '--version']);
  const add = (command: Command): void => {
    for (const { long } of command.options) if (long) known.add(long);
    command.commands.forEach(add);
  };
  for (const program of programs.values()) add(program);
  const wrong = files
    .filter((path) => path.startsWith('apps/cli/src/'))
    .flatMap((path) => {
      const sentences = readFileSync(join(root, path), 'utf8').replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, '');
      const flags = [...sentences.matchAll(/(?<![\w-])--[a-z][a-z-]*[a-z](?![\w$-])/g)].map(([flag]) => flag);
      return flags.filter((flag) => !known.has(flag)).map((flag) => `${path}: ${flag}`);
    });
  expect(wrong).toEqual([]);
});

test('every `npm run …` that is named is a script', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
  const wrong = files.flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const used = [...text.matchAll(/[`"]npm run ([a-z0-9:-]+)/g)].map(([, name = '']) => name);
    return used.filter((name) => !Object.hasOwn(scripts, name)).map((name) => `${path}: npm run ${name}`);
  });
  expect(wrong).toEqual([]);
});
