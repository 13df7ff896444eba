import type { GuestPlan } from '@skerry/driver-contract';
import type { GuestStart } from '@skerry/guest-init';

/** What the first program of a guest is told that starts from its root partition: here, to hand over to the root's init. */
export const startOf = ({ haltSignal }: GuestPlan): GuestStart => ({ args: [], haltSignal });
