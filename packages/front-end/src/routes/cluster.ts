import type { Cluster } from '@skerry/domain';
import { hostJoinToken } from '@skerry/contract';
import { randomBytes } from 'node:crypto';
import { hashPassword } from '../auth/passwords.ts';
import { newMeta } from '../catalogue/meta.ts';
import type { Handlers } from '../http/call.ts';
import { keys } from '../state/keys.ts';
import { created, deleteOf, explainOf, getOf, listOf, patchOf, put } from '../http/standard-routes.ts';

/** What to run on the new machine, in a checkout of Skerry. The token is no argument: other users see arguments. */
const joinCommand = (role: 'controller' | 'agent', token: string): string =>
  `SKERRY_JOIN_TOKEN=${token} node apps/agent/src/main.ts --data /var/lib/skerry --roles ${role}`;

export const clusterRoutes = {
  'cluster.list': listOf('cluster'),
  'cluster.get': getOf('cluster'),
  'cluster.explain': explainOf('cluster'),
  'cluster.create': async (call) => {
    const { cloud, body, caller } = call;
    const id = await cloud.ids.next('cluster');
    return call.write({ key: 'cluster/create' }, () => {
      const meta = newMeta('cluster', id, body.name, body, caller, cloud);
      const { location, siteUrl } = body;
      const cluster: Cluster = {
        ...meta,
        ...(location === undefined ? {} : { location }),
        ...(siteUrl === undefined ? {} : { siteUrl }),
      };
      return created('cluster', cluster, call);
    });
  },
  'cluster.patch': patchOf('cluster', ({ location: place, siteUrl: url, ...patched }, { body }) => {
    const { location = place, siteUrl = url } = body;
    return {
      ...patched,
      ...(location == null ? {} : { location }),
      ...(siteUrl == null ? {} : { siteUrl }),
    };
  }),
  'cluster.delete': async (call) => {
    const { id } = call.object();
    const answer = await deleteOf<'cluster', 'cluster.delete'>('cluster', () => [
      { op: 'delete', key: keys.link(id) },
      { op: 'delete', key: keys.clusterCursor(id) },
    ])(call);
    await call.cloud.links.forget(id);
    return answer;
  },
  'cluster.join-token': async (call) => {
    const { id, name } = call.object();
    const { token, expiresAt } = await call.cloud.links.joinToken(id, call.body.lifetimeSeconds);
    return call.write({ key: `cluster/${id}` }, () => ({
      body: { token, expiresAt, command: joinCommand('controller', token) },
      writes: [],
      object: { kind: 'cluster', id, name },
    }));
  },
  'cluster.site-credential': async (call) => {
    const password = randomBytes(18).toString('base64url');
    const siteCredentialHash = await hashPassword(password);
    return call.write({ key: [`cluster/${call.params.id}`, 'cluster/create'] }, () => {
      const cluster: Cluster = {
        ...call.object(),
        siteCredentialHash,
        changedAt: call.cloud.clock.now().toISOString(),
      };
      const { id, name } = cluster;
      return {
        body: { password },
        conditions: [{ key: keys.catalogue('cluster', id), is: 'present' }],
        writes: [put('cluster', cluster)],
        object: { kind: 'cluster', id, name },
      };
    });
  },
  'cluster.host-join-token': async (call) => {
    const { id, name } = call.object();
    const reply = await call.cloud.links.ask(id, hostJoinToken, call.body);
    return call.write({ key: `cluster/${id}` }, () => ({
      body: { ...reply, command: joinCommand('agent', reply.token) },
      writes: [],
      object: { kind: 'cluster', id, name },
    }));
  },
} satisfies Pick<Handlers, Extract<keyof Handlers, `cluster.${string}`>>;
