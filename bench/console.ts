import { randomOf } from '@skerry/kit/testing/campaign';
import { type SimulatedCloud, simulatorPassword, startSimulatedCloud } from '@skerry/lab/simulator/simulated-cloud';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContext } from 'playwright-core';
import { openBrowser } from '../e2e/console/browser.ts';
import { until } from '../e2e/console/cloud.ts';
import { build } from '../tools/build.ts';
import { type Bench, type Figure, figureOf, median, percentile } from './bench.ts';
import { firstPaint, noteFirstRow, scroll, staticRows, whenRowSays } from './console/in-page.ts';

/** Of a row of the table, in pixels. */
const rowHeight = 46;

/** `--instances N` (10,000), `--runs N` cold starts (9), `--scroll N` seconds (10), `--events N` (40). */
const bench: Bench = {
  about: 'the web console in a browser: first rows, script on the wire, scrolling, age of what the table shows',
  async run({ say, seed, args }) {
    const of = settingsOf(args);
    await build();
    const cloud = await startSimulatedCloud({ clusters: 10, hostsPerCluster: 10, random: randomOf(seed) });
    let browser: Browser | undefined;
    try {
      browser = await openBrowser();
      while (cloud.workload.instances < of.instances) {
        await cloud.workload.create(Math.min(1000, of.instances - cloud.workload.instances));
        say(`${cloud.workload.instances} instances were accepted`);
      }
      await until('all instances', async () => running(cloud, of.instances), 1_800_000);
      const storageState = await sessionOf(browser, cloud);
      const open = () => (browser as Browser).newContext({ ...view(cloud), storageState });
      const figures = [...(await coldStarts(open, of.runs)), ...(await scrolling(open, of))];
      for (const { name, value, unit } of figures) say(`${name}: ${value.toFixed(1)} ${unit}`);
      return [...figures, await ages(cloud, open, of.events)];
    } finally {
      await browser?.close();
      await cloud.close();
    }
  },
};
export default bench;

type Open = () => Promise<BrowserContext>;
type Settings = ReturnType<typeof settingsOf>;

function settingsOf(args: readonly string[]) {
  const options = Object.fromEntries(
    ['instances', 'runs', 'scroll', 'events'].map((n) => [n, { type: 'string' as const }]),
  );
  const { values } = parseArgs({ args: [...args], options, strict: false });
  const number = (name: string, otherwise: number) => Number(values[name] ?? otherwise);
  return {
    instances: number('instances', 10_000),
    runs: number('runs', 9),
    scrollMs: number('scroll', 10) * 1000,
    events: number('events', 40),
  };
}

const view = ({ frontEnd }: SimulatedCloud) => ({ baseURL: frontEnd.url, viewport: { width: 1280, height: 800 } });

const running = async ({ client }: SimulatedCloud, count: number): Promise<true | undefined> =>
  ((await client.call('status.get')).data.instances['running'] ?? 0) >= count ? true : undefined;

async function sessionOf(browser: Browser, cloud: SimulatedCloud) {
  const context = await browser.newContext(view(cloud));
  const data = { name: 'admin', password: simulatorPassword };
  const answer = await context.request.post('/v1/sessions', { data, headers: { 'x-skerry-cookie': '1' } });
  if (answer.status() !== 201) throw new Error(`The log-in was answered with ${answer.status()}.`);
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Each in a context of its own, which has no cache: an empty document of the same server, and the instances. */
async function coldStarts(open: Open, runs: number): Promise<Figure[]> {
  const rows: number[] = [];
  const empty: number[] = [];
  const kib: number[] = [];
  for (let run = 0; run < runs; run++) {
    const bare = await open();
    const plain = await bare.newPage();
    await plain.goto('/favicon.svg');
    empty.push(Number(await plain.evaluate(firstPaint)));
    await bare.close();
    const context = await open();
    const page = await context.newPage();
    const wire = await context.newCDPSession(page);
    await wire.send('Network.enable');
    const scripts = new Set<string>();
    let bytes = 0;
    wire.on('Network.responseReceived', ({ requestId, type }) => type === 'Script' && scripts.add(requestId));
    wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) bytes += encodedDataLength;
    });
    await page.addInitScript(noteFirstRow);
    await page.goto('/instances');
    rows.push(Number(await page.evaluate('globalThis.skerryRows')));
    kib.push(bytes / 1024);
    await context.close();
  }
  return [
    figureOf(rows, {
      name: 'first rows of the instances, cold',
      unit: 'ms',
      goal: { atMost: 1000 },
      control: { name: 'first paint of an empty document of the same server', value: median(empty) },
    }),
    figureOf(kib, { name: 'script before the first page, on the wire', unit: 'KiB', goal: { atMost: 350 } }),
  ];
}

