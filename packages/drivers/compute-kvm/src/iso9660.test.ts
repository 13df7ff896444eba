import { run } from '@skerry/host-os';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { iso9660 } from './iso9660.ts';

const files = ['user-data', 'meta-data', 'network-config', 'context.sh'].map((name, i) => ({
  name,
  content: Buffer.from(`${name}\n`.repeat(1 + i * 700)),
}));
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-iso-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('other programs read the label and every file as it was written', async () => {
  const image = join(directory, 'context.iso');
  await writeFile(image, iso9660('cidata', [...files, { name: 'empty', content: Buffer.alloc(0) }]));
  const { stdout } = await run('blkid', ['-p', '-o', 'export', image]);
  expect(stdout).toContain('LABEL=cidata');
  expect(stdout).toContain('TYPE=iso9660');
  const out = join(directory, 'out');
  await run('xorriso', ['-osirrox', 'on', '-read_fs', 'norock', '-indev', image, '-extract', '/', out]);
  for (const { name, content } of files) expect(await readFile(join(out, name))).toEqual(content);
  expect(await readFile(join(out, 'empty'))).toHaveLength(0);
});

test('the same files make the same image', () => {
  expect(iso9660('cidata', files)).toEqual(iso9660('cidata', files));
});
