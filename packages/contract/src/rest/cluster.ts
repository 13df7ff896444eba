import { clusterStates } from '@skerry/domain';
import { z } from 'zod';
import { idParams, meta, metaInput, metaPatch, name, timestamp } from './object.ts';
import { refusals } from '../link/refusals.ts';

const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);
const location = z.strictObject({ place: z.string().max(128), latitude, longitude });
const siteUrl = z.url({ protocol: /^https?$/ }).max(512);

export const cluster = z
  .object({
    ...meta.shape,
    location: location.optional(),
    siteUrl: z.string().optional().describe('Where people reach the console of its site.'),
    state: z.enum(clusterStates),
    linkSince: timestamp.optional().describe('Since when its link is up or cut.'),
    lastHeardSeconds: z.number().nullable(),
    waitingCommands: z.int().optional().describe('Commands that wait for the link. Only for who may manage it.'),
    hosts: z.int().optional().describe('Only for who may manage it.'),
    instances: z.int().optional().describe('Only for who may manage it.'),
    joinedAt: timestamp.optional(),
    refusals: refusals
      .optional()
      .describe('What its controller told and the front-end did not take over. Only for who may manage it.'),
    unreadableRecords: z
      .int()
      .optional()
      .describe('Records of its controller that could not be read and were set aside. Only for who may manage it.'),
  })
  .meta({ id: 'Cluster' });
export const clusterCreate = z
  .strictObject({ ...metaInput.shape, name, location: location.optional(), siteUrl: siteUrl.optional() })
  .meta({ id: 'ClusterCreate' });
export const clusterPatch = z
  .strictObject({
    ...metaPatch.shape,
    location: location.nullable().optional().describe('null: it is nowhere.'),
    siteUrl: siteUrl.nullable().optional().describe('Where people reach the console of its site; null: nowhere.'),
  })
  .meta({ id: 'ClusterPatch' });
export const joinToken = z
  .object({
    token: z.string(),
    expiresAt: timestamp,
    command: z.string().describe('What to run, as root, on the new machine, on which Skerry lies in /opt/skerry.'),
    note: z.string().optional().describe('What stands in the way of another machine, and how to change it.'),
  })
  .meta({ id: 'JoinToken' });
const joinTokenId = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .describe('Of the token as it is listed; the token itself is shown once.');
export const hostJoinTokenList = z
  .object({ items: z.array(z.object({ id: joinTokenId, expiresAt: timestamp })) })
  .describe('Tokens for hosts that can still be used.')
  .meta({ id: 'HostJoinTokenList' });
export const hostJoinTokenParams = z.object({ ...idParams.shape, token: joinTokenId });
export const joinTokenRequest = z
  .strictObject({ lifetimeSeconds: z.int().min(60).max(604_800).default(3600) })
  .meta({ id: 'JoinTokenRequest' });

export const siteCredential = z
  .object({ password: z.string().describe('Shown once. With it administrators log in at the console of the site.') })
  .meta({ id: 'SiteCredential' });
