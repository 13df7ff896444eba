import { buildGuestKernel, buildImage, type ImageName, placeGuestKernel } from '@skerry/images';
import { run } from '@skerry/host-os';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, step } from '../bootstrap/report.mjs';
import { chooseAddresses } from './addresses.ts';
import * as cloud from './cloud.ts';
import { startService, waitForService } from './services.ts';
import { paths, prepareState, type QuickstartState, writeState } from './state.ts';
import { type Credentials, credentialsAt } from './state-file.ts';

/** The main job: a running cloud on this machine with a VM and a container that answer. */
export async function start(): Promise<void> {
  await step('Build', async () => {
    await run(process.execPath, [join(root, 'tools', 'build.ts')], { deadlineMs: 120_000 });
    return 'dist/ is current';
  });
  prepareState();
  const state = await chooseAddresses();
  const login = credentialsAt(paths.credentials, state.url);

  const client = await step('Front-end', async () => {
    await startService('front-end', state, { SKERRY_ADMIN_PASSWORD: login.password });
    await waitForService('front-end', async () => (await fetch(`${state.url}/health`)).ok);
    return state.url;
  }).then(() => cloud.logIn(login));

  const clusterId = await cloud.ensureCluster(client);
  const sitePassword = await cloud.siteCredential(client, clusterId, paths.credentials, login);
  /** A one-time token, for what has not joined yet. */
  const joinEnvironment = async (
    service: 'controller' | 'agent',
    route: 'cluster.join-token' | 'cluster.host-join-token',
  ): Promise<Record<string, string>> => {
    if (existsSync(join(paths.site, service, 'link', 'identity.json'))) return {};
    const { data } = await client.call(route, { params: { id: clusterId }, body: { lifetimeSeconds: 600 } });
    return { SKERRY_JOIN_TOKEN: data.token };
  };
  await step('Cluster controller', async () => {
    await startService('controller', state, await joinEnvironment('controller', 'cluster.join-token'));
    await waitForService('controller', () => cloud.clusterOnline(client, clusterId));
    return 'cluster "home" is online';
  });
  await step('Guest kernel', async (say) => {
    const kernel = await buildGuestKernel({ cacheDir: paths.images, onProgress: (what) => say(what) });
    await placeGuestKernel(kernel, join(paths.site, 'agent', 'guest-kernel'));
    return `Linux ${kernel.version}`;
  });
  await step('Host agent', async (say) => {
    await startService('agent', state, await joinEnvironment('agent', 'cluster.host-join-token'));
    say('checks what this machine can run');
    await waitForService('agent', async () => (await cloud.onlineHost(client, clusterId)) !== undefined, 120);
    const host = await cloud.onlineHost(client, clusterId);
    return (host?.runtimes ?? []).map((r) => (r.available ? r.name : `no ${r.kind}: ${r.reason}`)).join(', ');
  });

  const networkId = await cloud.ensureNetwork(client, clusterId, state.cidr);
  const templates = {} as Record<ImageName, number>;
  for (const name of ['tiny', 'debian-12'] as const) {
    await step(`Image ${name}`, async (say) => {
      const onProgress = (what: string, fraction?: number) =>
        say(fraction === undefined ? what : `${what} ${Math.round(fraction * 100)} %`);
      const built = await buildImage(name, { cacheDir: paths.images, onProgress });
      say('goes into the datastore');
      templates[name] = await cloud.ensureTemplate(
        client,
        name,
        await cloud.ensureImage(client, name, built),
        networkId,
      );
      return `${Math.round(built.fileBytes / 1048576)} MiB, ${built.cached ? 'from the cache' : 'built'}`;
    });
  }
  const addresses: string[] = [];
  const kinds = [
    ['container', 'Container'],
    ['vm', 'Virtual machine'],
  ] as const;
  for (const [kind, title] of kinds) {
    await step(`${title} ${cloud.instanceNames[kind]}`, async (say) => {
      const instance = await cloud.ensureInstance(client, kind, templates.tiny);
      const address = await cloud.waitForAnswer(client, instance.id, cloud.instanceNames[kind], say);
      addresses.push(address);
      return `http://${address}/ answers`;
    });
  }

  const skerry = join(root, 'dist', 'skerry');
  const text = summary(state, { ...login, sitePassword }, skerry, addresses);
  const pages = addresses.map((address) => `http://${address}/`);
  writeState({
    ...state,
    completed: {
      at: new Date().toISOString(),
      text: summary(state, { user: login.user }, skerry, addresses),
      pages,
    },
  });
  process.stdout.write(`\n${text}`);
}

function summary(
  { url, sitePort }: QuickstartState,
  { user, password, sitePassword }: Pick<Credentials, 'user' | 'sitePassword'> & { readonly password?: string },
  skerry: string,
  addresses: readonly string[],
): string {
  return [
    `  API          ${url}/v1      (documentation: ${url}/docs)`,
    `  Console      ${url}/`,
    `  Site console http://127.0.0.1:${sitePort}/   (of the cluster itself, for while its link to the front-end is cut${sitePassword === undefined ? '' : `; log in there as ${user} with ${sitePassword}`})`,
    `  Log in as    ${user}${password === undefined ? '' : ` with ${password}`}   (kept in ${paths.credentials})`,
    `  Guests       ${cloud.instanceNames.container} at http://${addresses[0]}/, ${cloud.instanceNames.vm} at http://${addresses[1]}/`,
    '',
    'Try next:',
    `  ${skerry} instance list`,
    `  ${skerry} instance create web --template debian-12 --kind container --wait`,
    `  ${skerry} instance explain ${cloud.instanceNames.vm}`,
    '',
    'npm run status says what runs and where its logs are; npm run down takes it all down again.',
    '',
  ].join('\n');
}
