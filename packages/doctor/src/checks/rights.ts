import type { Check } from '../check.ts';
import { ok, warning } from '../finding.ts';

export const rights: Check<{ uid: number | undefined }> = {
  name: 'rights',
  read: async () => ({ uid: process.getuid?.() }),
  judge: ({ uid }) =>
    uid === 0
      ? [ok('You are root: everything can be looked at.')]
      : [
          warning(
            'You are not root: a host needs root, and some of what follows cannot be seen.',
            'sudo skerry doctor',
          ),
        ],
};
