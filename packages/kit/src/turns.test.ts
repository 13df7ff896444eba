import { expect, test } from 'vitest';
import { inTurns, Turns } from './turns.ts';

/** Work that ends when told, and the order in which it began. */
function held() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () =>
    new Promise<void>((resolve) => {
      begun.push(name);
      ends.set(name, resolve);
    });
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  return { begun, work, end };
}

test('those with a key in common come one after the other, others beside them', async () => {
  const turns = new Turns();
  const { begun, work, end } = held();
  void turns.take(['a', 'b'], work('ab'));
  void turns.take('b', work('b'));
  void turns.take('c', work('c'));
  await end('');
  expect(begun).toEqual(['ab', 'c']);
  expect([turns.busy('b'), turns.busy('d')]).toEqual([true, false]);
  await end('ab');
  expect(begun).toEqual(['ab', 'c', 'b']);
  await end('b');
  expect(turns.busy('b')).toBe(false);
});

test('who must be alone waits for all before, and all after wait', async () => {
  const turns = new Turns();
  const { begun, work, end } = held();
  void turns.take('a', work('a'));
  void turns.alone(work('alone'));
  void turns.take('z', work('z'));
  await end('');
  expect(begun).toEqual(['a']);
  await end('a');
  expect(begun).toEqual(['a', 'alone']);
  await end('alone');
  expect(begun).toEqual(['a', 'alone', 'z']);
});

test('work that fails gives its turn on', async () => {
  const turns = new Turns<number>();
  const failing = turns.take(1, () => Promise.reject(new Error('no')));
  const next = turns.take(1, async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});

test('who asks during a run gets the one after it, together with all who asked meanwhile', async () => {
  const { begun, work, end } = held();
  const ask = inTurns(() => work(`run ${begun.length + 1}`)());
  const first = ask();
  await end('');
  const [second, third] = [ask(), ask()];
  expect(second).toBe(third);
  await end('');
  expect(begun).toEqual(['run 1']);
  await end('run 1');
  await first;
  expect(begun).toEqual(['run 1', 'run 2']);
  await end('run 2');
  await Promise.all([second, third]);
});

test('a run that fails says so to who asked for it, and to nobody else', async () => {
  let runs = 0;
  const ask = inTurns(async () => {
    runs++;
    if (runs === 1) throw new Error('no');
    return runs;
  });
  const failing = ask();
  await Promise.resolve();
  await expect(failing).rejects.toThrow('no');
  expect(await ask()).toBe(2);
});
