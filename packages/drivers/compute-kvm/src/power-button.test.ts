import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pressUntilHeard } from './power-button.ts';
import { guestNotRunning } from './refusals.ts';

async function file(text: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-button-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'told');
  await writeFile(path, text);
  return path;
}
const soon = { everyMs: 5, withinMs: 10_000 };

test('it is pressed until the guest had said that it listens, and once after that', async () => {
  const told = await file('begun\n');
  let presses = 0;
  await pressUntilHeard(
    told,
    async () => {
      presses += 1;
      if (presses === 3) await writeFile(told, 'begun\nready\n');
    },
    soon,
  );
  expect(presses).toBe(4);
});

test('it is left alone when it cannot be pressed, and after a time', async () => {
  let presses = 0;
  const press = async () => {
    presses += 1;
    throw guestNotRunning(1);
  };
  await pressUntilHeard(await file('begun\n'), press, soon);
  expect(presses).toBe(1);
  await pressUntilHeard(await file('begun\n'), async () => {}, { everyMs: 5, withinMs: 50 });
});

test('a libvirt that is busy is asked again', async () => {
  let presses = 0;
  const told = await file('begun\nready\n');
  await pressUntilHeard(
    told,
    async () => {
      presses += 1;
      if (presses < 3) throw new Error('cannot acquire state change lock');
    },
    soon,
  );
  expect(presses).toBe(3);
});

test('a guest that was started again meanwhile is not asked', async () => {
  const told = await file('begun\n');
  let presses = 0;
  await pressUntilHeard(
    told,
    async () => {
      presses += 1;
      await writeFile(`${told}.new`, 'begun\n');
      await rename(`${told}.new`, told);
    },
    soon,
  );
  expect(presses).toBe(1);
});
