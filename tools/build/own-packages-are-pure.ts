import type { Plugin } from 'esbuild';

/** Our packages do nothing when they are loaded, so what is not used of them is left out. */
export const ownPackagesArePure: Plugin = {
  name: 'own-packages-are-pure',
  setup(bundler) {
    bundler.onResolve({ filter: /^@skerry\// }, async ({ path, pluginData, ...from }) => {
      if (pluginData === ownPackagesArePure) return undefined;
      const found = await bundler.resolve(path, { ...from, pluginData: ownPackagesArePure });
      return { ...found, sideEffects: false };
    });
  },
};
