/** What is looked at: every page, and the states in which a page can be. */
import type { Page } from 'playwright-core';
import { broken, nothing, silence, veryMany } from './answers.ts';
import { type TestCloud, until } from './cloud.ts';
import { isBlack, screen, sky } from './display.ts';
import { longName } from './inhabited.ts';

export interface Picture {
  readonly name: string;
  readonly path: (cloud: TestCloud) => Promise<string> | string;
  readonly loggedIn?: boolean;
  /** Instead of what the cloud would answer: nothing, very much, or an error. */
  readonly answers?: (page: Page) => Promise<void>;
  /** It stays on its way. */
  readonly unfinished?: boolean;
  readonly act?: (page: Page) => Promise<void>;
}

type Named =
  | 'disk'
  | 'lease'
  | 'instance'
  | 'cluster'
  | 'host'
  | 'network'
  | 'template'
  | 'image'
  | 'datastore'
  | 'marketplace'
  | 'user'
  | 'group'
  | 'token';

/** The page of the object with this name; of the first where there is none. */
const of =
  (kind: Named, name?: string, rest = '') =>
  async ({ client }: TestCloud) => {
    const { data } = await client.callAny(`${kind}.list`, { query: name === undefined ? {} : { name } });
    return `/${kind === 'lease' ? 'addresse' : kind}s/${(data as { items: { id: number }[] }).items[0]?.id}${rest}`;
  };
const shownEntries = (page: Page) => page.getByText('That is all.').waitFor();
const instance = (name: string, rest = '') => of('instance', name, rest);

