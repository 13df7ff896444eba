/**
 * What must hold once a cloud has come to rest, whatever happened before: each level knows what the one below it is,
 * and nothing is there that nobody wants. Answers sentences; none: all is well.
 */
import {
  administratorsGroupId,
  type HostIntent,
  type Instance,
  isReady,
  macOf,
  type ObjectMeta,
  type User,
} from '@skerry/domain';
import { type Json, stored, valueUnder } from '@skerry/store';
import { agentKeys } from '@skerry/store/layout/agent';
import { controllerKeys } from '@skerry/store/layout/controller';
import { frontEndKeys } from '@skerry/store/layout/front-end';
import { isDeepStrictEqual } from 'node:util';
import { auditHistories } from './audit-histories.ts';
import { auditNames } from './audit-names.ts';
import { type HostSight, type Row, type Sight, type Table, under } from './sight.ts';

export function audit(sight: Sight): string[] {
  const problems: string[] = [];
  auditFrontEnd(sight, problems);
  auditNames(sight.frontEnd, problems);
  for (const [clusterId, controller] of sight.controllers) {
    auditCopies(sight, clusterId, controller, problems);
    auditCluster(clusterId, controller, sight.hosts, problems);
    for (const host of sight.hosts) {
      if (under(controller, controllerKeys.hosts).has(String(host.hostId))) auditHost(host, controller, problems);
    }
  }
  return problems;
}

/** The API tells what the clusters' stores hold; nothing waits, and nothing is kept of what is gone. */
function auditFrontEnd({ frontEnd, controllers, imageFiles, blobFiles, api }: Sight, problems: string[]): void {
  for (const [key, command] of under(frontEnd, frontEndKeys.commands)) {
    problems.push(`command ${key} is without result: ${JSON.stringify(command)}`);
  }
  const clusters = under(frontEnd, frontEndKeys.catalogueOf('cluster'));
  const { mirrors, commands, links, clusterCursors, hostKeys } = frontEndKeys;
  for (const prefix of [mirrors, commands, links, clusterCursors, hostKeys] as readonly string[]) {
    for (const key of under(frontEnd, prefix).keys()) {
      const [clusterId = ''] = key.split('/');
      if (!clusters.has(clusterId)) problems.push(`the front-end keeps ${prefix}${key} of a cluster that is gone`);
    }
  }
  const hosts = under(frontEnd, frontEndKeys.catalogueOf('host'));
  for (const [key, hostId] of under(frontEnd, hostKeys)) {
    if (!hosts.has(String(hostId)))
      problems.push(`the front-end keeps the key ${key} of host ${hostId}, which is gone`);
  }
  const images = [...under(frontEnd, frontEndKeys.catalogueOf('image')).values()];
  const digests = images.flatMap(({ digest }) => digest ?? []);
  for (const { name, import: unfinished } of images) {
    if (unfinished?.state === 'under-way') problems.push(`the image ${name} is still imported`);
  }
  const unready = new Set(images.filter((image) => !isReady(image)).map(({ id }) => String(id)));
  for (const id of under(frontEnd, frontEndKeys.imageImports).keys()) {
    if (!unready.has(id)) problems.push(`the front-end keeps the import of image ${id}, which is over`);
  }
  for (const blob of blobFiles) problems.push(`the blob ${blob} belongs to no import`);
  const files = new Set(digests.map((digest) => `${digest.slice(7)}.qcow2`));
  for (const file of imageFiles) if (!files.has(file)) problems.push(`the file ${file} belongs to no image`);
  for (const file of files) if (!imageFiles.includes(file)) problems.push(`an image lacks its file ${file}`);
  const instances = [...controllers.values()].flatMap((c) => [...under(c, controllerKeys.instances).values()]);
  const known = new Map(instances.map((i) => [i.id, i]));
  for (const view of api['instances'] ?? []) compareView(view, known.get(Number(view['id'])), problems);
  for (const id of known.keys()) {
    if (!api['instances']?.some((view) => view['id'] === id)) problems.push(`the API does not show instance ${id}`);
  }
  for (const noun of ['disk', 'lease'] as const) {
    const shown = (api[`${noun}s`] ?? []).map((view) => Number(view['id']));
    const there = [...controllers.values()].flatMap((c) =>
      [...under<unknown>(c, controllerKeys[`${noun}s`]).keys()].map(Number),
    );
    difference(`the API's ${noun}s`, shown, `the clusters' ${noun}s`, there, problems);
    for (const view of api[`${noun}s`] ?? []) {
      const whole = api['instances']?.find(({ id }) => id === view['instanceId']);
      const differs = whole && ['ownerId', 'groupId', 'permissions'].some((field) => view[field] !== whole[field]);
      if (differs === true)
        problems.push(`the API shows ${noun} ${String(view['id'])} with other rights than its instance`);
    }
  }
}

