import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { grouped, groupOf } from './pages-in-groups.ts';

test('a page of a group is loaded with its group, a page of none alone', () => {
  expect(grouped("load: () => import('./list-page.tsx'),", 'hosts')).toBe(
    "load: () => import('pages-of:resources').then((all) => ({ default: all.hosts_list_page })),",
  );
  expect(grouped("load: () => import('./list-page.tsx'),", 'instances')).toContain("import('./list-page.tsx')");
  expect(groupOf('instances/detail/detail-page')).toBe('instance');
  expect(groupOf('overview/overview-page')).toBeUndefined();
});

test('every noun of the console has a group, or is one of the two that are looked at first', () => {
  const pages = join(import.meta.dirname, '../../apps/console/src/pages');
  const alone = globSync('*/entry.ts', { cwd: pages }).flatMap((entry) => {
    const noun = entry.split('/')[0] ?? '';
    const files = [...readFileSync(join(pages, entry), 'utf8').matchAll(/import\('\.\/([\w/-]+)\.tsx'\)/g)];
    return files.map(([, file]) => `${noun}/${file}`).filter((page) => groupOf(page) === undefined);
  });
  expect(alone.sort()).toEqual(['instances/list-page', 'overview/overview-page']);
});
