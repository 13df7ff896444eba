/**
 * Pictures of every page of the console, in both themes and three widths, from a living cloud with fake drivers:
 * `node e2e/console/screenshots.ts DIRECTORY [PART-OF-A-NAME…]`. Also checks each page with axe, and says what it found.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { buildConsole } from '../../tools/build/console.ts';
import { openBrowser, themes, visit } from './browser.ts';
import { startCloud, type TestCloud, until } from './cloud.ts';
import { inhabited, longName } from './inhabited.ts';

const widths = [360, 1280, 1920] as const;
const heights: Readonly<Record<number, number>> = { 360: 740, 1280: 800, 1920: 1080 };

interface Picture {
  readonly name: string;
  readonly path: (cloud: TestCloud) => Promise<string> | string;
  readonly loggedIn?: boolean;
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
const instance = (name: string, rest = '') => of('instance', name, rest);

const pictures: readonly Picture[] = [
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
  { name: 'palette', path: () => '/instances', act: (page) => page.keyboard.press('Control+k') },
  { name: 'help', path: () => '/instances', act: (page) => page.keyboard.press('?') },
  { name: 'instance', path: instance('web-1') },
  { name: 'instance-graphs', path: instance('web-1', '?tab=graphs') },
  { name: 'instance-console', path: instance('web-1', '?tab=console') },
  { name: 'instance-log', path: instance('web-1', '?tab=log') },
  { name: 'instance-history', path: instance('web-1', '?tab=history') },
  { name: 'instance-long', path: instance(longName) },
  {
    name: 'instance-properties',
    path: instance('web-1'),
    act: async (page) => {
      await page.getByRole('button', { name: /More actions/ }).click();
      await page.getByRole('menuitem', { name: /Labels, owner/ }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'instance-menu',
    path: instance('archive'),
    act: (page) => page.getByRole('button', { name: /More actions/ }).click(),
  },
  { name: 'instance-cut', path: instance('sensor-1') },
  { name: 'create', path: () => '/instances/new' },
  { name: 'clusters', path: () => '/clusters' },
  { name: 'cluster', path: of('cluster', 'bergen') },
  { name: 'cluster-cut', path: of('cluster', 'nairobi') },
  { name: 'cluster-waiting', path: of('cluster', 'halifax') },
  { name: 'hosts', path: () => '/hosts' },
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
  { name: 'datastores', path: () => '/datastores' },
  { name: 'datastore', path: of('datastore') },
  { name: 'users', path: () => '/users' },
  { name: 'user', path: of('user', 'admin') },
  { name: 'groups', path: () => '/groups' },
  { name: 'group', path: of('group') },
  { name: 'tokens', path: () => '/tokens' },
  { name: 'token', path: of('token') },
  { name: 'audit', path: () => '/audit' },
  { name: 'settings', path: () => '/settings' },
  { name: 'none-such', path: () => '/nowhere' },
  { name: 'gone', path: () => '/hosts/424242' },
];

const [directory = 'screenshots', ...wanted] = process.argv.slice(2);
await mkdir(directory, { recursive: true });
const axe = await readFile(join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8');
if (process.env['SKERRY_NO_BUILD'] === undefined) await buildConsole();
const cloud = await startCloud([
  { name: 'bergen', location: { latitude: 60.39, longitude: 5.32, place: 'Bergen' }, hosts: 2 },
  { name: 'lisbon', location: { latitude: 38.72, longitude: -9.14, place: 'Lisbon' }, hosts: 1 },
  { name: 'nairobi', location: { latitude: -1.29, longitude: 36.82, place: 'Nairobi' }, hosts: 1 },
  { name: 'halifax', location: { latitude: 44.65, longitude: -63.57, place: 'Halifax' }, hosts: 0 },
]);
const browser = await openBrowser();
let findings = 0;
try {
  await inhabited(cloud);
  cloud.cut('nairobi');
  await until('the cut of a cluster', async () => {
    const { data } = await cloud.client.call('status.get');
    return data.clusters.online === 2 ? true : undefined;
  });
  const { data: sensors } = await cloud.client.call('instance.list', { query: { name: 'sensor-1' } });
  await cloud.client.call('instance.stop', { params: { id: sensors.items[0]?.id ?? 0 } });
  for (const picture of pictures) {
    if (wanted.length > 0 && !wanted.some((part) => picture.name.includes(part))) continue;
    for (const theme of themes) for (const width of widths) await take(picture, theme, width);
  }
} finally {
  await browser.close();
  await cloud.close();
}
console.log(findings === 0 ? 'axe found nothing.' : `axe found ${findings} things.`);
process.exitCode = findings === 0 ? 0 : 1;

async function take(picture: Picture, theme: (typeof themes)[number], width: number): Promise<void> {
  const { loggedIn = true } = picture;
  const context = await visit(browser, cloud, { theme, width, height: heights[width] ?? 800, loggedIn });
  const page = await context.newPage();
  const where = `${picture.name}-${theme}-${width}`;
  const complain = (what: string) => {
    findings++;
    console.log(`${where}: ${what}`);
  };
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 40[14]|ERR_NETWORK_CHANGED/.test(message.text()))
      complain(message.text());
  });
  page.on('pageerror', (error) => {
    if (!/dynamically imported/.test(error.message)) complain(error.message);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(cloud.url) && !/^(data|blob):/.test(request.url()))
      complain(`asked ${request.url()}`);
  });
  const path = await picture.path(cloud);
  // A browser gives up what it loads when any interface of the machine changes, and other tests make such.
  for (let tries = 0; ; tries++) {
    await page.goto(path);
    const there = await page
      .locator('h1')
      .first()
      .waitFor({ timeout: 8_000 })
      .then(
        () => true,
        () => false,
      );
    // The same may have happened to the code of a page.
    if (there && (await page.getByText('dynamically imported').count()) === 0) break;
    if (tries === 3) throw new Error(`${where}: no heading came.`);
  }
  await page.waitForLoadState('load');
  await picture.act?.(page);
  // Skeletons give way to what they stand for; pictures of a page on its way help nobody.
  await page.waitForFunction("document.querySelector('[aria-busy=true]') === null", undefined, { timeout: 10_000 });
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(directory, `${where}.png`) });
  const wide = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
  if (wide > 0) complain(`the page is ${wide} px wider than the window`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(async () => {
    type Axe = {
      run(
        options: object,
      ): Promise<{ violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
    };
    const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    return (globalThis as unknown as { axe: Axe }).axe.run({ runOnly });
  });
  for (const { id, help, nodes } of violations) {
    complain(
      `${id}: ${help}: ${nodes
        .map((n) => n.html.slice(0, 160))
        .slice(0, 3)
        .join(' | ')}`,
    );
    console.log(`    ${nodes[0]?.failureSummary?.replaceAll('\n', ' ').slice(0, 300)}`);
  }
  await context.close();
}
