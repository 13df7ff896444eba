import { architectureOf } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import type { GuestPlan } from './compute.ts';

/**
 * Refuses a guest whose image is for machines of another architecture: it would start and do nothing. The scheduler knows
 * before; a host learns it here when an intent is older than that, or its image was told wrongly.
 */
export function refuseForeign(
  plan: Pick<GuestPlan, 'instanceId' | 'architecture'>,
  here = architectureOf(process.arch),
): void {
  const { instanceId, architecture = here } = plan;
  if (architecture === here) return;
  throw new SkerryError({
    code: 'architecture-differs',
    kind: 'failed',
    message: `Guest ${instanceId} is for ${architecture}, and this host is ${here}.`,
    hint: `Delete the instance and create it on a host of ${architecture}, or from an image for ${here}.`,
  });
}
