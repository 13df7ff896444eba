/**
 * A host or a cluster with a valid certificate that says what it likes: the link's protocol, and nothing of what agents
 * and controllers are.
 */
import type { Json } from '@skerry/kit';
import { createChild, joinParent, type Role, type Session } from '@skerry/link';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Feed = 'cluster-state' | 'observations';
type Told = { readonly key: string; readonly value?: unknown };

export interface HostileChild {
  readonly id: number;
  readonly session: Session;
  /** Tells these changes as the next revision of the feed. Resolves with the answer, or with the error that came back. */
  tell(feed: Feed, changes: readonly Told[]): Promise<unknown>;
  leave(): Promise<void>;
}

const deadlineMs = 15_000;

export async function joinAs(role: Role, token: string): Promise<HostileChild> {
  const dir = await mkdtemp(join(tmpdir(), `skerry-hostile-${role}-`));
  const { id } = await joinParent(token, { dir, role, name: `hostile-${role}` });
  const session = createChild({ dir });
  // What the parent tells us is answered with yes: feeds of the parent are told to be whole.
  session.handle({
    requests: { 'feed.open': () => ({ cursor: null }), 'feed.batch': () => null },
  });
  await session.waitFor('connected', { deadlineMs });
  let revision = 0;
  return {
    id: Number(id),
    session,
    async tell(feed, changes) {
      const body = { feed, origin: 'hostile', revision: ++revision, snapshot: 'no', changes };
      return session.request('feed.batch', body as unknown as Json, { deadlineMs }).catch((error: unknown) => error);
    },
    async leave() {
      await session.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
