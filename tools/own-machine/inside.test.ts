import { expect, test } from 'vitest';
import onlyInOwnMachine from '../../e2e/only-in-own-machine.ts';
import { inOwnMachine } from './inside.ts';

test.skipIf(inOwnMachine())(
  'tests with real guests are refused on the machine itself, with what to run instead',
  () => {
    expect(onlyInOwnMachine).toThrow(/machine of their own.*npm run e2e/);
  },
);
