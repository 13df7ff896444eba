export type { GuestState, HostNetwork, HostRuntime, InstanceKind } from '@skerry/domain';
export { refuseForeign } from './architecture.ts';
export type * from './compute.ts';
export {
  type GuestIdentity,
  guestSlots,
  helperPool,
  identityOfSlot,
  idPool,
  type IdRange,
  slotBeforeSlots,
} from './guest-identity.ts';
export { missingDevice, refuseUnmakeable } from './machine.ts';
export type * from './network.ts';
export type * from './settings.ts';
export type * from './storage.ts';
