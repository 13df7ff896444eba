/**
 * What a browser loads before the first rows are there, in bytes as they are sent: the same on every machine. Who brings
 * it over the bound loads what is not needed for the first rows with `later`, or where it is asked for.
 */
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import type * as esbuild from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { bundleConsole, closureOf } from './console.ts';

/** KiB. The goal for operators is 260; this leaves nothing to spare on purpose. */
const mostScript = 232;

/** Kept out: each is larger than the list of instances, and comes with whoever shows it. */
const notBeforeRows = [/\/zod\//, /novnc/i, /xterm/, /uplot/i, /forms\/(schemas|form-dialog)/, /over-the-page-parts/];

let outputs: esbuild.Metafile['outputs'];
let code: ReadonlyMap<string, Uint8Array>;

beforeAll(async () => {
  const { metafile, files } = await bundleConsole();
  ({ outputs } = metafile);
  code = files;
}, 120_000);

const page = 'apps/console/src/pages/instances/list-page.tsx';
const first = () => closureOf(outputs, ['apps/console/src/main.tsx', page]);

test('what comes before the first rows of the instances page is as small as it was', async () => {
  const sizes = await Promise.all(
    first().map(async (path) => (await promisify(brotliCompress)(code.get(path) as Uint8Array)).length),
  );
  const script = sizes.reduce((sum, bytes) => sum + bytes, 0) / 1024;
  expect(script).toBeGreaterThan(100);
  expect(script).toBeLessThan(mostScript);
});

test('what nobody needs for rows is not among it', () => {
  const inputs = first().flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
  expect(inputs).toContain(page);
  const found = inputs.filter((input) => notBeforeRows.some((kept) => kept.test(input)));
  expect(found).toEqual([]);
});
