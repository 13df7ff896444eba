/** The disc of an instance: what may be asked of its drive, and what becomes of it. Pure; the state is asked besides. */
import { err, type Failure, ok, type Result } from '@skerry/kit';
import { domainFailure } from '../errors.ts';
import type { InstanceAction } from './actions.ts';
import type { Instance, InstanceCdrom, InstanceSpec } from './instance.ts';
import { hasMachine, type InstanceKind, kindTable } from './kinds.ts';
import { instanceState, type InstanceState } from './state.ts';

/** What of an instance decides about its drive; as it is kept, and as the API shows it. */
export interface DriveFacts {
  readonly kind: InstanceKind;
  readonly machine?: { readonly cdromDrive?: boolean | undefined } | undefined;
  readonly cdrom?: object | undefined;
}

/** It is wanted stopped, so that whoever wants it started has wanted the drive before. */
const wantedOff: readonly InstanceState[] = ['stopped', 'stopping'];

/** Undefined when the action has nothing to do with the drive, or the drive nothing against it. */
export function driveRefusal(action: InstanceAction, state: InstanceState, of: DriveFacts): string | undefined {
  if (action !== 'attach-cdrom' && action !== 'eject-cdrom') return undefined;
  if (!hasMachine(of.kind)) return `A ${kindTable[of.kind].word} has no CD-ROM drive.`;
  if (action === 'eject-cdrom') return of.cdrom === undefined ? 'There is no CD-ROM in its drive.' : undefined;
  const hasDrive = of.cdrom !== undefined || of.machine?.cdromDrive === true;
  if (hasDrive || wantedOff.includes(state)) return undefined;
  return 'It has no CD-ROM drive. Stop it, attach the CD-ROM, and start it again: then it has one.';
}

/** With the drive, where it had none. */
export function attachCdrom(
  instance: Instance,
  { imageId, imageDigest }: InstanceCdrom,
): Result<InstanceSpec, Failure> {
  const { spec } = instance;
  const sentence = driveRefusal('attach-cdrom', instanceState(instance), spec);
  if (sentence !== undefined) return err(domainFailure('cdrom-refused', sentence));
  return ok({ ...withDrive(spec), cdrom: { imageId, imageDigest } });
}

/** The drive stays: a running guest would not notice that it went. */
export function ejectCdrom(instance: Instance): Result<InstanceSpec, Failure> {
  const sentence = driveRefusal('eject-cdrom', instanceState(instance), instance.spec);
  if (sentence !== undefined) return err(domainFailure('cdrom-refused', sentence));
  const { cdrom: _, ...rest } = instance.spec;
  return ok(withDrive(rest));
}

export const withDrive = (spec: InstanceSpec): InstanceSpec => ({
  ...spec,
  machine: { ...spec.machine, cdromDrive: true },
});
