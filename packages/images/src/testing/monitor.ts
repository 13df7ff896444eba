import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Talks to a guest's QEMU: each call is a connection of its own, so nothing is held open between two of them. */
export interface Monitor {
  powerDown(): Promise<void>;
  /** What stands on the display in text mode, scrolled off lines too. */
  screen(): Promise<string>;
  type(text: string): Promise<void>;
  picture(path: string): Promise<void>;
}

/** Where a display in text mode has its characters, each followed by its colours. */
const textMemory = { val: 0xb8000, size: 32_768 };

/** Keys as QEMU calls them, of an American keyboard. */
const keys: Readonly<Record<string, readonly string[]>> = {
  ' ': ['spc'],
  '\n': ['ret'],
  '-': ['minus'],
  '/': ['slash'],
  '.': ['dot'],
  ';': ['semicolon'],
  ':': ['shift', 'semicolon'],
  '&': ['shift', '7'],
  $: ['shift', '4'],
  '?': ['shift', 'slash'],
};

const keysOf = (letter: string): readonly string[] =>
  keys[letter] ?? (letter === letter.toLowerCase() ? [letter] : ['shift', letter.toLowerCase()]);

export function monitorAt(socketPath: string, directory: string): Monitor {
  const ask = async (commands: readonly object[]) => {
    const socket = createConnection(socketPath);
    try {
      const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
      await answers.next();
      for (const command of [{ execute: 'qmp_capabilities' }, ...commands]) {
        socket.write(`${JSON.stringify(command)}\n`);
        await answered(answers);
      }
    } finally {
      socket.end();
      if (!socket.closed) await once(socket, 'close');
    }
  };
  return {
    powerDown: () => ask([{ execute: 'system_powerdown' }]),
    picture: (filename) => ask([{ execute: 'screendump', arguments: { filename } }]),
    async screen() {
      const filename = join(directory, 'screen');
      await ask([{ execute: 'pmemsave', arguments: { ...textMemory, filename } }]);
      const memory = await readFile(filename);
      await rm(filename);
      return Buffer.from(memory.filter((_, at) => at % 2 === 0)).toString('latin1');
    },
    type: (text) =>
      ask(
        text.split('').map((letter) => ({
          execute: 'send-key',
          arguments: { keys: keysOf(letter).map((data) => ({ type: 'qcode', data })), 'hold-time': 20 },
        })),
      ),
  };
}

/** Events come in between; the answer to a command is not one. */
async function answered(lines: AsyncIterator<string>): Promise<void> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('QEMU ended before it answered');
    const said = JSON.parse(value) as { return?: unknown; error?: { desc: string } };
    if (said.error !== undefined) throw new Error(said.error.desc);
    if ('return' in said) return;
  }
}
