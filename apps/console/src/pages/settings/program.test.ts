import { expect, test } from 'vitest';
import { programOf } from './program.ts';

test('a log-in is told by program and system, not by the long name that browsers send', () => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
  expect(programOf(chrome)).toEqual({ program: 'Chrome', system: 'Linux' });
  expect(programOf(`${chrome} Edg/156.0`).program).toBe('Edge');
  expect(programOf('Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26 Mobile Safari/604.1')).toEqual({
    program: 'Safari',
    system: 'iOS',
  });
  expect(programOf('my-script')).toEqual({ program: 'my-script', system: undefined });
});
