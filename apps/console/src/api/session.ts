/**
 * Who is logged in. The server decides at every request; what is remembered here only lets the page draw itself before
 * the first answer.
 */
import { parsePermissions, privatePermissions, type Subject } from '@skerry/domain';
import { useQuery } from '@tanstack/react-query';
import { cache, keys } from './cache.ts';
import { api, setToken, whenExpired } from './client.ts';
import { forgetEarly } from './early-answers.ts';
import type { User } from './kinds.ts';
import { startLive, stopLive } from './live.ts';
import { memory } from './memory.ts';
import { signal } from './signal.ts';
import { askStatus } from './status.ts';

const userKey = 'skerry.user';

export interface Session {
  /** `unknown`: not asked yet and nothing remembered. */
  readonly state: 'unknown' | 'in' | 'out';
  readonly user: User | undefined;
  /** Why the log-in page is shown, when not by the user's own wish. */
  readonly reason?: string | undefined;
}

const remembered = memory('local').read(userKey) as User | undefined;
export const session = signal<Session>({ state: remembered === undefined ? 'unknown' : 'in', user: remembered });

/** Asks who we are; begins to follow changes. */
export async function openSession(): Promise<void> {
  whenExpired((error) => leave(session.get().state === 'in' ? error.message : undefined));
  try {
    const [{ data: user }, status] = await Promise.all([
      api().call('session.get'),
      // The page asks for it too, and gets the same answer.
      cache.fetchQuery({ queryKey: keys.status, queryFn: askStatus, staleTime: 0, retry: false }),
    ]);
    enter(user);
    startLive(status.revision);
  } catch (error) {
    if (session.get().state === 'unknown') session.set({ state: 'out', user: undefined, reason: undefined });
    // Offline at start: the banner says so, and what is remembered stays.
    if (session.get().state === 'in') setTimeout(() => void openSession(), 3_000);
    else if (error instanceof Error && error.name === 'ConnectionError') {
      session.set({ state: 'out', user: undefined, reason: error.message });
    }
  }
}

export async function logIn(name: string, password: string): Promise<void> {
  setToken(undefined);
  await api().call('session.create', { body: { name, password } });
  await afterLogIn();
}

/** @throws ApiError when the token is none. */
export async function logInWithToken(token: string): Promise<void> {
  setToken(token.trim());
  try {
    await afterLogIn();
  } catch (error) {
    setToken(undefined);
    throw error;
  }
}

async function afterLogIn(): Promise<void> {
  forgetEarly();
  const { data: user } = await api().call('session.get');
  cache.clear();
  stopLive();
  enter(user);
  await openSession();
}

export async function logOut(): Promise<void> {
  await api()
    .call('session.delete')
    .catch(() => undefined);
  leave(undefined);
}

function enter(user: User): void {
  memory('local').write(userKey, user);
  session.set({ state: 'in', user });
}

function leave(reason: string | undefined): void {
  if (session.get().state === 'out') return;
  memory('local').set(userKey, undefined);
  setToken(undefined);
  stopLive();
  cache.clear();
  session.set({ state: 'out', user: undefined, reason });
}

/** For the tables of the domain that say what a person may do. */
export const subjectOf = (user: User | undefined): Subject => ({
  userId: user?.id ?? -1,
  groupIds: user?.groupIds ?? [],
});

/** An object with its rights as the domain reads them. */
export const owned = (object: { ownerId: number; groupId: number; permissions: string }) => ({
  ownerId: object.ownerId,
  groupId: object.groupId,
  permissions: parsePermissions(object.permissions) ?? privatePermissions,
});

/** The user as the server knows it now. */
export const useMe = (): User | undefined =>
  useQuery({
    queryKey: keys.me,
    queryFn: async ({ signal: until }) => (await api().call('session.get', { signal: until })).data,
    initialData: session.get().user,
    refetchInterval: 5 * 60_000,
  }).data;
