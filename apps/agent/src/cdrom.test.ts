/** The disc in the drive of a guest, over a whole site: put in before the start, while it runs, and while the link is cut. */
import { instanceState } from '@skerry/domain';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestSite } from './testing/test-site.ts';

let site: Awaited<ReturnType<typeof startTestSite>>;
beforeEach(async () => {
  site = await startTestSite();
});
afterEach(() => site.close());

const reaches = (id: number, wanted: string) =>
  site.until(async () => {
    const instance = await site.mirrored(id);
    expect(instance ? instanceState(instance) : 'gone').toBe(wanted);
  });
const disc = () => ({ imageId: 0, imageDigest: site.digest });
const inDrive = () => site.drivers.compute[0].discs?.inDrive(1);
const holds = (wanted: object | undefined) => site.until(async () => expect(await inDrive()).toEqual(wanted));
const withDisc = () => ({ source: site.drivers.storage.imageSource(site.digest) });
const drive = { kind: 'vm', disks: [], machine: { cdromDrive: true } } as const;

test('a guest starts with its disc, fetched to its host before', async () => {
  await site.create(1, { ...drive, cdrom: disc() });
  await reaches(1, 'running');
  expect(site.drivers.storage.images.has(site.digest)).toBe(true);
  await holds(withDisc());
});

test('a disc is put in and taken out while the guest runs, which stays the same guest', async () => {
  await site.create(1, drive);
  await reaches(1, 'running');
  await holds({});
  const pid = site.vms.all.get(1)?.pid;
  const attached = await site.command(1, { type: 'attach-cdrom', ...disc() });
  await holds(withDisc());
  expect(await site.result(attached)).toMatchObject({ outcome: 'applied' });
  await site.command(1, { type: 'eject-cdrom' });
  await holds({});
  expect(site.vms.all.get(1)?.pid).toBe(pid);
  await site.until(async () => {
    const instance = await site.mirrored(1);
    expect(instance?.observed?.reached).toBe(instance?.intent.generation);
    expect(instance?.spec.cdrom).toBeUndefined();
  });
});

test('one that runs without a drive is refused, and gets one over a stop', async () => {
  await site.create(1, { kind: 'vm' });
  await reaches(1, 'running');
  const refused = await site.command(1, { type: 'attach-cdrom', ...disc() });
  await site.until(async () =>
    expect(await site.result(refused)).toMatchObject({ outcome: 'refused', failure: { code: 'cdrom-refused' } }),
  );
  await site.command(1, { type: 'stop', graceSeconds: 0 });
  await reaches(1, 'stopped');
  await site.command(1, { type: 'attach-cdrom', ...disc() });
  await site.command(1, { type: 'start' });
  await reaches(1, 'running');
  await holds(withDisc());
});

test('what fails is told with its step and tried again; a restart of the agent changes nothing of it', async () => {
  await site.create(1, drive);
  await reaches(1, 'running');
  site.drivers.compute[0].faults.failNext('change', 'runtime-refused');
  await site.command(1, { type: 'attach-cdrom', ...disc() });
  await site.until(async () =>
    expect((await site.mirrored(1))?.observed?.failure).toMatchObject({ step: 'change-disc', code: 'runtime-refused' }),
  );
  await site.stopAgent();
  await site.startAgent();
  await holds(withDisc());
  await reaches(1, 'running');
});
