import { expect, test } from 'vitest';
import { agree, dialog, fill, heading, pick, press, sees, size } from './hand.ts';
import { type Stage, stage } from './stage.ts';

const on = stage();

async function guest(name: string, more: object = {}): Promise<number> {
  const body = { name, imageId: on.cloud.simulation.imageId, memoryMiB: 128, ...more };
  const { data } = await on.client.call('instance.create', { body });
  if (!('id' in data)) throw new Error('The answer to a creation was a plan.');
  const wanted = 'start' in more ? 'stopped' : 'running';
  await on.until(async () => (await stateOf(on, data.id)) === wanted);
  return data.id;
}
const stateOf = async ({ client }: Stage, id: number) =>
  (await client.call('instance.get', { params: { id } })).data.state;

type Page = Awaited<ReturnType<typeof on.open>>;
const isIn = (page: Page, state: string) => page.getByRole('main').getByText(state, { exact: true }).first().waitFor();
const more = async (page: Page, name: string, item: string | RegExp) => {
  await press(page, `More actions for ${name}`);
  await page.getByRole('menuitem', { name: item }).click();
};

test('stop, start, reboot, pause and resume do what they say, and each state shows by itself', async () => {
  const id = await guest('mover');
  const page = await on.open(`/instances/${id}`);
  await press(page, 'Stop');
  await agree(page, 'Stop "mover"?', 'Stop');
  await sees(page, 'Stopping "mover"');
  await isIn(page, 'Stopped');
  await press(page, 'Start');
  await isIn(page, 'Running');
  await press(page, 'Reboot');
  await agree(page, 'Reboot "mover"?', 'Reboot');
  await on.until(async () => {
    const { data } = await on.client.call('instance.get', { params: { id } });
    return data.observed?.reboots === 1 && data.state === 'running';
  });
  await isIn(page, 'Running');
  await more(page, 'mover', /^Pause/);
  await isIn(page, 'Paused');
  await more(page, 'mover', /^Resume/);
  await isIn(page, 'Running');
  await more(page, 'mover', 'Reboot by force…');
  await press(dialog(page, 'Reboot "mover" by force?'), 'Reboot by force');
  await on.until(async () => {
    const { data } = await on.client.call('instance.get', { params: { id } });
    return data.observed?.reboots === 2 && data.state === 'running';
  });
  await isIn(page, 'Running');
  await more(page, 'mover', 'Stop by force…');
  await sees(dialog(page, 'Stop "mover" by force?'), /as if its power were cut/);
  await press(dialog(page, 'Stop "mover" by force?'), 'Stop by force');
  await isIn(page, 'Stopped');
});

test('an action that is not possible now is there, does nothing, and says why', async () => {
  const id = await guest('idle', { start: false });
  const page = await on.open(`/instances/${id}`);
  const stop = page.getByRole('button', { name: 'Stop', exact: true });
  expect(await stop.getAttribute('aria-disabled')).toBe('true');
  expect(await stop.getAttribute('aria-description')).toMatch(/^\S.* .*\.$/);
  await stop.click({ force: true });
  await press(page, 'More actions for idle');
  const pause = page.getByRole('menuitem', { name: /^Pause/ });
  expect(await pause.getAttribute('aria-disabled')).toBe('true');
  expect(await pause.textContent()).toMatch(/^Pause\S.* .*\.$/);
  await page.keyboard.press('Escape');
  expect(await stateOf(on, id)).toBe('stopped');
});