function compareView(view: Row, instance: Instance | undefined, problems: string[]): void {
  const at = `instance ${String(view['id'])}`;
  if (instance === undefined) return void problems.push(`the API shows ${at}, which no cluster has`);
  const { name, hostId, intent, observed } = instance;
  const wanted = { generation: intent.generation, power: intent.power, reboots: intent.reboots };
  if (view['name'] !== name || view['hostId'] !== hostId || !isDeepStrictEqual(view['wanted'], wanted)) {
    problems.push(`the API shows ${at} other than its cluster: ${JSON.stringify(view)}`);
  }
  if (view['pendingCommands'] !== 0) problems.push(`${at} has commands without result`);
  if (observed === undefined && hostId !== undefined) problems.push(`nothing is known of ${at} from its host`);
  if (observed?.step !== undefined) problems.push(`${at} is in the middle of ${observed.step.name}`);
  if (observed?.failure !== undefined) problems.push(`${at} shows a failure: ${observed.failure.message}`);
  if (observed !== undefined && observed.reached !== intent.generation)
    problems.push(`${at} has not reached its intent`);
  if (instance.unplaced !== undefined) problems.push(`${at} is unplaced: ${instance.unplaced.message}`);
}

/** The copies that the feeds keep are those of their sources. */
function auditCopies({ frontEnd, hosts }: Sight, clusterId: number, controller: Table, problems: string[]): void {
  const same = (what: string, a: Map<string, Json>, b: Map<string, Json>) => {
    for (const key of new Set([...a.keys(), ...b.keys()])) {
      if (!isDeepStrictEqual(a.get(key), b.get(key))) problems.push(`${what}: the copies of ${key} differ`);
    }
  };
  if (!under(frontEnd, frontEndKeys.catalogueOf('cluster')).has(String(clusterId))) return;
  same(
    `cluster-state of ${clusterId}`,
    under(controller, controllerKeys.state),
    under(frontEnd, frontEndKeys.mirrorOf(clusterId)),
  );
  const { allOfCatalogue } = frontEndKeys;
  const wanted = [...frontEnd].flatMap(([key, value]): [string, Json][] => {
    const told = key.startsWith(allOfCatalogue) ? toldTo(clusterId, { key, value }, frontEnd) : undefined;
    return told === undefined ? [] : [[key.slice(allOfCatalogue.length), told]];
  });
  same(`catalogue of ${clusterId}`, new Map(wanted), under(controller, controllerKeys.catalogue));
  for (const { hostId, store } of hosts) {
    if (!under(controller, controllerKeys.hosts).has(String(hostId))) continue;
    same(
      `intents of host ${hostId}`,
      under(controller, controllerKeys.intentsOf(hostId)),
      under(store, agentKeys.intents),
    );
    same(
      `observations of host ${hostId}`,
      under(store, agentKeys.observed),
      under(controller, controllerKeys.observedOf(hostId)),
    );
  }
}

