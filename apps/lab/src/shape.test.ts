import { expect, test } from 'vitest';
import { parseDelay, parseLoss, parseRate, shapeText } from './shape.ts';

test('rates, delays and losses are read as tc writes them', () => {
  expect([parseRate('100mbit'), parseRate('1.5Gbit'), parseRate('512kbit')]).toEqual([100e6, 1.5e9, 512e3]);
  expect([parseDelay('20ms'), parseDelay('1.5s'), parseDelay('0ms')]).toEqual([20, 1500, 0]);
  expect([parseLoss('1%'), parseLoss('0.5%'), parseLoss('0%')]).toEqual([0.01, 0.005, 0]);
});

test.each(['fast', '100', '-1mbit', '0mbit', '1bit', '9999gbit', ''])(
  '"%s" is no rate, and is refused with how to write one',
  (text) => {
    expect(() => parseRate(text)).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({ hint: expect.stringContaining('100mbit') as string }) as object,
      }),
    );
  },
);

test.each([
  () => parseDelay('20'),
  () => parseDelay('2h'),
  () => parseLoss('1'),
  () => parseLoss('100%'),
  () => parseLoss('-1%'),
])('%s is refused', (parse) => {
  expect(parse).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'lab-shape-invalid' }) as object }),
  );
});

test('a shape is said in the units that people use', () => {
  expect(shapeText({ rate: 100e6, delayMs: 20, loss: 0.01 })).toBe('100 Mbit/s, 20 ms, 1 % lost');
  expect(shapeText({ rate: 512e3 })).toBe('512 kbit/s');
});
