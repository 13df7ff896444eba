import type { TestCloud } from './cloud.ts';
import { until } from './cloud.ts';

/** As long as a name may be. */
export const longName = 'measurement-collector-of-the-northern-harbour-building-7-room-b';

/** Instances of every sort, as a small company has them: running, stopped, paused. */
export async function inhabited({ client }: TestCloud): Promise<void> {
  const { data: images } = await client.call('image.list');
  const imageId = images.items[0]?.id;
  if (imageId === undefined) throw new Error('There is no image.');
  const { data: clusters } = await client.call('cluster.list');
  const clusterId = (name: string) => clusters.items.find((c) => c.name === name)?.id ?? 0;
  const plan: readonly (readonly [string, number, string, object])[] = [
    ['web', 4, 'bergen', { labels: { tier: 'web', zone: 'a' }, memoryMiB: 256 }],
    ['worker', 3, 'bergen', { labels: { tier: 'batch' }, memoryMiB: 128, kind: 'container' }],
    ['camera', 3, 'lisbon', { labels: { tier: 'edge', site: 'harbour' }, memoryMiB: 128 }],
    ['archive', 1, 'lisbon', { start: false, memoryMiB: 512 }],
    [
      longName,
      1,
      'bergen',
      { labels: { owner: 'Ærøskøbing søværn, 東京支社', 'example.org/a-rather-long-key': longName } },
    ],
    ['sensor', 3, 'nairobi', { labels: { tier: 'edge' }, memoryMiB: 64, kind: 'container' }],
  ];
  await catalogue(client, imageId);
  for (const [name, count, cluster, rest] of plan) {
    for (let i = 1; i <= count; i++) {
      await client.call('instance.create', {
        body: { name: count === 1 ? name : `${name}-${i}`, imageId, clusterId: clusterId(cluster), ...rest },
      });
    }
  }
  await until('the instances', async () => {
    const { data } = await client.call('status.get');
    const { running = 0, stopped = 0 } = data.instances;
    return running >= 14 && stopped >= 1 ? true : undefined;
  });
  const { data: found } = await client.call('instance.list', { query: { name: 'worker-3' } });
  await client.call('instance.pause', { params: { id: found.items[0]?.id ?? 0 } });
}

/** People, a template, a token, and names as long as they may be. */
async function catalogue(client: TestCloud['client'], imageId: number): Promise<void> {
  const { data: group } = await client.call('group.create', { body: { name: 'harbour' } });
  const password = 'correct horse battery';
  await client.call('user.create', { body: { name: 'ingrid.bergman', password, groupIds: [1, group.id] } });
  await client.call('user.create', { body: { name: longName, password } });
  await client.call('token.create', { body: { name: 'pipeline' } });
  const context = {
    userData: '#cloud-config\npackages: [nginx]\n',
    sshKeys: [`ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)} me@here`],
  };
  await client.call('template.create', {
    body: { name: 'small-web', imageId, memoryMiB: 256, context, requirements: 'labels.zone == "a"' },
  });
  await client.call('template.create', { body: { name: longName, imageId, kind: 'container' } });
}
