import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { abilitiesFor } from './abilities.ts';
import {
  bootDevices,
  chipsets,
  diskBuses,
  firmwares,
  machineAsked,
  machineOf,
  machineProblem,
  type MachineAsked,
  nicModels,
  patchedMachine,
  videos,
} from './machine.ts';

test('what nobody says is what guests always had', () => {
  expect(machineAsked(undefined, {}, undefined)).toBeUndefined();
  expect(machineOf()).toEqual({
    firmware: 'bios',
    secureBoot: false,
    tpm: false,
    chipset: 'pc',
    diskBus: 'virtio',
    nicModel: 'virtio',
    video: 'vga',
    tablet: false,
    cdromDrive: false,
    bootOrder: ['disk', 'cdrom'],
  });
  expect(abilitiesFor(undefined)).toEqual([]);
});

test('the instance says it before its template, and that before its image, field by field', () => {
  const image = { firmware: 'uefi', tpm: true, topology: { cores: 2 } } as const;
  const template = { tpm: false, video: 'virtio', topology: { sockets: 4 } } as const;
  expect(machineAsked(image, template, { video: 'cirrus' })).toEqual({
    firmware: 'uefi',
    tpm: false,
    video: 'cirrus',
    topology: { sockets: 4 },
  });
});

test('a change names what changes; null leaves it open again', () => {
  const before = { firmware: 'uefi', topology: { sockets: 2, cores: 2 } } as const;
  expect(patchedMachine(before, undefined)).toBe(before);
  expect(patchedMachine(before, { tpm: true, topology: { cores: 4 } })).toEqual({
    firmware: 'uefi',
    tpm: true,
    topology: { sockets: 2, cores: 4 },
  });
  expect(patchedMachine(before, { firmware: null, topology: null })).toBeUndefined();
  expect(patchedMachine(before, null)).toBeUndefined();
  expect(patchedMachine(undefined, { tpm: true, video: undefined })).toEqual({ tpm: true });
});

test.each<[MachineAsked, 'pc' | 'q35']>([
  [{ firmware: 'uefi' }, 'q35'],
  [{ firmware: 'uefi', chipset: 'pc' }, 'pc'],
  [{ secureBoot: true }, 'q35'],
  [{ nicModel: 'e1000e' }, 'q35'],
  [{ diskBus: 'sata' }, 'q35'],
  [{ diskBus: 'scsi', tpm: true, cdromDrive: true, tablet: true }, 'pc'],
])('%j is on the smallest chipset that will do: %s', (asked, chipset) => {
  expect(machineOf(asked).chipset).toBe(chipset);
});

test('secure boot alone is UEFI', () => {
  expect(machineOf({ secureBoot: true }).firmware).toBe('uefi');
  expect(abilitiesFor({ secureBoot: true, tpm: true })).toEqual(['devices', 'uefi', 'secure-boot', 'tpm']);
  expect(abilitiesFor({ video: 'vga', firmware: 'bios' })).toEqual([]);
  expect(abilitiesFor({ cpuModel: 'Haswell' })).toEqual(['devices']);
});

test.each<[MachineAsked, number, string]>([
  [{ secureBoot: true, firmware: 'bios' }, 1, 'secureBoot'],
  [{ secureBoot: true, chipset: 'pc' }, 1, 'chipset'],
  [{ nicModel: 'e1000e', chipset: 'pc' }, 1, 'chipset'],
  [{ bootOrder: ['disk', 'disk'] }, 1, 'bootOrder'],
  [{ topology: { sockets: 2, cores: 2 } }, 2, 'topology'],
])('%j with %i processors is refused at %s, with a sentence', (asked, cpus, field) => {
  const problem = machineProblem(asked, cpus);
  expect(problem).toMatchObject({ field });
  expect(problem?.message).toMatch(/^[A-Z0-9].*\.$/);
});

test('processors that are laid out as many as there are, and any number where nobody says how, are no problem', () => {
  expect(machineProblem({ topology: { sockets: 2, threads: 2 } }, 4)).toBeUndefined();
  expect(machineProblem({ topology: { sockets: 2, threads: 2 } })).toBeUndefined();
  expect(machineProblem({ tpm: true }, 7)).toBeUndefined();
});

const asked: fc.Arbitrary<MachineAsked> = fc.record(
  {
    firmware: fc.constantFrom(...firmwares),
    secureBoot: fc.boolean(),
    tpm: fc.boolean(),
    chipset: fc.constantFrom(...chipsets),
    diskBus: fc.constantFrom(...diskBuses),
    nicModel: fc.constantFrom(...nicModels),
    video: fc.constantFrom(...videos),
    tablet: fc.boolean(),
    bootOrder: fc.uniqueArray(fc.constantFrom(...bootDevices), { minLength: 1 }),
  },
  { requiredKeys: [] },
);

test('made whole twice it is the same, and what was asked for is in it', () => {
  fc.assert(
    fc.property(asked, (one) => {
      expect(machineOf(machineOf(one))).toEqual(machineOf(one));
      expect(machineOf(one)).toMatchObject(one);
    }),
  );
});

test('laying one over another is the same in whichever order it is taken together', () => {
  fc.assert(
    fc.property(asked, asked, asked, (a, b, c) => {
      expect(machineAsked(machineAsked(a, b), c)).toEqual(machineAsked(a, machineAsked(b, c)));
    }),
  );
});
