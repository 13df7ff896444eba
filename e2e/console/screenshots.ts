/**
 * Pictures of every page of the console, in both themes and three widths, from a living cloud with fake drivers:
 * `node e2e/console/screenshots.ts DIRECTORY [PART-OF-A-NAME…]`. Also checks each page with axe, and says what it found.
 * With `--docs` it makes the pictures of the documentation, in `docs/images`.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { buildConsole } from '../../tools/build/console.ts';
import { openBrowser, type Theme, themes, visit } from './browser.ts';
import { startCloud, until } from './cloud.ts';
import { inhabited } from './inhabited.ts';
import { documented, type Picture, pictures } from './pictures.ts';

/** A phone, and desks; `SKERRY_WIDTHS=390,1024` looks at others. What is narrower than this is a phone. */
const phone = 600;
const widths = process.env['SKERRY_WIDTHS']?.split(',').map(Number) ?? [360, 1280, 1920];
const asked = [widths.filter((w) => w < phone), widths.filter((w) => w >= phone)].filter((some) => some.length > 0);
/** Higher: the pictures are larger than a page of documentation should load. */
const docsHeight = 660;
const heightOf = (width: number): number => (width < phone ? 740 : width < 1600 ? 800 : 1000);

const [given = 'screenshots', ...wanted] = process.argv.slice(2);
const forDocs = given === '--docs';
const directory = forDocs ? join(import.meta.dirname, '../../docs/images') : given;
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
  if (forDocs) await takeForDocs();
  else await takeAll(pictures.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part))));
} finally {
  await browser.close();
  await cloud.close();
}
console.log(findings === 0 ? 'axe found nothing.' : `axe found ${findings} things.`);
process.exitCode = findings === 0 ? 0 : 1;

async function takeAll(chosen: readonly Picture[]): Promise<void> {
  for (const widths of asked) {
    const visits = { width: widths[0] ?? 1280, height: 800 };
    const known = await visit(browser, cloud, visits);
    const stranger = await visit(browser, cloud, { ...visits, loggedIn: false });
    for (const picture of chosen) {
      const shots = themes.flatMap((theme) =>
        widths.map((width) => ({ theme, width, file: `${picture.name}-${theme}-${width}` })),
      );
      // One page that cannot be brought into its state must not hide the others.
      await take(picture, picture.loggedIn === false ? stranger : known, shots).catch((error: unknown) => {
        findings++;
        console.log(`${picture.name}: ${String(error)}`);
      });
    }
  }
}

async function takeForDocs(): Promise<void> {
  const context = await visit(browser, cloud);
  // Graphs of a cloud that has run for a moment only show nothing.
  await until('samples', enoughSamples, 120_000);
  for (const [file, name, theme] of documented) {
    const picture = pictures.find((one) => one.name === name);
    if (picture === undefined) throw new Error(`There is no picture "${name}".`);
    await take(picture, context, [{ theme, width: 1280, file }]);
  }
}

async function enoughSamples(): Promise<true | undefined> {
  const { data } = await cloud.client.call('host.list');
  const { data: read } = await cloud.client.call('host.samples', { params: { id: data.items[0]?.id ?? 0 } });
  return read.points.length >= 6 ? true : undefined;
}

interface Shot {
  readonly theme: Theme;
  readonly width: number;
  readonly file: string;
}

/** Opens the page once, and looks at it in every theme and width of this person. */
async function take(picture: Picture, context: BrowserContext, shots: readonly Shot[]): Promise<void> {
  const page = await context.newPage();
  let where = picture.name;
  const complain = (what: string) => {
    findings++;
    console.log(`${where}: ${what}`);
  };
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (400|401|404|500)|ERR_NETWORK_CHANGED/.test(message.text()))
      complain(message.text());
  });
  page.on('pageerror', (error) => {
    if (!/dynamically imported/.test(error.message)) complain(error.message);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(cloud.url) && !/^(data|blob):/.test(request.url()))
      complain(`asked ${request.url()}`);
  });
  await open(page, picture);
  await picture.act?.(page);
  for (const { theme, width, file } of shots) {
    where = file;
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: forDocs ? docsHeight : heightOf(width) });
    // Skeletons give way to what they stand for; pictures of a page on its way help nobody.
    if (picture.unfinished !== true) {
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached', timeout: 30_000 });
    }
    // Fonts, and what moves into its place.
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(directory, `${file}.png`) });
    // Of the window as it was asked for: on a telephone the page makes it wider, and then nothing would be too wide.
    const wide = Number(await page.evaluate('document.documentElement.scrollWidth')) - width;
    if (wide > 0) complain(`the page is ${wide} px wider than the window`);
    await runAxe(page, complain);
  }
  await page.close();
}

async function open(page: Page, picture: Picture): Promise<void> {
  await picture.answers?.(page);
  const path = await picture.path(cloud);
  // A browser gives up what it loads when any interface of the machine changes, and other tests make such.
  for (let tries = 0; ; tries++) {
    await page.goto(path);
    const there = await page
      .locator('h1')
      .first()
      .waitFor({ timeout: 15_000 })
      .then(
        () => true,
        () => false,
      );
    // The same may have happened to the code of a page.
    if (there && (await page.getByText('dynamically imported').count()) === 0) break;
    if (tries === 3) throw new Error(`${picture.name}: no heading came.`);
  }
  await page.waitForLoadState('load');
}

async function runAxe(page: Page, complain: (what: string) => void): Promise<void> {
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
}
