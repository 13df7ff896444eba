import { expect, test } from 'vitest';
import { plainText } from './plain-text.ts';

test('what a guest printed is shown without the language of terminals', () => {
  expect(plainText('\u001b[32m[  OK  ]\u001b[0m Started sshd.\r\n')).toBe('[  OK  ] Started sshd.\n');
  expect(plainText('\u001b]0;title\u0007login: ')).toBe('login: ');
  expect(plainText('10 %\r50 %\r100 %\ndone')).toBe('100 %\ndone');
  expect(plainText('a\u0000b\tc')).toBe('ab\tc');
});
