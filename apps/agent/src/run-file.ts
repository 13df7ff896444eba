import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Says to people and scripts that a process is up, and where it listens. Removed when it ends in order. */
export function writeRunFile(
  dataDirectory: string,
  name: string,
  facts: Readonly<Record<string, unknown>>,
): () => void {
  const directory = join(dataDirectory, 'run');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${name}.json`);
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, JSON.stringify({ pid: process.pid, ...facts }));
  renameSync(part, file);
  return () => rmSync(file, { force: true });
}