interface Scrolled {
  readonly frames: readonly number[];
  readonly reached: number;
}

/** Through all rows in the time given, and the same way over rows that are only text. */
async function scrolling(open: Open, { instances, scrollMs }: Settings): Promise<Figure[]> {
  const context = await open();
  const page = await context.newPage();
  const speed = (instances * rowHeight) / (scrollMs / 1000);
  await page.goto('about:blank');
  await page.setContent('<!doctype html><body></body>');
  await page.evaluate(staticRows(instances, rowHeight));
  const plain: Scrolled = await page.evaluate(scroll('#plain', scrollMs, speed));
  await page.goto('/instances');
  await page.getByRole('row').nth(5).waitFor();
  const table: Scrolled = await page.evaluate(scroll('[role=table]', scrollMs, speed));
  await context.close();
  const gone = table.reached / rowHeight;
  if (gone < instances * 0.9) throw new Error(`The table was scrolled through ${Math.round(gone)} rows only.`);
  const gaps = ({ frames }: Scrolled) => frames.slice(1).map((at, i) => at - (frames[i] ?? 0));
  const rate = (of: Scrolled) => (of.frames.length - 1) / ((of.frames.at(-1) ?? 1) / 1000);
  return [
    {
      name: `scrolling through ${instances} rows in ${scrollMs / 1000} s`,
      value: rate(table),
      unit: 'frames a second',
      goal: { atLeast: 50 },
      control: { name: 'the same over rows of plain text', value: rate(plain) },
      samples: table.frames.length,
    },
    {
      name: 'time of a frame while scrolling, p95',
      value: percentile(gaps(table), 95),
      unit: 'ms',
      control: { name: 'the same over rows of plain text', value: percentile(gaps(plain), 95) },
      spread: [Math.min(...gaps(table)), Math.max(...gaps(table))],
      samples: table.frames.length - 1,
    },
  ];
}

/**
 * A guest that was asked to shut down and takes its time powers off, seen first by the driver of its agent: until the
 * table shows it, and until the event stream tells it.
 */
async function ages(cloud: SimulatedCloud, open: Open, rounds: number): Promise<Figure> {
  const { client, simulation } = cloud;
  const context = await open();
  const page = await context.newPage();
  const { data } = await client.call('instance.list', { query: { search: 'sim-1', kind: 'container', limit: 10 } });
  await page.goto('/instances?q=sim-1+kind:container');
  await page.getByRole('row').nth(5).waitFor();
  const shown: number[] = [];
  const told: number[] = [];
  const stop = new AbortController();
  const stopped = new Map<number, (at: number) => void>();
  const { data: status } = await client.call('status.get');
  const stream = client.events({ signal: stop.signal, lastEventId: String(status.revision) });
  const reading = (async () => {
    for await (const event of stream) {
      if (event.type !== 'put' || event.kind !== 'instance') continue;
      if ((event.object as { state?: string }).state === 'stopped') stopped.get(event.id)?.(now());
    }
  })().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  try {
    for (let round = 0; round < rounds; round++) {
      const instance = data.items[round % data.items.length];
      if (instance === undefined) throw new Error('There is no container to stop.');
      const { id, name } = instance;
      const host = simulation.clusters.flatMap(({ hosts }) => hosts).find((h) => h.containers.all.has(id));
      if (host === undefined) throw new Error(`No host has "${name}".`);
      host.containers.shutdownMs = Number.POSITIVE_INFINITY;
      await client.call('instance.stop', { params: { id } });
      await page.evaluate(whenRowSays(name, 'Stopping'));
      const event = new Promise<number>((resolve) => stopped.set(id, resolve));
      const row = page.evaluate(whenRowSays(name, 'Stopped'));
      // The page watches before the guest ends.
      await page.evaluate('0');
      const began = now();
      host.containers.powerOff(id);
      shown.push(Number(await row) - began);
      told.push((await event) - began);
      host.containers.shutdownMs = 20;
      await client.call('instance.start', { params: { id } });
      await page.evaluate(whenRowSays(name, 'Running'));
    }
  } finally {
    stop.abort();
    await reading;
    await context.close();
  }
  return figureOf(shown, {
    name: 'a guest ends at its driver until the table shows it, p95',
    unit: 'ms',
    p: 95,
    goal: { atMost: 500 },
    control: { name: 'the same on the event stream, p95', value: percentile(told, 95) },
  });
}

/** Of the wall clock, in ms and parts: that of the browser is the same. */
const now = (): number => performance.timeOrigin + performance.now();
