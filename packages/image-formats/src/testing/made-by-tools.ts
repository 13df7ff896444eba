/** Files as the tools of their makers write them, in a directory that goes with the test. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { fileSource } from '../byte-source.ts';
import { inspect } from '../inspect.ts';
import type { Inspection, InspectOptions } from '../inspection.ts';

export function testDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'skerry-formats-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export const tool = (directory: string, command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

export async function inspectPath(path: string, options: InspectOptions = {}): Promise<Inspection> {
  await using file = await open(path, 'r');
  return await inspect(fileSource(file, (await file.stat()).size), options);
}

/** Writes into a file, as one who means harm. */
export async function change(path: string, at: number, bytes: Uint8Array | string): Promise<void> {
  await using file = await open(path, 'r+');
  await file.write(Buffer.from(bytes as Uint8Array), 0, bytes.length, at);
}
