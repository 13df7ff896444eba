import { CommandError } from '@skerry/host-os';
import { expect, test } from 'vitest';
import { refusedBy } from './refusals.ts';

test('what libvirt refuses in time is no deadline that passed', () => {
  const error = Object.assign(Object.create(CommandError.prototype) as CommandError, {
    stderrTail: 'error: Failed to suspend domain\nerror: Requested operation is not valid: domain is not running\n',
  });
  expect(refusedBy('suspend', error).failure).toMatchObject({
    code: 'runtime-refused',
    message: 'libvirt could not suspend the guest: Requested operation is not valid: domain is not running.',
  });
});
