import { expect, it } from 'vitest';
import { mendedBusybox } from './mended-busybox.ts';

const table = (options: string) => Buffer.from(`before\0${options}\0after\0`);

it('takes the number out of the table of options and moves nothing else', () => {
  const broken = table('^cqSO:o:P:Y:U:T:+t:n::');
  const mended = mendedBusybox(broken);
  expect(mended.toString()).toBe('before\0^cqSO:o:P:Y:U:T:t:n::\0\0after\0');
  expect(mended.length).toBe(broken.length);
});

it.each(['^cqSO:o:P:Y:U:T:+', '^cqSO:o:P:Y:U:t:n::'])('leaves another busybox as it is: %s', (options) => {
  const other = table(options);
  expect(mendedBusybox(other).equals(other)).toBe(true);
  const twice = Buffer.concat([table('^cqSO:o:P:Y:U:T:+t:n::'), table('^cqSO:o:P:Y:U:T:+t:n::')]);
  expect(mendedBusybox(twice).equals(twice)).toBe(true);
});

it('gives the wget without a time limit another name, in its place of the order', () => {
  const names = Buffer.from('watchdog\0wc\0wget\0which\0who\0');
  const mended = mendedBusybox(names).toString('latin1');
  expect(mended).toBe('watchdog\0wc\0wgeT\0which\0who\0');
  const order = mended.split('\0').slice(0, -1);
  expect([...order].sort()).toEqual(order);
});
