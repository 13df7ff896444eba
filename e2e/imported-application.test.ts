/** An application image from a registry runs: fetched, made into a disk and started as its maker says. */
import { run } from '@skerry/host-os';
import { OciMarketplace } from '@skerry/marketplace-oci';
import { Outbound } from '@skerry/outbound';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeLxcHarness } from '../packages/drivers/compute-lxc/src/testing/lxc-harness.ts';
import { startImportingCloud, testWorld } from '../packages/front-end/src/testing/importing-cloud.ts';
import { startLocalRegistry } from '../packages/front-end/src/testing/local-registry.ts';

interface Shown {
  readonly application: { readonly entrypoint: string[]; readonly command: string[]; readonly environment: string[] };
}

test('what a registry has is a container that does what its image says, with its user and its environment', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'imported-application-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const at = await startLocalRegistry(directory);
  const root = join(directory, 'root');
  await mkdir(join(root, 'bin'), { recursive: true });
  await mkdir(join(root, 'etc'));
  await copyFile('/bin/busybox', join(root, 'bin/busybox'));
  await writeFile(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\nweb:x:42:42::/srv:/bin/sh\n');
  await writeFile(join(root, 'etc/group'), 'web:x:42:\n');
  await chmod(root, 0o755);
  const [layout, image] = [join(directory, 'layout'), `${join(directory, 'layout')}:one`];
  await run('umoci', ['init', '--layout', layout]);
  await run('umoci', ['new', '--image', image]);
  const layer = join(directory, 'layer.tar');
  await run('tar', ['--create', '--file', layer, '--directory', root, '.']);
  await run('umoci', ['raw', 'add-layer', '--image', image, layer]);
  const says = 'echo "$GREETING from $(busybox id -u) in $(busybox pwd)"; exit 7';
  const config = ['--config.entrypoint', '/bin/busybox', '--config.cmd', 'sh', '--config.cmd', '-c'];
  const more = ['--config.cmd', says, '--config.env', 'GREETING=hello', '--config.env', 'PATH=/bin'];
  const about = ['--config.user', 'web', '--config.workingdir', '/srv', '--architecture', 'amd64', '--os', 'linux'];
  await run('umoci', ['config', '--image', image, ...config, ...more, ...about]);
  await run('skopeo', ['copy', '--dest-tls-verify=false', `oci:${image}`, `docker://${at}/team/app:1`]);

  const outbound = new Outbound(testWorld);
  onTestFinished(() => outbound.close());
  const openMarketplace = async () => new OciMarketplace({ outbound, registries: { [at]: { url: `http://${at}` } } });
  const cloud = await startImportingCloud([], { openMarketplace });
  const from = { name: 'app', marketplaceId: 0, reference: `${at}/team/app:1` };
  const made = await cloud.admin.call<{ id: number }>('POST', '/v1/images', from);
  const shown = await cloud.ended(made.body.id);
  expect(shown, JSON.stringify(shown)).toMatchObject({ state: 'ready' });
  const { body } = await cloud.admin.call<Shown>('GET', `/v1/images/${shown.id}`);
  const { entrypoint, command, environment } = body.application;

  const harness = await makeLxcHarness('oi', 77, async (into) => {
    const target = join(into, 'image.qcow2');
    await copyFile(join(cloud.directory, 'images', `${(shown.digest ?? '').slice(7)}.qcow2`), target);
    return target;
  });
  onTestFinished(() => harness.dispose());
  const application = {
    entrypoint,
    command,
    environment,
    user: 'web',
    workingDirectory: '/srv',
    restart: 'never',
  } as const;
  await harness.driver.start({ ...(await harness.plan(1)), application });
  await expect.poll(async () => (await harness.driver.inspect(1))?.exit).toMatchObject({ status: 7 });
  expect(await harness.driver.consoleLog(1, 65_536)).toContain('hello from 42 in /srv');
});
