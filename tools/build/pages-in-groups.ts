import type * as esbuild from 'esbuild';
import { readFile, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Which pages come together. A piece of code for each page alone makes a piece of each thing that some of them share: a
 * hundred small files, each with a request of its own, before the first rows. Who looks at one page of a group looks at
 * the others soon. What stands in no group, such as the list of instances, comes alone.
 */
const groups: Readonly<Record<string, readonly string[]>> = {
  instance: ['instances/create/create-page', 'instances/detail/detail-page'],
  resources: [
    'clusters',
    'hosts',
    'disks',
    'networks',
    'addresses',
    'templates',
    'images',
    'marketplaces',
    'datastores',
  ],
  people: ['users', 'groups', 'tokens', 'audit', 'settings'],
};

/** Of a page by its path below `pages/`, without what its name ends in; undefined: it comes alone. */
export function groupOf(page: string): string | undefined {
  const noun = page.split('/')[0] ?? '';
  return Object.keys(groups).find((group) => groups[group]?.some((member) => member === page || member === noun));
}

const loads = /import\('\.\/([\w/-]+)\.tsx'\)/g;
const exported = (page: string): string => page.replaceAll(/\W/g, '_');

/** The entry of a noun, its pages loaded by their groups. */
export const grouped = (entry: string, noun: string): string =>
  entry.replaceAll(loads, (alone, file: string) => {
    const page = `${noun}/${file}`;
    const group = groupOf(page);
    return group === undefined
      ? alone
      : `import('pages-of:${group}').then((all) => ({ default: all.${exported(page)} }))`;
  });

export const pagesInGroups: esbuild.Plugin = {
  name: 'pages-in-groups',
  setup(bundler) {
    let pages = '';
    bundler.onLoad({ filter: /[/\\]console[/\\]src[/\\]pages[/\\]\w+[/\\]entry\.ts$/ }, async ({ path }) => {
      pages = join(dirname(path), '..');
      return { contents: grouped(await readFile(path, 'utf8'), basename(dirname(path))), loader: 'ts' };
    });
    bundler.onResolve({ filter: /^pages-of:/ }, ({ path }) => ({
      path: path.slice('pages-of:'.length),
      namespace: 'pages-of',
    }));
    bundler.onLoad({ filter: /.*/, namespace: 'pages-of' }, async ({ path: group }) => {
      const lines: string[] = [];
      for (const noun of await readdir(pages)) {
        const entry = await readFile(join(pages, noun, 'entry.ts'), 'utf8').catch(() => '');
        for (const [, file = ''] of entry.matchAll(loads)) {
          const page = `${noun}/${file}`;
          if (groupOf(page) === group) lines.push(`export { default as ${exported(page)} } from './${page}.tsx';`);
        }
      }
      return { contents: lines.join('\n'), resolveDir: pages, loader: 'ts' };
    });
  },
};
