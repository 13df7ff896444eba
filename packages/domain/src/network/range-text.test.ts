import { expect, it } from 'vitest';
import { rangeIn, rangeText } from './range-text.ts';

it('a range is written as its two ends, or as one address alone', () => {
  expect(rangeIn('10.60.1.10-10.60.1.99')).toEqual({ first: '10.60.1.10', last: '10.60.1.99' });
  expect(rangeIn(' 10.60.1.10 – 10.60.1.99 ')).toEqual({ first: '10.60.1.10', last: '10.60.1.99' });
  expect(rangeIn('10.60.1.200')).toEqual({ first: '10.60.1.200', last: '10.60.1.200' });
  for (const none of ['', '-', '10.60.1.1-', '-10.60.1.1', '10.60.1.1-10.60.1.2-10.60.1.3']) {
    expect(rangeIn(none), none).toBeUndefined();
  }
});

it('a range is read as it is written', () => {
  for (const text of ['10.60.1.10-10.60.1.99', '10.60.1.200']) expect(rangeText(rangeIn(text)!)).toBe(text);
});