test('rename, resize, labels: each form shows what is, refuses what cannot be, and the page shows what became of it', async () => {
  const id = await guest('clay', { start: false, labels: { old: 'yes' } });
  await guest('taken', { start: false });
  const page = await on.open(`/instances/${id}`);
  await more(page, 'clay', /^Resize/);
  const resize = dialog(page, 'Resize "clay"');
  await fill(resize, 'Processors', '2');
  await size(resize, 'Memory', 192, 'MiB');
  await press(resize, 'Resize');
  await resize.waitFor({ state: 'detached' });
  await sees(page, '192 MiB');
  await more(page, 'clay', /^Rename/);
  const rename = dialog(page, 'Rename "clay"');
  await fill(rename, 'Name', 'not a name!');
  await press(rename, 'Rename');
  await rename.getByRole('textbox', { name: 'Name', exact: true }).and(page.locator('[aria-invalid=true]')).waitFor();
  await fill(rename, 'Name', 'pot');
  await press(rename, 'Rename');
  await heading(page, 'pot');
  await more(page, 'pot', 'Edit…');
  const edit = dialog(page, 'Edit pot');
  await press(edit, 'Remove the label old');
  await press(edit, 'Add a label');
  await fill(edit, 'Key', 'glaze');
  await fill(edit, 'Value', 'blue');
  await press(edit, 'Save');
  await sees(page, 'glaze=blue');
});

test('deleting names what is lost, can be turned down, and then the page says that it is gone', async () => {
  const id = await guest('doomed');
  const page = await on.open(`/instances/${id}`);
  await more(page, 'doomed', /^Delete/);
  const question = dialog(page, 'Delete "doomed"?');
  await sees(question, 'doomed with its disk of 64 MiB');
  await sees(question, /There is no way back/);
  await press(question, 'Cancel');
  await question.waitFor({ state: 'detached' });
  expect(await stateOf(on, id)).toBe('running');
  await more(page, 'doomed', /^Delete/);
  await agree(page, 'Delete "doomed"?', 'Delete', 'doomed');
  await heading(page, `Instance ${id} is gone`);
});

test('what others do appears without a reload: a crash is counted, and the history grows', async () => {
  const id = await guest('fragile');
  const page = await on.open(`/instances/${id}`);
  for (const { vms } of on.hosts) vms.crash(id);
  await page.getByText('Unexpected ends').waitFor();
  await isIn(page, 'Running');
  await page.getByRole('tab', { name: 'History' }).click();
  await on.client.call('instance.pause', { params: { id } });
  await sees(page, /admin asked to pause/);
});

test('the page says why it is so, and leads to what it names', async () => {
  const id = await guest('placed');
  const page = await on.open(`/instances/${id}`);
  await sees(page, 'The instance "placed" is running. It runs, as wanted.');
  const place = page.getByRole('region', { name: 'Placement' });
  await place.getByRole('link', { name: 'island-0' }).click();
  await heading(page, 'island-0');
  await page.goBack();
  await page.getByRole('region', { name: 'Networks' }).getByRole('link', { name: 'lan-0' }).click();
  await heading(page, 'lan-0');
});

test('graphs draw what was measured, for each span of time', async () => {
  const id = await guest('busy');
  const page = await on.open(`/instances/${id}?tab=graphs`);
  const processors = page.getByRole('region', { name: 'Processors' });
  await processors.getByText(/^0\.1/).waitFor({ timeout: 45_000 });
  const drawn = await processors.locator('canvas').evaluate((canvas) =>
    (canvas as unknown as { getContext(kind: '2d'): PixelReader; width: number; height: number })
      .getContext('2d')
      .getImageData(0, 0, (canvas as unknown as Size).width, (canvas as unknown as Size).height)
      .data.some((byte) => byte !== 0),
  );
  expect(drawn).toBe(true);
  for (const range of ['1 hour', '1 day', '1 week', '10 min']) {
    await pick(page, 'How far back', range);
    await processors
      .locator('canvas')
      .or(processors.getByText(/^No samples yet/))
      .first()
      .waitFor();
  }
});

interface Size {
  readonly width: number;
  readonly height: number;
}
interface PixelReader {
  getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
}

test('the log of the guest is shown', async () => {
  const id = await guest('talker');
  const page = await on.open(`/instances/${id}?tab=log`);
  await sees(page, 'talker started');
});

test('the page of an instance that never was says so', async () => {
  const page = await on.open('/instances/424242');
  await heading(page, 'Instance 424242 is gone');
  await page.getByRole('main').getByRole('link', { name: 'Instances' }).click();
  await heading(page, 'Instances');
});
