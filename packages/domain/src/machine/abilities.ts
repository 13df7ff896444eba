/**
 * What a machine can only be given by a host that has something for it: hosts say which of these they can, and placement
 * asks them. The one table of it; a new one is a line here, and the compiler names its reason of a refusal.
 */
import { type Machine, machineOf, type MachineAsked } from './machine.ts';

export const machineAbilities = ['devices', 'uefi', 'secure-boot', 'tpm'] as const;
export type MachineAbility = (typeof machineAbilities)[number];

interface AbilityTraits {
  readonly needs: (machine: Machine) => boolean;
  /** Said of a host without it: "it …". */
  readonly lack: string;
  /** What to do there: an order, in the middle of a sentence. */
  readonly mend: string;
}

const usual = JSON.stringify(machineOf());

export const abilityTable: Readonly<Record<MachineAbility, AbilityTraits>> = {
  devices: {
    // A host that does not know of machines would make the usual one, without a word.
    needs: (machine) => JSON.stringify(machine) !== usual,
    lack: 'is of a version that makes the usual machine only',
    mend: 'update its agent',
  },
  uefi: {
    needs: ({ firmware }) => firmware === 'uefi',
    lack: 'has no UEFI firmware',
    mend: 'install the package ovmf there',
  },
  'secure-boot': {
    needs: ({ secureBoot }) => secureBoot,
    lack: 'has no UEFI firmware with the keys of secure boot',
    mend: 'install the package ovmf there',
  },
  tpm: {
    needs: ({ tpm }) => tpm,
    lack: 'has no program that is a TPM',
    mend: 'install the package swtpm there',
  },
};

/** Ends the sentence "3 hosts: …". */
export const abilityLack = (ability: MachineAbility): string => {
  const { lack, mend } = abilityTable[ability];
  return `${lack}; ${mend}.`;
};

export const cpuModelLack = (model: string): string =>
  `cannot be a processor of the model ${model}, with its own processors or in emulation.`;

export const abilitiesFor = (asked: MachineAsked | undefined): MachineAbility[] => {
  const machine = machineOf(asked);
  return machineAbilities.filter((ability) => abilityTable[ability].needs(machine));
};

/** What a host can of these, told with its runtime. */
export interface MachineOffer {
  /** Of `machineAbilities`, and words that a newer host knows. */
  readonly abilities: readonly string[];
  /** Models of processors that a guest can have. */
  readonly cpuModels: readonly string[];
}

/** More than QEMU and libvirt know of all architectures together. */
export const mostCpuModels = 500;
