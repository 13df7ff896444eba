import { expect, test } from 'vitest';
import { watchLines } from './watch-lines.ts';

test('lines arrive whole and in order, and the end says why', async () => {
  const lines: string[] = [];
  const reason = await new Promise<string>((resolve) => {
    watchLines('sh', ['-c', 'printf "one\\ntw"; printf "o\\n"; echo broken >&2; exit 3'], {
      onLine: (line) => lines.push(line),
      onEnd: resolve,
    });
  });
  expect(lines).toEqual(['one', 'two']);
  expect(reason).toBe('broken');
});

test('a program that is not there ends the watch with a reason', async () => {
  const reason = await new Promise<string>((resolve) => {
    watchLines('skerry-no-such-program', [], { onLine: () => undefined, onEnd: resolve });
  });
  expect(reason).toContain('skerry-no-such-program');
});

test('a watch that was stopped ends its program and does not call back', async () => {
  let ended = false;
  const pid = await new Promise<number>((resolve) => {
    const watch = watchLines('sh', ['-c', 'echo $$; exec sleep 60'], {
      onLine(line) {
        watch.stop();
        resolve(Number(line));
      },
      onEnd: () => (ended = true),
    });
  });
  const end = performance.now() + 5_000;
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      break;
    }
    if (performance.now() > end) throw new Error('the program still runs');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(ended).toBe(false);
});
