/** What is asked of everything that a host tells: is it of itself, or of a guest that was given to it? */
import type { FeedChange, Refusal } from '@skerry/contract';
import type { Mirror } from '@skerry/store';
import { keys } from '../keys.ts';

export const examineObservation =
  (hostId: number, mirror: Mirror) =>
  ({ key, value }: FeedChange): Refusal | undefined => {
    const [what, id] = key.split('/');
    // It may always forget what it told.
    if (value === undefined || (what !== 'instance' && what !== 'history')) return undefined;
    return mirror.get(keys.intent(hostId, Number(id))) === undefined
      ? { code: 'not-its-own', message: `It told of instance ${id}, which was not given to it.` }
      : undefined;
  };

/** Of which host or instance it may measure. */
export function mayMeasure(hostId: number, subject: 'host' | 'instance', id: number, mirror: Mirror): boolean {
  if (subject === 'host') return id === hostId;
  const instance = mirror.get(keys.instance(id))?.value;
  return instance?.hostId === hostId;
}

/** Images of which it may have the content: those of its guests' disks, and the discs in their drives. */
export const mayRead = (hostId: number, digest: string, mirror: Mirror): boolean =>
  mirror
    .entries(keys.intentInstancesOf(hostId))
    .some(
      ({ value }) =>
        value.cdrom?.imageDigest === digest || value.disks.some(({ imageDigest }) => imageDigest === digest),
    );
