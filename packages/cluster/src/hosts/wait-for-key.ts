import type { Mirror } from '@skerry/store';
import { clusterError } from '../errors.ts';

/** The record that the front-end made comes back by the catalogue's feed. */
export async function waitForKey(mirror: Mirror, key: string, deadlineMs: number): Promise<void> {
  const seen = Promise.withResolvers<void>();
  const look = () => {
    if (mirror.get(key)) seen.resolve();
  };
  const off = mirror.on(look);
  const timer = setTimeout(() => {
    const message = 'The front-end registered the host, but its record did not arrive here in time.';
    seen.reject(clusterError('host-register-late', message));
  }, deadlineMs);
  try {
    look();
    await seen.promise;
  } finally {
    clearTimeout(timer);
    off();
  }
}