/** What a cluster knows of a record of the catalogue; here, everybody may use every cluster. */
function toldTo(clusterId: number, entry: { key: string; value: Json }, frontEnd: Table): Json | undefined {
  const { catalogueOf } = frontEndKeys;
  const users = [...under(frontEnd, catalogueOf('user')).values()];
  const administers = (user: User | undefined) => user?.groupIds.includes(administratorsGroupId) === true;
  const only = (isTold: boolean) => (isTold ? entry.value : undefined);
  const cluster = valueUnder(catalogueOf('cluster'), entry);
  if (cluster !== undefined) return only(cluster.id === clusterId);
  const local = valueUnder(catalogueOf('network'), entry) ?? valueUnder(catalogueOf('host'), entry);
  if (local !== undefined) return only(local.clusterId === clusterId);
  const group = valueUnder(catalogueOf('group'), entry);
  if (group !== undefined) return only(users.some(({ groupIds }) => groupIds.includes(group.id)));
  const token = valueUnder(catalogueOf('token'), entry);
  if (token !== undefined) {
    return only(token.purpose === 'access' && !administers(users.find((user) => user.id === token.userId)));
  }
  // Nor where images lie.
  const datastore = valueUnder(catalogueOf('datastore'), entry);
  if (datastore !== undefined) return stored({ ...datastore, path: '' });
  // Nor where they came from; those that come still are told to nobody.
  const image = valueUnder(catalogueOf('image'), entry);
  if (image !== undefined) {
    const { origin, ...told } = image;
    return !isReady(image) ? undefined : origin === undefined ? entry.value : stored(told);
  }
  // Nor who outside has images: a site imports none.
  if (valueUnder(catalogueOf('marketplace'), entry) !== undefined) return undefined;
  const user = valueUnder(catalogueOf('user'), entry);
  if (user === undefined || !administers(user)) return entry.value;
  // Nor what proves who an administrator is: for that the site has a password of its own.
  const { passwordHash: _, ...rest } = user;
  return stored(rest);
}

/** Instances, disks, leases, addresses and intents of one cluster fit together. */
function auditCluster(clusterId: number, controller: Table, hosts: readonly HostSight[], problems: string[]): void {
  const say = (sentence: string) => problems.push(`cluster ${clusterId}: ${sentence}`);
  const instances = new Map([...under(controller, controllerKeys.instances).values()].map((i) => [i.id, i]));
  for (const key of under(controller, controllerKeys.commandResults).keys())
    say(`the result of command ${key} is not taken`);
  const disks = [...under(controller, controllerKeys.disks).values()];
  const wantedDisks = [...instances.values()].flatMap((i) => (i.lost ? [] : i.spec.disks.map((d) => d.diskId)));
  difference(
    `cluster ${clusterId}'s disks`,
    disks.map((d) => d.id),
    'those of its instances',
    wantedDisks,
    problems,
  );
  const leases = [...under(controller, controllerKeys.leases).values()];
  for (const lease of leases) {
    const holds = instances.get(lease.instanceId)?.spec.nics.some((n) => n.address === lease.address);
    if (holds !== true) say(`lease ${lease.id} of ${lease.address} is of an instance that has it not`);
    if (controller.get(controllerKeys.address(lease.networkId, lease.address)) !== lease.id)
      say(`${lease.address} is leased, but free`);
  }
  for (const part of [...disks, ...leases]) {
    const whole = instances.get(part.instanceId);
    const whose = ({ ownerId, groupId, permissions }: ObjectMeta) => ({ ownerId, groupId, permissions });
    if (whole === undefined) continue;
    if (!isDeepStrictEqual(whose(part), whose(whole)))
      say(`"${part.name}" is not its instance's owner's, or others may use it`);
    if ('imageDigest' in part && !part.name.startsWith(`${whole.name}-`)) say(`"${part.name}" is called as nothing is`);
  }
  for (const [address, leaseId] of under(controller, controllerKeys.addresses)) {
    if (!leases.some((l) => l.id === leaseId)) say(`the address ${address} is taken by no lease`);
  }
  const macs = under(controller, controllerKeys.macs);
  for (const [mac, leaseId] of macs) {
    if (!leases.some((l) => l.id === leaseId && mac === `${l.networkId}/${l.mac}`))
      say(`the MAC ${mac} is of no lease`);
  }
  for (const { id, networkId, address, mac } of leases) {
    if (mac !== macOf(address) && macs.get(`${networkId}/${mac}`) !== id) say(`${mac} is leased, but free`);
  }
  for (const { id, hostId, spec } of instances.values()) {
    for (const nic of spec.nics) {
      if (hostId !== undefined && !leases.some((l) => l.instanceId === id && l.address === nic.address)) {
        say(`instance ${id} has the address ${nic.address} without a lease`);
      }
    }
  }
  const given = under(controller, controllerKeys.hosts);
  auditHistories(
    controller,
    hosts.filter(({ hostId }) => given.has(String(hostId))),
    instances,
    say,
  );
  for (const key of under(controller, controllerKeys.intents).keys()) {
    const [hostId = '', kind, id] = key.split('/');
    if (!given.has(hostId)) say(`host ${hostId} is gone, and told something: ${key}`);
    if (kind === 'instance' && instances.get(Number(id))?.hostId !== Number(hostId)) say(`a stray intent: ${key}`);
  }
  for (const key of under(controller, controllerKeys.observed).keys()) {
    const [hostId = '', kind, id] = key.split('/');
    if (!given.has(hostId)) say(`host ${hostId} is gone, and observed something: ${key}`);
    if ((kind === 'instance' || kind === 'history') && instances.get(Number(id))?.hostId !== Number(hostId))
      say(`a stray observation: ${key}`);
  }
  for (const hostId of under(controller, controllerKeys.hostStatuses).keys()) {
    if (!given.has(hostId)) say(`host ${hostId} is gone, and has a status`);
  }
  for (const host of given.keys()) {
    const told = [...under(controller, controllerKeys.intentNetworksOf(Number(host))).keys()].map(Number);
    const networks = [...under(controller, controllerKeys.networks).keys()].map(Number);
    difference(`networks told to host ${host}`, told, 'those of the catalogue', networks, problems);
  }
}

