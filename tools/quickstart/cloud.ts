/** What the quickstart puts into the cloud, each thing only where it is not there yet. */
import { initSignal } from '@skerry/domain';
import { ApiError, type Client, createClient, type InstanceView } from '@skerry/sdk';
import type { BuiltImage, ImageName } from '@skerry/images';
import { type Credentials, writeWhole } from './state-file.ts';

export const instanceNames = { vm: 'hello-vm', container: 'hello-container' } as const;

export async function logIn({ url, user, password }: Credentials): Promise<Client> {
  const { data } = await createClient({ url }).call('session.create', { body: { name: user, password } });
  return createClient({ url, token: data.secret });
}

export async function ensureCluster(client: Client): Promise<number> {
  for await (const cluster of client.pages('cluster.list', { name: 'home' })) return cluster.id;
  return (await client.call('cluster.create', { body: { name: 'home' } })).data.id;
}

export async function clusterOnline(client: Client, id: number): Promise<boolean> {
  return (await client.call('cluster.get', { params: { id } })).data.state === 'online';
}

/** The password with which administrators log in at the console of the site; one that is kept already stays. */
export async function siteCredential(client: Client, id: number, path: string, kept: Credentials): Promise<string> {
  if (kept.sitePassword !== undefined) return kept.sitePassword;
  const { data } = await client.call('cluster.site-credential', { params: { id } });
  writeWhole(path, { ...kept, sitePassword: data.password }, 0o600);
  return data.password;
}

/** The first host of the cluster that can run something. */
export async function onlineHost(client: Client, clusterId: number) {
  for await (const host of client.pages('host.list', { clusterId })) if (host.state === 'online') return host;
  return undefined;
}

export async function ensureImage(client: Client, name: ImageName, built: BuiltImage): Promise<number> {
  for await (const image of client.pages('image.list', { name })) {
    if (image.digest === built.digest) return image.id;
    // A newer build of the same name: instances that run keep what they were made from.
    await client.call('image.patch', {
      params: { id: image.id },
      body: { name: `${name}-${(image.digest ?? String(image.id)).slice(-8)}` },
    });
  }
  const { manifest } = built;
  const { data } = await client.call('image.create', {
    body: {
      name,
      path: built.path,
      os: manifest.os,
      haltSignal: initSignal(manifest.haltSignal, 'halt'),
      rebootSignal: initSignal(manifest.rebootSignal, 'reboot'),
      minMemoryMiB: manifest.minMemoryMiB,
      permissions: 'um-u--u--',
    },
    deadlineMs: 300_000,
  });
  return data.id;
}

export async function ensureNetwork(client: Client, clusterId: number, cidr: string): Promise<number> {
  for await (const network of client.pages('network.list', { name: 'default' })) return network.id;
  const body = { name: 'default', clusterId, cidr, permissions: 'um-u--u--' };
  return (await client.call('network.create', { body })).data.id;
}

export async function ensureTemplate(
  client: Client,
  name: string,
  imageId: number,
  networkId: number,
  memoryMiB = name === 'tiny' ? 128 : 512,
): Promise<number> {
  for await (const template of client.pages('template.list', { name })) {
    if (template.imageId !== imageId)
      await client.call('template.patch', { params: { id: template.id }, body: { imageId } });
    return template.id;
  }
  const body = { name, imageId, networkIds: [networkId], memoryMiB, permissions: 'um-u--u--' };
  return (await client.call('template.create', { body })).data.id;
}

export async function ensureInstance(
  client: Client,
  kind: 'vm' | 'container',
  templateId: number,
): Promise<InstanceView> {
  const name = instanceNames[kind];
  for await (const instance of client.pages('instance.list', { name })) {
    if (instance.state === 'deleting') continue;
    if (instance.actions['start'] === null) await client.call('instance.start', { params: { id: instance.id } });
    return instance;
  }
  const { data } = await client.call('instance.create', { body: { name, kind, templateId } });
  if ('state' in data) return data;
  throw new Error('The answer to a creation was a plan.');
}

/** Waits until the guest's page names it; tells meanwhile what the instance is doing. */
export async function waitForAnswer(
  client: Client,
  id: number,
  name: string,
  say: (text: string) => void,
  seconds = 240,
): Promise<string> {
  const deadline = performance.now() + seconds * 1000;
  let last: InstanceView | undefined;
  while (performance.now() < deadline) {
    try {
      last = (await client.call('instance.get', { params: { id } })).data;
    } catch (error) {
      if (error instanceof ApiError) throw error;
    }
    const address = last?.nics[0]?.address;
    if (last) say(`${last.state}${last.observed?.step ? `, ${last.observed.step.name}` : ''}`);
    if (last?.state === 'running' && address !== undefined) {
      say(`running, waits for http://${address}/`);
      const text = await fetch(`http://${address}/`, { signal: AbortSignal.timeout(2000) }).then(
        (r) => r.text(),
        () => '',
      );
      if (text.includes(name)) return address;
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error(
    `${name} did not answer within ${seconds} s: it is ${last?.state ?? 'unknown'}. ${last?.stateReason ?? ''}\n` +
      `Look at: skerry instance explain ${name} and skerry instance log ${name}`,
  );
}
