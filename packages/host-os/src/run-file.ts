import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Tells people and programs of this machine that a process is up, and where it listens: `<data>/run/<name>.json`, there
 * while it runs. A kill -9 leaves it: readers look whether the process lives. Answers what removes it.
 */
export function writeRunFile(
  dataDirectory: string,
  name: string,
  facts: Readonly<Record<string, unknown>>,
): () => void {
  const directory = join(dataDirectory, 'run');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${name}.json`);
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, `${JSON.stringify({ pid: process.pid, ...facts }, undefined, 2)}\n`);
  renameSync(part, file);
  return () => rmSync(file, { force: true });
}
