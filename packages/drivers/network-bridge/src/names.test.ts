import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bridgeName, instanceOfInterface, interfaceName, networkOfBridge } from './names.ts';

const id = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 999_999_999 }));

test('a name leads back to the id it was made of, for this prefix only, and fits into Linux', () => {
  fc.assert(
    fc.property(id, fc.integer({ min: 0, max: 15 }), fc.constantFrom('s', 'sk', 'sker'), (n, index, prefix) => {
      const name = interfaceName(prefix, n, index);
      expect(name.length).toBeLessThanOrEqual(15);
      expect(instanceOfInterface(prefix, name)).toBe(n);
      expect(networkOfBridge(prefix, bridgeName(prefix, n))).toBe(n);
      expect(instanceOfInterface(prefix, bridgeName(prefix, n))).toBeUndefined();
      expect(networkOfBridge(prefix, name)).toBeUndefined();
      expect(instanceOfInterface(`${prefix}z`, name)).toBeUndefined();
    }),
  );
});