/** The host has what its intents want, and nothing else. */
function auditHost(host: HostSight, controller: Table, problems: string[]): void {
  const { hostId } = host;
  const intents = [...under(controller, controllerKeys.intentInstancesOf(hostId)).values()];
  const networks = [...under(controller, controllerKeys.intentNetworksOf(hostId)).keys()].map(Number);
  const ids = (of: (intent: HostIntent) => readonly number[]) => intents.flatMap(of);
  const each = (what: string, there: readonly number[], wanted: readonly number[]) =>
    difference(`${what} on host ${hostId}`, there, 'what is wanted there', wanted, problems);
  each('networks', host.networks, networks);
  each(
    'disks',
    host.disks,
    ids((i) => i.disks.map((d) => d.diskId)),
  );
  each(
    'guest directories',
    host.guestDirectories,
    ids((i) => [i.instanceId]),
  );
  const on = intents.filter((i) => i.power === 'running' || i.power === 'paused');
  const known = new Set(ids((i) => [i.instanceId]));
  for (const id of host.ports) if (!known.has(id)) problems.push(`host ${hostId} has a port of ${id}, which is gone`);
  for (const { instanceId, nics } of on) {
    const ports = host.ports.filter((id) => id === instanceId).length;
    if (ports !== nics.length) problems.push(`instance ${instanceId} has ${ports} ports for ${nics.length} interfaces`);
  }
  for (const [id, state] of host.guests) {
    const power = intents.find((i) => i.instanceId === id)?.power;
    const fits = power === state || (power === 'stopped' && state === 'prepared');
    if (!fits) problems.push(`guest ${id} on host ${hostId} is ${state}, and shall be ${power ?? 'gone'}`);
  }
  for (const { instanceId } of on) if (!host.guests.has(instanceId)) problems.push(`guest ${instanceId} is not there`);
}

function difference(a: string, one: readonly number[], b: string, two: readonly number[], problems: string[]): void {
  const order = (list: readonly number[]) => [...list].sort((x, y) => x - y);
  if (isDeepStrictEqual(order(one), order(two))) return;
  problems.push(`${a} are ${order(one).join(', ') || 'none'}, ${b} are ${order(two).join(', ') || 'none'}`);
}
