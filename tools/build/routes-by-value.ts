import type * as esbuild from 'esbuild';
import { routeAddresses } from '../../packages/contract/src/rest/addresses.ts';

/** Where the routes lie is written down as a value, so that asking needs no schema, and no library of schemas. */
export const routesByValue: esbuild.Plugin = {
  name: 'routes-by-value',
  setup: (bundler) =>
    bundler.onLoad({ filter: /[/\\]contract[/\\]src[/\\]rest[/\\]addresses\.ts$/ }, () => ({
      contents: `export const routeAddresses = ${JSON.stringify(routeAddresses)};`,
    })),
};
