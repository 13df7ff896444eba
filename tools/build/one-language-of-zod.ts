import type * as esbuild from 'esbuild';

/**
 * zod carries its messages in fifty languages, and a bundler cannot see that nobody asks for them: a quarter of what a
 * browser would load before the first page. English stays; a translation of the console adds its own here.
 */
export const oneLanguageOfZod: esbuild.Plugin = {
  name: 'one-language-of-zod',
  setup: (bundler) =>
    bundler.onLoad({ filter: /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    })),
};
