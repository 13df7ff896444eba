import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { openTerminal } from './open-terminal.ts';
import { processAlive } from './process.ts';

const size = { columns: 100, rows: 30 };

async function open(script: string) {
  const terminal = await openTerminal('sh', ['-c', script], size);
  let said = '';
  terminal.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const says = (text: string | RegExp) => vi.waitFor(() => expect(said).toMatch(text), { timeout: 5_000 });
  return { terminal, says, said: () => said };
}

test('a program has a terminal of the wanted size, and is told when it changes', async () => {
  const { terminal, says } = await open(`trap 'stty size' WINCH; stty size; while :; do sleep 0.1; done`);
  await says(/30 100\r\n/);
  await terminal.resize({ columns: 132, rows: 50 });
  await says(/50 132\r\n/);
  terminal.destroy();
});

test("what is typed reaches it with the terminal's manners, and words are not taken for commands", async () => {
  const { terminal, says } = await open(`printf '%s\\n' "it's \\$HOME" ; read line; echo "got $line"`);
  await says("it's $HOME");
  const closed = once(terminal, 'close');
  terminal.write('abc\r');
  await closed;
  await says(/got abc/);
});

test('leaving the terminal ends the program', async () => {
  const { terminal, says, said } = await open('echo "pid $$."; sleep 1000');
  await says(/pid \d+\./);
  const pid = Number(/pid (\d+)\./.exec(said())?.[1]);
  terminal.destroy();
  await vi.waitFor(async () => expect(await processAlive(pid)).toBe(false), { timeout: 5_000 });
  await terminal.resize({ columns: 80, rows: 24 });
});
