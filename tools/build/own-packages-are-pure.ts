import type { Plugin } from 'esbuild';

/**
 * Our packages do nothing when they are loaded, so what is not used of them is left out: neither they nor a file of theirs
 * brings what only its unused parts import.
 */
export const ownPackagesArePure: Plugin = {
  name: 'own-packages-are-pure',
  setup(bundler) {
    bundler.onResolve({ filter: /^(@skerry\/|\.)/ }, async ({ path, pluginData, ...from }) => {
      const isOwn = path.startsWith('@') || /[\\/]packages[\\/]/.test(from.importer);
      if (pluginData === ownPackagesArePure || !isOwn || from.importer.includes('node_modules')) return undefined;
      const found = await bundler.resolve(path, { ...from, pluginData: ownPackagesArePure });
      return { ...found, sideEffects: false };
    });
  },
};
