import * as esbuild from 'esbuild';
import { expect, test } from 'vitest';

test('the client, the contract and the domain can be bundled for a browser: nothing of Node is in them', async () => {
  const contents = "export * from '@skerry/sdk'; export * from '@skerry/contract'; export * from '@skerry/domain';";
  const { errors } = await esbuild.build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    logLevel: 'silent',
  });
  expect(errors).toEqual([]);
});
