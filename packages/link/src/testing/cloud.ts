import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { err, ok } from '@skerry/kit';
import { type Authority, openAuthority } from '../ca/authority.ts';
import { type ChildOptions, createChild } from '../child.ts';
import { linkFailure } from '../errors.ts';
import { joinParent } from '../join/join-parent.ts';
import { encodeJoinToken, hashJoinSecret, joinSecretMatches, newJoinSecret } from '../join/token.ts';
import { createParent, type Parent, type ParentOptions } from '../parent.ts';
import type { Session } from '../session/session.ts';

/** One parent and its children on the loopback interface, with everything they make, for tests. */
export interface TestCloud {
  readonly dir: string;
  readonly ca: Authority;
  readonly parent: Parent;
  /** The parent's process ends and comes back at the same port. */
  restartParent(): Promise<void>;
  /** A token for host `id`; `urls` and the rest may be given otherwise. */
  token(id: string, changes?: { urls?: string[]; fingerprint?: string; expires?: Date }): string;
  /** Joins host `id` unless it has, and starts it. */
  child(id: string, options?: Partial<ChildOptions>): Promise<Session>;
  childDir(id: string): string;
  url(port?: number): string;
  close(): Promise<void>;
}

export async function startTestCloud(options: Partial<ParentOptions> & { now?: () => Date } = {}): Promise<TestCloud> {
  const dir = await mkdtemp(join(tmpdir(), 'skerry-link-'));
  const { now, ...parentOptions } = options;
  const ca = await openAuthority({ dir: join(dir, 'ca'), cloudId: 'test', ...(now && { now }) });
  const offers: { hash: string; id: string; key?: string }[] = [];
  const listenAs = (port: number): Promise<Parent> =>
    createParent({
      ca,
      listen: { host: '127.0.0.1', port },
      serverNames: ['127.0.0.1', 'localhost'],
      accept: () => true,
      redeem: (secret, { role, publicKey }) => {
        const offer = offers.find(({ hash }) => joinSecretMatches(secret, hash));
        if (offer === undefined || (offer.key ?? publicKey) !== publicKey) return err(linkFailure('link-join-refused'));
        offer.key = publicKey;
        return ok({ id: offer.id, role });
      },
      ...parentOptions,
    });
  let parent = await listenAs(0);
  const children: Session[] = [];
  const url = (port = parent.port) => `https://127.0.0.1:${port}`;
  const childDir = (id: string) => join(dir, `child-${id}`);
  const token: TestCloud['token'] = (id, changes = {}) => {
    const secret = newJoinSecret();
    offers.push({ hash: hashJoinSecret(secret), id });
    const expires = new Date(Date.now() + 60_000);
    return encodeJoinToken({ urls: [url()], fingerprint: ca.fingerprint, secret, expires, ...changes });
  };
  return {
    dir,
    ca,
    get parent() {
      return parent;
    },
    async restartParent() {
      await parent.close();
      parent = await listenAs(parent.port);
    },
    token,
    childDir,
    url,
    async child(id, childOptions = {}) {
      await joinParent(token(id), { dir: childDir(id), role: 'host' });
      const session = createChild({ dir: childDir(id), ...childOptions });
      children.push(session);
      return session;
    },
    async close() {
      await Promise.all(children.map((child) => child.close()));
      await parent.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
