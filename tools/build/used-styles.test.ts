import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { classesIn, usedStyles } from './used-styles.ts';

const used = new Set(['m_aaaaaa', 'm_bbbbbb']);

test('rules for classes that nobody uses go, all others stay as they are', () => {
  const css =
    '@charset "UTF-8";body{margin:0}.m_aaaaaa{color:red}.m_cccccc{color:blue}.m_aaaaaa,.m_cccccc:hover{top:0}' +
    '@media (min-width:1px){.m_cccccc{left:0}}@media print{.m_bbbbbb{left:0}.own{a:b}}@keyframes spin{to{left:0}}';
  expect(usedStyles(css, used)).toBe(
    '@charset "UTF-8";body{margin:0}.m_aaaaaa{color:red}.m_aaaaaa{top:0}' +
      '@media print{.m_bbbbbb{left:0}.own{a:b}}@keyframes spin{to{left:0}}',
  );
});

test('a choice within brackets, strings and escapes are no reason to drop or to stumble', () => {
  const css =
    '.m_aaaaaa:is(.m_cccccc,.m_bbbbbb){a:b}.own::before{content:"}{.m_cccccc"}.w-1\\/2{a:b}.m_bbbbbb:where([x="a,b"]){c:d}';
  expect(usedStyles(css, used)).toBe(css);
  expect(usedStyles('.m_bbbbbb .m_cccccc{a:b}', used)).toBe('');
});

test('of the library itself nothing is lost where everything is used', () => {
  const file = createRequire(import.meta.url).resolve('@mantine/core/styles.css');
  const css = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  const all = usedStyles(css, classesIn(css));
  const plain = (text: string) => text.replaceAll(/\s+/g, '');
  expect(plain(all)).toBe(plain(css));
  expect(usedStyles(css, new Set()).length).toBeLessThan(css.length / 4);
});
