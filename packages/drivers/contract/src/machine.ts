import { abilitiesFor, abilityTable, type MachineAbility } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import type { ComputeErrorCode, GuestPlan } from './compute.ts';

/**
 * A guest needs what this host has not. The scheduler knows before; a host learns it here when a package went, or when
 * its cluster is of a version that does not ask.
 */
export function missingDevice(instanceId: number, ability: MachineAbility): SkerryError {
  const { lack, mend } = abilityTable[ability];
  const message = `Guest ${instanceId} cannot be made on this host: it ${lack}.`;
  const hint = `An administrator can help: ${mend}. It is tried again.`;
  const code: ComputeErrorCode = 'device-missing';
  return new SkerryError({ code, kind: 'failed', message, hint });
}

/** Refuses a guest for whose machine something is missing here. */
export function refuseUnmakeable(
  { instanceId, machine }: Pick<GuestPlan, 'instanceId' | 'machine'>,
  can: readonly string[],
): void {
  const lacking = abilitiesFor(machine).find((ability) => !can.includes(ability));
  if (lacking !== undefined) throw missingDevice(instanceId, lacking);
}
