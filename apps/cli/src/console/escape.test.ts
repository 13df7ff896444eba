import { expect, test } from 'vitest';
import { EscapeWatch } from './escape.ts';

function typed(...pieces: string[]): { text: string; left: boolean } {
  const watch = new EscapeWatch();
  let text = '';
  for (const piece of pieces) {
    const { bytes, leaves } = watch.take(Buffer.from(piece));
    text += Buffer.from(bytes).toString();
    if (leaves) return { text, left: true };
  }
  return { text, left: false };
}

test.each([
  [['ls\r~.'], 'ls\r', true],
  [['~', '.'], '', true],
  [['ls \u001dmore'], 'ls ', true],
  [['cd ~.'], 'cd ~.', false],
  [['\r~~.'], '\r~.', false],
  [['~a'], '~a', false],
  [['~\r~.'], '~\r', true],
  [['é~'], 'é~', false],
])('typing %j sends %j and leaves: %s', (pieces, text, left) => {
  expect(typed(...pieces)).toEqual({ text, left });
});
