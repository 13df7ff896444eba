/** An application image from Debian's docker-registry, from a reference to a disk that starts as it says. */
import { OciMarketplace } from '@skerry/marketplace-oci';
import { Outbound } from '@skerry/outbound';
import { kindsThatBoot } from '@skerry/domain';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startImportingCloud, testWorld } from '../../testing/importing-cloud.ts';
import { startLocalRegistry } from '../../testing/local-registry.ts';

test('layers become one root, with what a later one takes away; what both images have is fetched once', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-oci-import-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const sh = (command: string) => execFileSync('sh', ['-ec', command], { cwd: directory, encoding: 'utf8' });
  const at = await startLocalRegistry(directory);
  sh(`
    umoci init --layout layout && umoci new --image layout:one
    mkdir -p a/etc a/srv b/srv c/srv
    head -c 2M /dev/urandom > a/srv/much && echo old > a/srv/page && echo gone > a/etc/gone
    echo new > b/srv/page && echo other > c/srv/page
    add() { tar -C $2 -cf layer.tar . && umoci raw add-layer --image layout:$1 layer.tar; }
    mkdir -p w/etc && touch w/etc/.wh.gone
    add one a && add one w
    umoci tag --image layout:one two
    add one b && add two c
    for tag in one two; do
      umoci config --image layout:$tag --architecture amd64 --os linux --config.entrypoint /srv/run --config.cmd -v \\
        --config.user web --config.env A=b --config.workingdir /srv --config.stopsignal SIGQUIT
      skopeo copy --dest-tls-verify=false oci:layout:$tag docker://${at}/team/app:$tag
    done`);
  const outbound = new Outbound(testWorld);
  onTestFinished(() => outbound.close());
  const open = async () => new OciMarketplace({ outbound, registries: { [at]: { url: `http://${at}` } } });
  const cloud = await startImportingCloud([], { openMarketplace: open });
  const make = async (tag: string) => {
    const from = { name: tag, marketplaceId: 0, reference: `${at}/team/app:${tag}` };
    const reply = await cloud.admin.call<{ id: number }>('POST', '/v1/images', from);
    expect(reply.status, reply.text).toBe(201);
    return cloud.ended(reply.body.id);
  };
  const one = await make('one');
  expect(one, JSON.stringify(one)).toMatchObject({
    state: 'ready',
    kinds: kindsThatBoot(['root-partition']),
    application: {
      entrypoint: ['/srv/run'],
      command: ['-v'],
      user: 'web',
      workingDirectory: '/srv',
      stopSignal: 'SIGQUIT',
    },
    origin: { source: 'marketplaceId', format: 'oci' },
  });
  const blobs = await readdir(join(cloud.directory, 'images/blobs'));
  const two = await make('two');
  expect(two.state).toBe('ready');
  // The first two layers are the same.
  expect(await readdir(join(cloud.directory, 'images/blobs'))).toHaveLength(blobs.length + 1);
  const page = (digest = '') => {
    sh(`qemu-img convert -f qcow2 -O raw ${cloud.directory}/images/${digest.slice(7)}.qcow2 made.raw`);
    sh('dd if=made.raw of=part bs=1M skip=1 status=none');
    return [sh('debugfs -R "cat /srv/page" part 2>/dev/null'), sh('debugfs -R "ls /etc" part 2>/dev/null')];
  };
  const [first = '', etc = ''] = page(one.digest);
  expect([first, etc.includes('gone')]).toEqual(['new\n', false]);
  expect(page(two.digest)[0]).toBe('other\n');
});
