import { appendFile, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readLog } from './read-log.ts';

async function log() {
  const directory = await mkdtemp(join(tmpdir(), 'read-log-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const [newest, older] = [join(directory, 'log'), join(directory, 'log.1')];
  return {
    newest,
    older,
    read: async (place?: string, most = 1000) => {
      const { bytes, next } = await readLog([newest, older], place, most);
      return { text: bytes.toString(), next };
    },
  };
}

test('who comes back reads on where he was, line by line', async () => {
  const { newest, read } = await log();
  expect((await read()).text).toBe('');
  const nothing = (await read()).next;
  await writeFile(newest, 'one\ntwo\nhal');
  const first = await read(nothing);
  expect(first.text).toBe('one\ntwo\n');
  await appendFile(newest, 'f\n');
  const second = await read(first.next);
  expect(second.text).toBe('half\n');
  expect(await read(second.next)).toEqual({ text: '', next: second.next });
});

test('who comes new reads the end of it, across what was put away', async () => {
  const { newest, older, read } = await log();
  await writeFile(older, 'one\ntwo\n');
  await writeFile(newest, 'three\n');
  expect((await read(undefined, 10)).text).toBe('two\nthree\n');
  expect((await read(undefined, 1000)).text).toBe('one\ntwo\nthree\n');
});

test.each(['another name', 'a copy'])('nothing is lost when it is put away as %s', async (way) => {
  const { newest, older, read } = await log();
  await writeFile(newest, 'one\ntwo\n');
  const { next } = await read(undefined);
  await appendFile(newest, 'three\n');
  if (way === 'another name') await rename(newest, older);
  else await writeFile(older, 'one\ntwo\nthree\n');
  await writeFile(newest, 'four\n');
  const all = await read(next);
  expect(all.text).toBe('three\nfour\n');
  expect((await read(all.next)).text).toBe('');
});

test('a place that is kept nowhere any more begins with the oldest that is', async () => {
  const { newest, older, read } = await log();
  await writeFile(newest, 'one\n');
  const { next } = await read(undefined);
  await writeFile(older, 'five\n');
  await writeFile(newest, 'six\n');
  expect((await read(next)).text).toBe('five\nsix\n');
});

test('in parts it is the same, and each part can be gone on from', async () => {
  const { newest, older, read } = await log();
  await writeFile(older, 'one\ntwo\n');
  await writeFile(newest, 'three\nfour\n');
  let place = (await read('0-e3b0c44298fc1c14', 5)).next;
  const texts = [(await read('0-e3b0c44298fc1c14', 5)).text];
  for (let i = 0; i < 4; i++) {
    const part = await read(place, 7);
    texts.push(part.text);
    place = part.next;
  }
  expect(texts.join('')).toBe('one\ntwo\nthree\nfour\n');
});

test('a line that does not end is told when nothing more comes', async () => {
  const { newest, read } = await log();
  await writeFile(newest, 'login: ');
  expect((await read('0-e3b0c44298fc1c14')).text).toBe('');
  await utimes(newest, new Date(0), new Date(0));
  expect((await read('0-e3b0c44298fc1c14')).text).toBe('login: ');
});
