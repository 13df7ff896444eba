import { expect, test } from 'vitest';
import { parseListing } from './directory-listing.ts';

test('pages of nginx and Apache', () => {
  const nginx = `<html><head><title>Index of /images/</title></head><body><h1>Index of /images/</h1><hr><pre><a href="../">../</a>
<a href="old/">old/</a>                       01-Jan-2026 00:00       -
<a href="a%20b.qcow2">a b.qcow2</a>           31-Jan-2026 05:24   524288
<a href="SHA256SUMS">SHA256SUMS</a>           31-Jan-2026 05:25      200
</pre></body></html>`;
  expect(parseListing(nginx)).toEqual([
    { name: 'a b.qcow2', modifiedAt: '2026-01-31T05:24:00.000Z' },
    { name: 'SHA256SUMS', modifiedAt: '2026-01-31T05:25:00.000Z' },
  ]);
  const apache = `<table><tr><th><a href="?C=N;O=D">Name</a></th></tr>
<tr><td><a href="/">Parent Directory</a></td></tr>
<tr><td><a class='x' href='b&amp;c.iso'>b&amp;c.iso</a></td><td align="right">2026-02-01 10:00  </td><td>2.2K</td></tr></table>`;
  expect(parseListing(apache)).toEqual([{ name: 'b&c.iso', modifiedAt: '2026-02-01T10:00:00.000Z' }]);
});

test('the JSON of nginx tells exact sizes', () => {
  const json = JSON.stringify([
    { name: 'a.img', type: 'file', mtime: 'Sat, 31 Jan 2026 05:24:00 GMT', size: 7 },
    { name: 'sub', type: 'directory' },
    { name: '../x', type: 'file', size: 1 },
    { name: 'odd.img', type: 'file', size: -1 },
  ]);
  expect(parseListing(json)).toEqual([
    { name: 'a.img', size: 7, modifiedAt: '2026-01-31T05:24:00.000Z' },
    { name: 'odd.img' },
  ]);
});

test('links that lead elsewhere are no files of the folder', () => {
  const hrefs = [
    'http://evil/x.img',
    '//evil/x.img',
    '/x.img',
    '../x.img',
    'x/y.img',
    '%2e%2e',
    '..%2fx',
    '%zz',
    'a.img?x',
    'javascript:1',
    'a\\b',
  ];
  expect(parseListing(hrefs.map((href) => `<a href="${href}">x</a>`).join('\n'))).toEqual([]);
});

test('garbage holds nothing, and takes no time', () => {
  for (const text of ['', '[', '[1]', '<a', 'null', `<a ${'href=x '.repeat(50_000)}`, '<a href="'.repeat(50_000)])
    expect(parseListing(text)).toEqual([]);
});
