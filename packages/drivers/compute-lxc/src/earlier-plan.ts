/** Plans that earlier builds wrote, of guests that may still run: read as what they mean today. */
import {
  type GuestDisk,
  type GuestNic,
  type GuestPlan,
  identityOfSlot,
  slotBeforeSlots,
} from '@skerry/driver-contract';

interface EarlierPlan extends Omit<GuestPlan, 'identity' | 'disks' | 'nics'> {
  /** Absent: there were no slots. */
  readonly identity?: GuestPlan['identity'];
  readonly disks: readonly (GuestDisk | { readonly diskId: number; readonly path: string })[];
  readonly nics: readonly (
    | GuestNic
    | { readonly bridge: string; readonly hostInterface: string; readonly mac: string }
  )[];
}

export function planFrom(text: string): GuestPlan {
  const plan = JSON.parse(text) as EarlierPlan;
  return {
    ...plan,
    identity: plan.identity ?? identityOfSlot(slotBeforeSlots(plan.instanceId)),
    disks: plan.disks.map((disk) =>
      'source' in disk ? disk : { diskId: disk.diskId, source: { type: 'file', format: 'qcow2', path: disk.path } },
    ),
    nics: plan.nics.map((nic) => {
      if ('attach' in nic) return nic;
      const { bridge, hostInterface, mac } = nic;
      return { attach: { type: 'bridge', bridge, hostInterface }, mac };
    }),
  };
}