export const pictures: readonly Picture[] = [
  { name: 'log-in', path: () => '/', loggedIn: false },
  { name: 'overview', path: () => '/' },
  { name: 'instances', path: () => '/instances' },
  {
    name: 'instances-selected',
    path: () => '/instances?q=state:running',
    act: async (page) => {
      await page.getByRole('checkbox').nth(1).click();
      await page.getByRole('checkbox').nth(3).click();
    },
  },
  {
    name: 'instances-filter',
    path: () => '/instances',
    act: async (page) => {
      await page.getByRole('combobox', { name: 'Filter' }).click();
      await page.keyboard.type('web state:');
      await page.getByRole('option', { name: 'running', exact: true }).waitFor();
    },
  },
  {
    name: 'instances-row-menu',
    path: () => '/instances',
    act: async (page) => {
      await page
        .getByRole('button', { name: /^Actions for/ })
        .nth(1)
        .click();
      await page.getByRole('menuitem').first().waitFor();
    },
  },
  {
    name: 'instances-focus',
    path: () => '/instances',
    act: async (page) => {
      await page.keyboard.press('Tab');
      await page.locator('[data-row-link]').nth(2).focus();
    },
  },
  {
    name: 'palette-command',
    path: () => '/instances',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('stop web');
      await page
        .getByRole('option', { name: /^Stop web/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'instance-stop',
    path: instance('web-1'),
    act: async (page) => {
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'create-wrong',
    path: () => '/instances/new',
    act: async (page) => {
      await page.getByRole('main').getByRole('button', { name: 'Create', exact: true }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'template-wrong',
    path: () => '/templates',
    act: async (page) => {
      await page.getByRole('button', { name: 'Create a template' }).first().click();
      const form = page.getByRole('dialog');
      await form.getByRole('checkbox').last().scrollIntoViewIfNeeded();
      await form.getByRole('button', { name: 'Create', exact: true }).click();
      await form.getByRole('alert').waitFor();
    },
  },
  { name: 'palette', path: () => '/instances', act: (page) => page.keyboard.press('Control+k') },
  { name: 'help', path: () => '/instances', act: (page) => page.keyboard.press('?') },
  { name: 'instance', path: instance('web-1') },
  { name: 'instance-graphs', path: instance('web-1', '?tab=graphs') },
  {
    name: 'instance-console',
    path: instance('web-1', '?tab=console'),
    async act(page) {
      await screen(page).waitFor();
      await until('a picture of the guest', async () => !isBlack(await sky(page)) || undefined);
    },
  },
  { name: 'instance-log', path: instance('web-1', '?tab=log') },
  { name: 'instance-history', path: instance('web-1', '?tab=history') },
  { name: 'instance-long', path: instance(longName) },
  {
    name: 'instance-properties',
    path: instance('web-1'),
    act: async (page) => {
      await page.getByRole('button', { name: /More actions/ }).click();
      await page.getByRole('menuitem', { name: 'Edit…' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'instance-menu',
    path: instance('archive'),
    act: (page) => page.getByRole('button', { name: /More actions/ }).click(),
  },
  { name: 'instance-cut', path: instance('sensor-1') },
  {
    name: 'instance-given',
    path: instance('web-1'),
    act: async (page) => {
      await page.getByRole('button', { name: /More actions/ }).click();
      await page.getByRole('menuitem', { name: 'Keys and user data…' }).click();
      const form = page.getByRole('dialog');
      const gzip = { name: 'seed.gz', mimeType: 'application/gzip', buffer: Buffer.from([0x1f, 0x8b, 8, 0, 0xff]) };
      await form.locator('input[type=file]').setInputFiles(gzip);
      await form.getByText('gzip, 5 B').waitFor();
    },
  },
  {
    name: 'instances-use',
    path: () => '/instances?columns=name.state.cpus.cpuUse.memoryUse&sort=cpuUse&order=desc',
    act: async (page) => {
      if (isPhone(page)) return;
      await page.getByRole('meter').first().waitFor({ timeout: 90_000 });
    },
  },
  {
    name: 'instances-columns',
    path: () => '/instances',
    act: async (page) => {
      if (!isPhone(page)) await page.getByRole('button', { name: 'Columns' }).click();
    },
  },
  {
    name: 'graphs-pointed',
    path: of('host'),
    act: async (page) => {
      const graph = page.locator('canvas').first();
      await graph.scrollIntoViewIfNeeded();
      // The library lays what listens over what it draws.
      await graph.hover({ force: true });
    },
  },
  { name: 'create', path: () => '/instances/new' },
  {
    name: 'create-below',
    path: () => '/instances/new',
    act: (page) => page.getByText('Labels, owner and permissions').scrollIntoViewIfNeeded(),
  },
  {
    name: 'create-fixed',
    path: () => '/instances/new',
    act: async (page) => {
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('db');
      await page.getByRole('combobox', { name: 'Image' }).click();
      await page.getByRole('option').filter({ visible: true }).first().click();
      await page.getByRole('combobox', { name: 'Networks' }).click();
      await page.getByRole('option').filter({ visible: true }).first().click();
      await page.keyboard.press('Escape');
      await page.getByRole('textbox', { name: 'Fixed address' }).fill('10.99.0.1');
      await page.getByRole('textbox', { name: 'Fixed MAC' }).fill('00:16:3e:00:00:01');
      await page.getByText('is no address of the network').first().waitFor();
      await page.getByRole('textbox', { name: 'Fixed MAC' }).scrollIntoViewIfNeeded();
    },
  },
  { name: 'clusters', path: () => '/clusters' },
  { name: 'cluster', path: of('cluster', 'bergen') },
  { name: 'cluster-cut', path: of('cluster', 'nairobi') },
  {
    name: 'cluster-lost',
    path: of('cluster', 'nairobi'),
    act: async (page) => {
      await page.getByRole('button', { name: 'Give up for good…' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'cluster-waiting', path: of('cluster', 'halifax') },
  {
    name: 'cluster-host-join',
    path: of('cluster', 'bergen'),
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a host…' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'hosts', path: () => '/hosts' },
  {
    name: 'host-lost',
    path: async (cloud) => {
      const { data } = await cloud.client.call('host.list', { query: { state: 'cut' } });
      return `/hosts/${data.items[0]?.id}`;
    },
    act: async (page) => {
      await page.getByRole('button', { name: 'Give up for good…' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'host', path: of('host') },
  { name: 'disks', path: () => '/disks' },
  { name: 'disk', path: of('disk') },
  { name: 'addresses', path: () => '/addresses' },
  { name: 'address', path: of('lease') },
  { name: 'networks', path: () => '/networks' },
  { name: 'network', path: of('network', 'bergen-guests') },
  { name: 'templates', path: () => '/templates' },
  { name: 'template', path: of('template', 'small-web') },
  {
    name: 'template-edit',
    path: of('template', 'small-web'),
    act: async (page) => {
      await page.getByRole('button', { name: 'Edit…' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'images', path: () => '/images' },
  { name: 'image', path: of('image') },
  { name: 'marketplaces', path: () => '/marketplaces' },
  { name: 'marketplace', path: of('marketplace', 'harbour-mirror'), act: shownEntries },
  { name: 'marketplace-table', path: of('marketplace', 'harbour-mirror', '?view=table&q=debian'), act: shownEntries },
  { name: 'marketplace-nothing', path: of('marketplace', 'harbour-mirror', '?q=windows') },
  {
    name: 'marketplace-import',
    path: of('marketplace', 'harbour-mirror', '/entry?reference=debian/trixie/default'),
    act: async (page) => {
      await page.getByRole('button', { name: 'Import…' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'marketplace-entry',
    path: of('marketplace', 'harbour-mirror', '/entry?reference=debian/trixie/default'),
    act: async (page) => {
      await page.getByText('sha256:').first().waitFor();
    },
  },
  { name: 'datastores', path: () => '/datastores' },
  { name: 'datastore', path: of('datastore') },
  { name: 'users', path: () => '/users' },
  { name: 'user', path: of('user', 'admin') },
  { name: 'groups', path: () => '/groups' },
  { name: 'group', path: of('group') },
  { name: 'tokens', path: () => '/tokens' },
  { name: 'token', path: of('token') },
  {
    name: 'token-create',
    path: () => '/tokens',
    act: async (page) => {
      await page.getByRole('button', { name: 'Create a token' }).first().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  ...(
    [
      ['network-create', '/networks', 'Create a network'],
      ['image-create', '/images', 'Add an image'],
      ['cluster-create', '/clusters', 'Create a cluster'],
      ['user-create', '/users', 'Create a user'],
      ['marketplace-create', '/marketplaces', 'Add a marketplace'],
      ['template-create', '/templates', 'Create a template'],
    ] as const
  ).map(
    ([name, path, button]): Picture => ({
      name,
      path: () => path,
      act: async (page) => {
        await page.getByRole('button', { name: button }).first().click();
        await page.getByRole('dialog').waitFor();
      },
    }),
  ),
  ...(
    [
      ['cluster-edit', of('cluster', 'bergen'), 'Edit…'],
      ['marketplace-edit', of('marketplace', 'harbour-mirror'), 'Edit…'],
      ['user-edit', of('user', 'admin'), 'Edit…'],
      ['user-password', of('user', 'admin'), 'Set a password…'],
    ] as const
  ).map(
    ([name, path, button]): Picture => ({
      name,
      path,
      act: async (page) => {
        await page.getByRole('button', { name: button }).first().click();
        await page.getByRole('dialog').waitFor();
      },
    }),
  ),
  {
    name: 'permissions',
    path: of('network', 'bergen-guests'),
    act: async (page) => {
      await page.getByRole('button', { name: 'Edit…' }).click();
      await page.getByRole('dialog').getByRole('checkbox').last().scrollIntoViewIfNeeded();
    },
  },
  { name: 'audit', path: () => '/audit' },
  { name: 'settings', path: () => '/settings' },
  { name: 'none-such', path: () => '/nowhere' },
  { name: 'gone', path: () => '/hosts/424242' },
  ...(
    [
      'instances',
      'clusters',
      'hosts',
      'disks',
      'networks',
      'addresses',
      'templates',
      'images',
      'tokens',
      'audit',
    ] as const
  ).map((noun): Picture => ({ name: `${noun}-empty`, path: () => `/${noun}`, answers: nothing })),
  { name: 'overview-empty', path: () => '/', answers: nothing },
  { name: 'instances-many', path: () => '/instances', answers: veryMany },
  {
    name: 'instances-many-end',
    path: () => '/instances',
    answers: veryMany,
    act: async (page) => {
      await page.locator('[data-row-link]').first().focus();
      await page.keyboard.press('End');
      await page.getByText('edge-10000').waitFor();
    },
  },
  { name: 'instances-broken', path: () => '/instances', answers: broken },
  { name: 'overview-broken', path: () => '/', answers: broken },
  { name: 'host-broken', path: of('host'), answers: broken },
  { name: 'instances-loading', path: () => '/instances', answers: silence, unfinished: true },
  { name: 'overview-loading', path: () => '/', answers: silence, unfinished: true },
  { name: 'clusters-focus', path: () => '/clusters', act: (page) => pressed(page, 'Tab', 14) },
];

/** Pictures of the documentation: file, picture, theme. */
export const documented = [
  ['console-overview-light', 'overview', 'light'],
  ['console-overview-dark', 'overview', 'dark'],
  ['console-instances', 'instances-selected', 'light'],
  ['console-instance', 'instance-console', 'dark'],
  ['console-host', 'host', 'light'],
] as const;

/** On a telephone there are no columns to choose. */
const isPhone = (page: Page): boolean => (page.viewportSize()?.width ?? 0) < 600;

async function pressed(page: Page, key: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
}
