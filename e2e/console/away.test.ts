import { FrontEndProcess } from '@skerry/lab/simulator/front-end-process';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { agree, heading, press, row, sees, state } from './hand.ts';
import { password, stage } from './stage.ts';

/** What a page does while its server is away, and when it is back. */
const on = stage({
  furnish: async ({ cloud, client }) => {
    const { imageId } = cloud.simulation;
    for (const name of ['near', 'far'])
      await client.call('instance.create', { body: { name, imageId, memoryMiB: 64 } });
    await on.until(async () => (await client.call('status.get')).data.instances['running'] === 2);
  },
});

/** What a browser writes down of every request that finds nobody. */
const nobody =
  /ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|CONNECTION_RESET|SOCKET_NOT_CONNECTED|FAILED)/;

test('an action whose request failed says "not sent", and a button sends it, once; of several it is said which', async () => {
  on.expectTrouble(nobody);
  const page = await on.open('/instances');
  await state(page, 'near', 'Running');
  const { data } = await on.client.call('instance.list');
  const far = data.items.find(({ name }) => name === 'far')?.id ?? -1;
  const away = `**/v1/instances/${far}/stop`;
  const keys: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith(`/${far}/stop`)) keys.push(request.headers()['idempotency-key']);
  });
  await page.route(away, (route) => route.abort('failed'));
  for (const name of ['near', 'far']) await page.getByRole('checkbox', { name: `Select ${name}` }).click();
  await press(page, 'Stop');
  await agree(page, 'Stop 2 instances?', 'Stop');
  await sees(page, 'Not sent: far. Sent: near.');
  expect(await page.getByText(/tried again by itself/).count()).toBe(0);
  await state(page, 'near', 'Stopped');
  await state(page, 'far', 'Running');
  await page.unroute(away);
  await press(page, 'Try again');
  await state(page, 'far', 'Stopped');
  expect(new Set(keys).size).toBe(1);
});

// Last: the front-end comes back on another link port, so the hosts of this file do not.
test('a page that was not visited yet says that the server is away, in its place, and comes when it is back', async () => {
  on.expectTrouble(nobody);
  const page = await on.open('/instances');
  await row(page, 'near').waitFor();
  const { port } = on.cloud.frontEnd;
  await on.cloud.frontEnd.stop('SIGKILL');
  await sees(page, /The connection to the server is lost/);
  await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).click();
  await heading(page, 'This page could not be shown');
  await sees(page, /The server is away/);
  await page.getByRole('navigation').getByRole('link', { name: 'Instances' }).click();
  await row(page, 'near').waitFor();
  await page.getByRole('navigation').getByRole('link', { name: 'Datastores' }).click();
  await heading(page, 'This page could not be shown');
  await press(page, 'Load it again');
  await heading(page, 'This page could not be shown');
  const again = await FrontEndProcess.start({ data: dirname(on.cloud.storeFile), password, port });
  try {
    await page.getByRole('heading', { level: 1, name: 'Datastores' }).waitFor({ timeout: 60_000 });
  } finally {
    await again.stop();
  }
});
