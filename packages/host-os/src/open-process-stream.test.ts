import { once } from 'node:events';
import { expect, test } from 'vitest';
import { CommandError } from './command-error.ts';
import { openCommand, openProcessStream } from './open-process-stream.ts';
import { processAlive } from './process.ts';

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  const [chunk] = (await once(stream, 'data')) as [Buffer];
  return chunk.toString();
}

test('what is written reaches the program, and what it says comes back', async () => {
  const stream = await openProcessStream('sed', ['-u', 's/a/b/']);
  stream.write('cat\n');
  expect(await firstLine(stream)).toBe('cbt\n');
  stream.destroy();
});

test('the stream closes after the last word of a program that ends', async () => {
  const stream = await openProcessStream('sh', ['-c', 'echo last']);
  let said = '';
  stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await once(stream, 'close');
  expect(said).toBe('last\n');
});

test('destroying the stream ends the program', async () => {
  const stream = await openProcessStream('sh', ['-c', 'echo $$; sleep 1000']);
  const pid = Number(await firstLine(stream));
  stream.destroy();
  const end = performance.now() + 5_000;
  while ((await processAlive(pid)) && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await processAlive(pid)).toBe(false);
});

test('a program that is not there is an error', async () => {
  await expect(openProcessStream('skerry-no-such-program', [])).rejects.toBeInstanceOf(CommandError);
});

test('a command goes on when its input ends, and says its status when it is over', async () => {
  const command = await openCommand('sh', ['-c', 'cat; echo to the end; exit 7']);
  let said = '';
  command.on('data', (chunk: Buffer) => (said += chunk.toString()));
  command.end('typed\n');
  expect(await command.status).toBe(7);
  expect(said).toBe('typed\nto the end\n');
  const killed = await openCommand('sh', ['-c', 'kill -9 $$']);
  killed.resume();
  expect(await killed.status).toBe(137);
});
