import { SkerryError } from '@skerry/kit';
import type { Mirror } from '@skerry/store';

/** The record that the front-end made comes back by the catalogue's feed. */
export async function waitForKey(mirror: Mirror, key: string, deadlineMs: number): Promise<void> {
  const seen = Promise.withResolvers<void>();
  const look = () => {
    if (mirror.get(key)) seen.resolve();
  };
  const off = mirror.on(look);
  const timer = setTimeout(() => {
    const message = 'The front-end registered the host, but its record did not arrive here in time.';
    seen.reject(
      new SkerryError({ code: 'host-register-late', kind: 'failed', message, hint: 'Join again with the same token.' }),
    );
  }, deadlineMs);
  try {
    look();
    await seen.promise;
  } finally {
    clearTimeout(timer);
    off();
  }
}
