/** Before all tests with real guests: they change what is one per machine, and do that in a machine of their own. */
import { inOwnMachine } from '../tools/own-machine/inside.ts';

export default function onlyInOwnMachine(): void {
  if (inOwnMachine()) return;
  throw new Error(
    'Tests with real guests run in a machine of their own, beside what runs on this one: npm run e2e -- <files>.',
  );
}
