import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { serverOf } from '../testing/server-of.ts';

const main = join(import.meta.dirname, '../main.ts');

/** What bash itself offers: it breaks words at "=", which the script must live with. */
async function offered(words: readonly string[]): Promise<string[]> {
  const { server } = await serverOf({});
  const lines = [
    `skerry() { "${process.execPath}" "${main}" "$@"; }`,
    'source <(skerry completion bash)',
    `COMP_WORDS=(skerry ${words.map((w) => `'${w}'`).join(' ')})`,
    `COMP_CWORD=${words.length}`,
    '_skerry_complete 2>/dev/null',
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ];
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', SKERRY_URL: server.url, SKERRY_TOKEN: 'x' };
  const child = spawn('bash', ['--norc', '-c', lines.join('\n')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  return (await text(child.stdout)).split('\n').filter((line) => line !== '');
}

test.each([
  [['inst', 'sta'], ['start']],
  [['inst', 'ls', '--filter', 'state', '=', 'run'], ['running']],
  [
    ['inst', 'ls', '--filter', 'cluster', '='],
    ['harbour', 'none'],
  ],
  [['inst', 'ls', '-o', 'custom', '=', 'clu'], ['cluster']],
])('bash completes %j with %j', async (words, expected) => {
  expect(await offered(words)).toEqual(expected);
});
