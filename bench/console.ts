import type { Browser, BrowserContext, Page } from 'playwright-core';
import { randomOf } from '@skerry/kit/testing/campaign';
import { type SimulatedCloud, simulatorPassword, startSimulatedCloud } from '@skerry/lab/simulator/simulated-cloud';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { openBrowser } from '../e2e/console/browser.ts';
import { build } from '../tools/build.ts';
import { type Bench, type BenchContext, type Figure, figureOf, median } from './bench.ts';
import { HeardEvents } from './console/heard-events.ts';
import { consoleDrawn, firstPaint, rowsPainted, type Scrolled, scrollThrough, watchRow } from './console/in-page.ts';

/** A window that shows some twenty rows. */
const viewport = { width: 1440, height: 1000 };
const visits = 15;
/** Of the plain page and of the table, each. */
const scrolls = 3;
const events = 40;
/** Pixels a frame: 10,000 rows in ten seconds at 60 frames a second. */
const scrollStep = 767;

/** `--instances N` (10,000) in `--clusters N` (20) of `--hosts N` (5) each. */
const bench: Bench = {
  about: 'the console in a headless Chromium: first rows, script, scrolling and events with 10,000 instances',
  async run({ say, seed, args }) {
    const number = (flag: string, otherwise: number) =>
      args.includes(flag) ? Number(args[args.indexOf(flag) + 1]) : otherwise;
    const instances = number('--instances', 10_000);
    await build();
    const cloud = await startSimulatedCloud({
      clusters: number('--clusters', 20),
      hostsPerCluster: number('--hosts', 5),
      random: randomOf(seed),
    });
    const browser = await openBrowser();
    try {
      await cloud.workload.create(instances);
      await allRunning(cloud, instances);
      say(`${instances} instances run`);
      return [
        ...(await measureVisits(browser, cloud, say)),
        ...(await measureScrolling(browser, cloud, instances, say)),
        ...(await measureEvents(browser, cloud, say)),
      ];
    } finally {
      await browser.close();
      await cloud.close();
    }
  },
};
export default bench;

type Say = BenchContext['say'];

/** Nothing is in the cache of the browser; it is logged in. */
async function freshContext(browser: Browser, { frontEnd }: SimulatedCloud): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: frontEnd.url, viewport });
  const answer = await context.request.post('/v1/sessions', {
    data: { name: 'admin', password: simulatorPassword },
    headers: { 'x-skerry-cookie': '1' },
  });
  if (answer.status() !== 201) throw new Error(`The log-in was answered with ${answer.status()}.`);
  return context;
}

async function measureVisits(browser: Browser, cloud: SimulatedCloud, say: Say): Promise<Figure[]> {
  const [rows, own, bare]: [number[], number[], number[]] = [[], [], []];
  const [scripts, all]: [number[], number[]] = [[], []];
  for (let i = 0; i < visits; i++) {
    const context = await freshContext(browser, cloud);
    try {
      const blank = await context.newPage();
      bare.push(await firstPaint(blank, '/v1/status'));
      await blank.close();
      const page = await context.newPage();
      const before = bytesOf(page);
      rows.push(await rowsPainted(page, '/instances'));
      own.push(await consoleDrawn(page));
      const { script, total } = await before();
      scripts.push(script / 1024);
      all.push(total / 1024);
    } finally {
      await context.close();
    }
  }
  say(`first rows: ${rows.map(Math.round).join(', ')} ms`);
  const control = { name: 'a JSON answer of the same server', value: figureOf(bare, { name: '', unit: 'ms' }).value };
  return [
    figureOf(rows, { name: 'instances page, first rows painted', unit: 'ms', goal: { atMost: 1000 }, control }),
    figureOf(own, { name: 'instances page, drawn by the console', unit: 'ms', control }),
    figureOf(scripts, {
      name: 'script before the console has drawn them, as sent',
      unit: 'KiB',
      goal: { atMost: 260 },
    }),
    figureOf(all, { name: 'everything before the console has drawn them, as sent', unit: 'KiB' }),
  ];
}

/** What has come over the wire when the answer is called, in bytes, bodies only. */
function bytesOf(page: Page): () => Promise<{ script: number; total: number }> {
  const bodies: Promise<{ type: string; bytes: number }>[] = [];
  page.on('requestfinished', (request) => {
    const sizes = request.sizes().then(({ responseBodySize }) => responseBodySize);
    bodies.push(sizes.then((bytes) => ({ type: request.resourceType(), bytes })).catch(() => ({ type: '', bytes: 0 })));
  });
  return async () => {
    const done = await Promise.all(bodies);
    const sum = (which: (type: string) => boolean) =>
      done.filter(({ type }) => which(type)).reduce((total, { bytes }) => total + bytes, 0);
    return { script: sum((type) => type === 'script'), total: sum(() => true) };
  };
}

/** Ten thousand rows of text and nothing else: what this browser can scroll on this machine. */
const plainPage = (rows: number) =>
  `<div id="plain" style="height:100vh;overflow:auto">${Array.from({ length: rows }, (_, i) => `<div style="height:46px">Row ${i}</div>`).join('')}</div>`;

const perSecond = ({ frames }: Pick<Scrolled, 'frames'>): number =>
  (frames.length * 1000) / frames.reduce((sum, ms) => sum + ms, 0);

