import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostnamesFor } from './names.ts';

const first = (name: string, id = 17, count = 1) => {
  const hostnames = hostnamesFor(name, id);
  return Array.from({ length: count }, () => hostnames.next().value);
};

test('the host name is the name as DNS writes it, then with its number, without an end', () => {
  expect(first('My_App.v2', 17, 4)).toEqual(['my-app-v2', 'my-app-v2-17', 'my-app-v2-17-2', 'my-app-v2-17-3']);
});

test('names that mean something to programs are never given bare', () => {
  for (const name of ['localhost', 'WPAD', 'wpad', 'gateway', 'isatap', 'broadcasthost', 'Local', 'internal']) {
    expect(first(name)).toEqual([`${name.toLowerCase()}-17`]);
  }
  for (const name of ['10', '0x7f', '127']) expect(first(name)).toEqual([`${name}-17`]);
});

test('whatever the name, every host name is one of DNS, and no two are the same', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/), fc.nat(), (name, id) => {
      const hostnames = first(name, id, 5);
      for (const hostname of hostnames) expect(hostname).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
      expect(new Set(hostnames).size).toBe(hostnames.length);
    }),
  );
});
