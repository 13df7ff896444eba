import { expect, test } from 'vitest';
import { refuseForeign } from './architecture.ts';

test('a guest for another architecture is refused by a sentence that names both, and one that says none is taken', () => {
  expect(() => refuseForeign({ instanceId: 7, architecture: 'aarch64' }, 'x86_64')).toThrow(
    'Guest 7 is for aarch64, and this host is x86_64.',
  );
  expect(() => refuseForeign({ instanceId: 7, architecture: 'x86_64' }, 'x86_64')).not.toThrow();
  expect(() => refuseForeign({ instanceId: 7 }, 'riscv64')).not.toThrow();
});
