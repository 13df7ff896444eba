import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Tells programs of this machine where the front-end listens: `<data>/run/front-end.json`, there while it runs. */
export function writeRunFile(data: string, content: { url: string; linkUrl: string }): () => void {
  const directory = join(data, 'run');
  const path = join(directory, 'front-end.json');
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify({ ...content, pid: process.pid }, undefined, 2)}\n`);
  renameSync(`${path}.new`, path);
  return () => rmSync(path, { force: true });
}
