import { expect, test } from 'vitest';
import { aged, instanceOf } from '../../testing/instance.ts';
import { applyCommand } from './command.ts';
import type { Instance } from './instance.ts';

const attach = { type: 'attach-cdrom', imageId: 4, imageDigest: 'sha256:4' } as const;
const eject = { type: 'eject-cdrom' } as const;
const asked = (instance: Instance, command: typeof attach | typeof eject) => {
  const applied = applyCommand(instance, command, aged(1));
  return applied.ok ? applied.value : applied.error;
};
const { spec, intent } = instanceOf();
const running = (more: Partial<Instance['spec']>) =>
  instanceOf({
    spec: { ...spec, ...more },
    observed: { reached: 1, guest: 'running', reboots: 0, crashes: 0 },
  });
const stopped = instanceOf({
  intent: { ...intent, power: 'stopped' },
  observed: { reached: 1, guest: 'prepared', reboots: 0, crashes: 0 },
});

test('one that is stopped gets a drive with its first disc, and keeps it when the disc is ejected', () => {
  const after = asked(stopped, attach) as Instance;
  expect(after.spec).toMatchObject({ machine: { cdromDrive: true }, cdrom: { imageId: 4, imageDigest: 'sha256:4' } });
  expect(after.intent.generation).toBe(stopped.intent.generation + 1);
  const empty = asked(after, eject) as Instance;
  expect(empty.spec.machine).toEqual({ cdromDrive: true });
  expect(empty.spec).not.toHaveProperty('cdrom');
});

test('one that runs and has a drive gets another disc in place of its own; the rest of its machine stays', () => {
  const machine = { cdromDrive: true, tpm: true };
  const before = running({ machine, cdrom: { imageId: 3, imageDigest: 'sha256:3' } });
  expect((asked(before, attach) as Instance).spec).toEqual({
    ...spec,
    machine,
    cdrom: { imageId: 4, imageDigest: 'sha256:4' },
  });
});

test.each([
  ['runs without a drive', running({}), attach, 'It has no CD-ROM drive. Stop it,'],
  ['is a container', running({ kind: 'container' }), attach, 'A container has no CD-ROM drive.'],
  ['has no disc', running({ machine: { cdromDrive: true } }), eject, 'There is no CD-ROM in its drive.'],
  [
    'is deleted',
    instanceOf({ intent: { ...intent, power: 'absent' } }),
    attach,
    'Cannot attach a CD-ROM to the instance',
  ],
])('one that %s refuses it with a sentence', (_, instance, command, sentence) => {
  expect(asked(instance, command)).toMatchObject({ message: expect.stringContaining(sentence) as string });
});
