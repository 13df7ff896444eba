/**
 * `node tools/stack.ts < log`: shows where in the sources the positions in stacks of built programs are. The programs
 * carry no source maps in memory; the maps lie beside them in `dist/`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';

const dist = join(import.meta.dirname, '..', 'dist');
const maps = new Map<string, SourceMap | undefined>();

function mapOf(program: string): SourceMap | undefined {
  if (!maps.has(program)) {
    const file = join(dist, `${program}.map`);
    const payload = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload) : undefined;
    maps.set(program, payload && new SourceMap(payload));
  }
  return maps.get(program);
}

/** Positions as Node prints them, with those of the sources in their place where they are known. */
export function readable(stacks: string): string {
  return stacks.replaceAll(
    /(?:file:\/\/)?[^\s()"]*\/([\w.-]+\.mjs):(\d+):(\d+)/g,
    (all, program: string, line, column) => {
      const found = mapOf(basename(program))?.findOrigin(Number(line), Number(column));
      return found && 'fileName' in found ? `${found.fileName.replace(/^(\.\.\/)+/, '')}:${found.lineNumber}` : all;
    },
  );
}

if (import.meta.main) process.stdout.write(readable(await text(process.stdin)));