/** The plain page and the table in turn, so that both get the same moments of a noisy machine. */
async function measureScrolling(
  browser: Browser,
  cloud: SimulatedCloud,
  instances: number,
  say: Say,
): Promise<Figure[]> {
  const quiet = await scrollInTurn(browser, cloud, instances);
  const loop = new Worker('for (;;);', { eval: true });
  const busy = await scrollInTurn(browser, cloud, instances).finally(() => void loop.terminate());
  const frames = quiet.table.flatMap((scrolled) => scrolled.frames);
  const share = ({ table, plain }: InTurn) =>
    median(table.map((one, i) => perSecond(one) / perSecond(plain[i] as Scrolled)));
  const percent = (scrolled: readonly Scrolled[], of: 'emptyShare' | 'blankShare') =>
    median(scrolled.map((one) => one[of] * 100));
  say(`scrolled in ${frames.length} frames; beside a busy loop in ${busy.table.flatMap((one) => one.frames).length}`);
  return [
    {
      name: `scrolling ${instances} rows`,
      value: median(quiet.table.map(perSecond)),
      unit: 'frames a second',
      control: { name: 'plain page', value: median(quiet.plain.map(perSecond)) },
      samples: frames.length,
    },
    { name: 'scrolling, of the frames of a plain page', value: share(quiet), unit: '×', goal: { atLeast: 0.85 } },
    {
      name: 'scrolling beside a busy loop',
      value: median(busy.table.map(perSecond)),
      unit: 'frames a second',
      control: { name: 'plain page beside it', value: median(busy.plain.map(perSecond)) },
    },
    { name: 'the same beside a busy loop', value: share(busy), unit: '×', goal: { atLeast: 0.85 } },
    figureOf(frames, { name: 'scrolling, time of a frame, p95', unit: 'ms', p: 95 }),
    {
      name: 'scrolling, rows without content yet',
      value: percent(quiet.table, 'emptyShare'),
      unit: '%',
      goal: { atMost: 2 },
    },
    {
      name: 'scrolling, places in sight without a row',
      value: percent(quiet.table, 'blankShare'),
      unit: '%',
      goal: { atMost: 2 },
    },
    {
      name: 'places in sight without a row beside a busy loop',
      value: percent(busy.table, 'blankShare'),
      unit: '%',
      goal: { atMost: 2 },
    },
  ];
}

interface InTurn {
  readonly plain: readonly Scrolled[];
  readonly table: readonly Scrolled[];
}

async function scrollInTurn(browser: Browser, cloud: SimulatedCloud, instances: number): Promise<InTurn> {
  const [plain, table]: [Scrolled[], Scrolled[]] = [[], []];
  for (let i = 0; i < scrolls; i++) {
    const context = await freshContext(browser, cloud);
    try {
      const bare = await context.newPage();
      await bare.setContent(plainPage(instances));
      plain.push(await scrollThrough(bare, '#plain', scrollStep));
      await bare.close();
      const page = await context.newPage();
      await rowsPainted(page, '/instances');
      await consoleDrawn(page);
      table.push(await scrollThrough(page, '[role="table"]', scrollStep));
    } finally {
      await context.close();
    }
  }
  return { plain, table };
}

/**
 * A guest that was asked to stop takes its time, then ends on its pretended host; its agent, controller, the front-end
 * and the browser hear of it.
 */
async function measureEvents(browser: Browser, cloud: SimulatedCloud, say: Say): Promise<Figure[]> {
  const context = await freshContext(browser, cloud);
  const heard = await HeardEvents.open(cloud.client);
  const [seen, raw]: [number[], number[]] = [[], []];
  try {
    const page = await context.newPage();
    await rowsPainted(page, '/instances');
    await consoleDrawn(page);
    const { items } = (await cloud.client.call('instance.list', { query: { sort: 'name', limit: 20 } })).data;
    for (let i = 0; i < events; i++) {
      const params = { id: (items[i % items.length] as { id: number }).id };
      const { id } = params;
      const guests = guestsWith(cloud, id);
      guests.shutdownMs = Number.POSITIVE_INFINITY;
      await cloud.client.call('instance.stop', { params, body: { graceSeconds: 600 } });
      await reaches(cloud, id, 'stopping');
      const shown = await watchRow(page, id);
      const event = heard.next(id);
      const began = Date.now();
      guests.powerOff(id);
      raw.push((await event) - began);
      seen.push((await shown()) - began);
      await cloud.client.call('instance.start', { params });
      await reaches(cloud, id, 'running');
    }
  } finally {
    heard.close();
    await context.close();
  }
  say(`events: ${seen.join(', ')} ms`);
  const control = { name: 'the event stream alone', value: figureOf(raw, { name: '', unit: 'ms', p: 95 }).value };
  return [
    figureOf(seen, { name: 'a guest ends until its row says so, p50', unit: 'ms' }),
    figureOf(seen, {
      name: 'a guest ends until its row says so, p95',
      unit: 'ms',
      p: 95,
      goal: { atMost: 500 },
      control,
    }),
  ];
}

function guestsWith({ simulation }: SimulatedCloud, id: number) {
  const all = simulation.clusters.flatMap(({ hosts }) => hosts.flatMap(({ vms, containers }) => [vms, containers]));
  const found = all.find((guests) => guests.all.has(id));
  if (found === undefined) throw new Error(`No host has the guest ${id}.`);
  return found;
}

/** Also that the host has begun, and the browser had time to show it. */
async function reaches({ client }: SimulatedCloud, id: number, wanted: string): Promise<void> {
  await until(`instance ${id} is ${wanted}`, async () => {
    const { state, pendingCommands } = (await client.call('instance.get', { params: { id } })).data;
    return state === wanted && pendingCommands === 0;
  });
  await delay(700);
}

const allRunning = ({ client }: SimulatedCloud, instances: number): Promise<void> =>
  until(`${instances} instances run`, async () => {
    const { data } = await client.call('status.get');
    return data.instances['running'] === instances;
  });

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 300_000; !(await holds()); ) {
    if (performance.now() > end) throw new Error(`Waited 5 minutes in vain until ${what}.`);
    await delay(100);
  }
}
