import type * as esbuild from 'esbuild';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const library = '@mantine/core';

/**
 * The component library is imported from one file that names all of it. To the bundler whoever imports that reaches all
 * that anybody uses, so everything would be loaded with the first page. Here each import leads to the component itself.
 */
export const straightToComponents: esbuild.Plugin = {
  name: 'straight-to-components',
  setup(bundler) {
    let places: Promise<ReadonlyMap<string, Place>> | undefined;
    bundler.onLoad({ filter: /[/\\]apps[/\\]console[/\\]src[/\\].*\.tsx?$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes(`from '${library}'`)) return undefined;
      places ??= bundler
        .resolve(library, { kind: 'import-statement', resolveDir: dirname(path) })
        .then(async (found) => placesIn(await readFile(found.path, 'utf8'), dirname(found.path)));
      return { contents: straightened(source, await places), loader: path.endsWith('x') ? 'tsx' : 'ts' };
    });
  },
};

interface Place {
  readonly file: string;
  /** Under which it is exported there. */
  readonly name: string;
}

const imports = /^import \{([^}]+)\} from ["']([^"']+)["'];?/gm;

/** `A, B as C` → pairs of the name there and the name here. */
const pairsOf = (list: string): (readonly [string, string])[] =>
  list
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => part.split(' as ') as [string, string?])
    .map(([there, here = there]) => [there, here] as const);

/** Where each name of the library's own list of names comes from. */
export function placesIn(index: string, directory: string): ReadonlyMap<string, Place> {
  const inside = new Map<string, Place>();
  for (const [, names = '', file = ''] of index.matchAll(imports)) {
    for (const [name, here] of pairsOf(names)) inside.set(here, { file: join(directory, file), name });
  }
  const places = new Map<string, Place>();
  for (const [, names = ''] of index.matchAll(/^export \{([^}]+)\};?$/gm)) {
    for (const [here, name] of pairsOf(names)) {
      const place = inside.get(here);
      if (place !== undefined) places.set(name, place);
    }
  }
  return places;
}

/** The same source, each name imported from its own file. Types are gone by then, and a name that is not known stays. */
export function straightened(source: string, places: ReadonlyMap<string, Place>): string {
  return source.replaceAll(imports, (whole, names: string, from: string) => {
    if (from !== library) return whole;
    const lines = pairsOf(names)
      .filter(([name]) => !name.startsWith('type '))
      .map(([name, here]) => {
        const place = places.get(name);
        return `import { ${place?.name ?? name} as ${here} } from ${JSON.stringify(place?.file ?? library)};`;
      });
    // In the lines that it had, so that errors name the right ones.
    return lines.join(' ') + '\n'.repeat(whole.split('\n').length - 1);
  });
}
