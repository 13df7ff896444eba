import {
  cluster,
  clusterCreate,
  clusterPatch,
  hostJoinTokenList,
  hostJoinTokenParams,
  joinToken,
  joinTokenRequest,
  siteCredential,
} from '../cluster.ts';
import { clusterDeclareLost, clusterLoss } from '../cluster-loss.ts';
import { listQueryOf } from '../list-query.ts';
import { idParams } from '../object.ts';
import { create, explain, get, list, patch, remove, type Route } from '../route.ts';

export const clusterRoutes = {
  'cluster.list': list('clusters', cluster, listQueryOf('cluster')),
  'cluster.get': get('clusters', cluster),
  'cluster.create': create('clusters', clusterCreate, cluster),
  'cluster.patch': patch('clusters', clusterPatch, cluster),
  'cluster.delete': remove('clusters'),
  'cluster.explain': explain('clusters'),
  'cluster.declare-lost': {
    method: 'post',
    path: '/v1/clusters/:id/declare-lost',
    summary: 'Give up a cluster that is gone for good, with all that was there; for administrators',
    right: 'admin',
    success: 200,
    params: idParams,
    body: clusterDeclareLost,
    response: clusterLoss,
  },
  'cluster.join-token': {
    method: 'post',
    path: '/v1/clusters/:id/join-token',
    summary: 'A one-time token for the controller of this cluster',
    right: 'admin',
    success: 201,
    params: idParams,
    body: joinTokenRequest,
    response: joinToken,
  },
  'cluster.site-credential': {
    method: 'post',
    path: '/v1/clusters/:id/site-credential',
    summary: 'A new password with which administrators log in at the console of this site; the one before ends',
    right: 'admin',
    success: 201,
    params: idParams,
    response: siteCredential,
  },
  'cluster.host-join-token': {
    method: 'post',
    path: '/v1/clusters/:id/host-join-token',
    summary: 'A one-time token for a new host of this cluster',
    right: 'admin',
    success: 201,
    params: idParams,
    body: joinTokenRequest,
    response: joinToken,
  },
  'cluster.host-join-tokens': {
    method: 'get',
    path: '/v1/clusters/:id/host-join-tokens',
    summary: 'The tokens for hosts of this cluster that can still be used',
    right: 'admin',
    success: 200,
    params: idParams,
    response: hostJoinTokenList,
  },
  'cluster.revoke-host-join-token': {
    method: 'delete',
    path: '/v1/clusters/:id/host-join-tokens/:token',
    summary: 'Nobody joins with this token any more',
    right: 'admin',
    success: 204,
    params: hostJoinTokenParams,
  },
} as const satisfies Record<string, Route>;
