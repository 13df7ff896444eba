import { expect, test } from 'vitest';
import { type Asked, holdsOf } from './range.ts';

const asked: Asked = { what: 'It', at: 10, size: 100, etag: '"a"' };
const code = (part: Parameters<typeof holdsOf>[0], of: Asked = asked) => {
  const held = holdsOf(part, of);
  return 'error' in held ? held.error.failure.code : held.skip;
};

test('the part that was asked for is taken as it is', () => {
  expect(code({ status: 206, contentRange: 'bytes 10-99/100', etag: '"a"' })).toBe(0);
  expect(code({ status: 206, contentRange: 'bytes 10-99/*', etag: '"a"' })).toBe(0);
});

test('a server that knows no parts sends all, and the beginning is passed over', () => {
  expect(code({ status: 200, contentLength: '100', etag: '"a"' })).toBe(10);
  expect(code({ status: 200, etag: '"a"' })).toBe(10);
});

test.each(['bytes 11-99/100', 'bytes 0-99/100', 'bytes x', 'pages 10-99/100', undefined])(
  'another part is refused: %s',
  (contentRange) => {
    expect(code({ status: 206, contentRange, etag: '"a"' })).toBe('source-not-understood');
  },
);

test('another size is found before the first byte', () => {
  expect(code({ status: 206, contentRange: 'bytes 10-200/201', etag: '"a"' })).toBe('source-wrong-size');
  expect(code({ status: 200, contentLength: '99', etag: '"a"' })).toBe('source-wrong-size');
});

test('bytes of two files are not put together', () => {
  expect(code({ status: 200, contentLength: '100', etag: '"b"' })).toBe('source-changed');
  expect(code({ status: 206, contentRange: 'bytes 10-99/100' })).toBe('source-changed');
  expect(code({ status: 206, contentRange: 'bytes 10-99/100' }, { what: 'It', at: 10, size: 100 })).toBe(0);
});
