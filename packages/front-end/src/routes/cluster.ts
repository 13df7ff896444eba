import type { Cluster } from '@skerry/domain';
import { hostJoinToken, hostJoinTokenRevoke } from '@skerry/contract';
import { randomBytes } from 'node:crypto';
import { hashPassword } from '@skerry/api/auth/passwords';
import { decideClusterLoss } from '../clusters/declare-cluster-lost.ts';
import { former } from '../clusters/former-clusters.ts';
import { joinOffer } from '../clusters/join-offer.ts';
import { RequestError } from '@skerry/api/errors';
import { newMeta } from '@skerry/api/catalogue/meta';
import type { Handlers } from '@skerry/api/requests/call';
import { keys } from '@skerry/api/state/keys';
import type { Owner } from './owner.ts';
import { created, deleteOf, patchOf, put } from './standard-writes.ts';

export const clusterRoutes = ({ links }: Owner) =>
  ({
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
      const answer = await deleteOf<'cluster', 'cluster.delete'>('cluster', (cluster, { cloud }) => ({
        writes: [former(cluster, false, cloud.clock.now())],
      }))(call);
      await links.forget(id);
      return answer;
    },
    'cluster.declare-lost': async (call) => {
      const { id } = call.object();
      const answer = await call.write({ key: `cluster/${id}`, exclusive: true }, () => decideClusterLoss(call));
      await links.forget(id);
      return answer;
    },
    'cluster.join-token': async (call) => {
      const { id, name } = call.object();
      const made = await links.joinToken(id, call.body.lifetimeSeconds);
      return call.write({ key: `cluster/${id}` }, () => ({
        body: joinOffer('controller', made),
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
        body: joinOffer('agent', reply),
        writes: [],
        object: { kind: 'cluster', id, name },
      }));
    },
    'cluster.revoke-host-join-token': async (call) => {
      const { id, name } = call.object();
      const { revoked } = await call.cloud.links.ask(id, hostJoinTokenRevoke, { id: call.params.token });
      if (!revoked) {
        throw new RequestError('not-found', 'There is no such token for hosts, or it was used, or it has run out.');
      }
      return call.write({ key: `cluster/${id}` }, () => ({
        body: undefined,
        writes: [],
        object: { kind: 'cluster', id, name },
        detail: `token ${call.params.token}`,
      }));
    },
  }) satisfies Partial<Handlers>;
