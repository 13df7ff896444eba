/**
 * What every test of the console begins with: a real front-end as it is shipped, simulated hosts under it in this
 * process, one browser, and a watch over everything that the browser says and asks. `stage()` registers its own hooks:
 * after each test all pages are closed, and a single complaint fails that test.
 */
import { randomOf } from '@skerry/kit/testing/campaign';
import { type SimulatedCloud, simulatorPassword, startSimulatedCloud } from '@skerry/lab/simulator/simulated-cloud';
import type { SimulatedHost } from '@skerry/lab/simulator/simulated-host';
import type { Client } from '@skerry/sdk';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { build } from '../../tools/build.ts';
import { openBrowser, type Theme } from './browser.ts';
import { until } from './cloud.ts';
import { complaintsOf } from './complaints.ts';

export interface StageOptions {
  readonly clusters?: number;
  readonly hostsPerCluster?: number;
  /** Done once, before the first test. */
  readonly furnish?: (stage: Stage) => Promise<void>;
}

export interface Visit {
  readonly theme?: Theme;
  readonly width?: number;
  /** Whose session; undefined: the administrator's. */
  readonly token?: string;
  readonly loggedIn?: boolean;
}

export interface Stage {
  readonly cloud: SimulatedCloud;
  readonly client: Client;
  readonly url: string;
  readonly hosts: readonly SimulatedHost[];
  /** A new window, logged in, at this address, when its heading has come. */
  open(path: string, visit?: Visit): Promise<Page>;
  /** Asks until it is so. Throws after a minute. */
  until(isSo: () => Promise<boolean>): Promise<void>;
  /** A complaint that matches is what this test is about; forgotten after it. */
  expectTrouble(pattern: RegExp): void;
}

/** Milliseconds for anything that a page has to show; a busy machine is slow, and a wrong page never shows it. */
const patienceMs = 15_000;

export const password = simulatorPassword;

export function stage({ clusters = 1, hostsPerCluster = 1, furnish }: StageOptions = {}): Stage {
  let cloud: SimulatedCloud | undefined;
  let browser: Browser | undefined;
  let session: Awaited<ReturnType<BrowserContext['storageState']>> | undefined;
  let passing: BrowserContext[] = [];
  let complaints: string[] = [];
  let expected: RegExp[] = [];
  /** Windows of one person share what the browser keeps, by theme and width: each anew would load all anew. */
  const kept = new Map<string, BrowserContext>();
  const windowsOf = async (theme: Theme, width: number, key?: string, token?: string): Promise<BrowserContext> => {
    if (browser === undefined) throw new Error('The browser did not start.');
    const context = await browser.newContext({
      baseURL: self.url,
      colorScheme: theme,
      reducedMotion: 'reduce',
      viewport: { width, height: width < 600 ? 740 : 800 },
      hasTouch: width < 600,
      isMobile: width < 600,
      ...(key !== undefined && session !== undefined ? { storageState: session } : {}),
    });
    context.setDefaultTimeout(patienceMs);
    if (token !== undefined) {
      await context.addInitScript(`sessionStorage.setItem('skerry.token', ${JSON.stringify(token)})`);
    }
    if (key === undefined) passing.push(context);
    else kept.set(key, context);
    return context;
  };
  const running = () => {
    if (cloud === undefined) throw new Error('The cloud of this file did not start.');
    return cloud;
  };
  const self: Stage = {
    get cloud() {
      return running();
    },
    get client() {
      return running().client;
    },
    get url() {
      return running().frontEnd.url;
    },
    get hosts() {
      return running().simulation.clusters.flatMap((cluster) => cluster.hosts);
    },
    until: async (isSo) => void (await until('what this test begins with', async () => (await isSo()) || undefined)),
    expectTrouble: (pattern) => void expected.push(pattern),
    async open(path, { theme = 'light', width = 1280, token, loggedIn = true } = {}) {
      const key = loggedIn && token === undefined ? `${theme} ${width}` : undefined;
      const context = (key === undefined ? undefined : kept.get(key)) ?? (await windowsOf(theme, width, key, token));
      const page = await context.newPage();
      let torn = false;
      complaintsOf(page, self.url, (what) => complaints.push(what));
      page.on('requestfailed', (request) => (torn ||= request.failure()?.errorText === 'net::ERR_NETWORK_CHANGED'));
      // A browser gives up what it loads when any interface of the machine changes, and others may make such.
      for (let tries = 0; ; tries++) {
        await page.goto(path);
        const there = page.getByRole('heading', { level: 1 }).first().waitFor();
        if (tries === 3) await there;
        if (
          await there.then(
            () => true,
            () => !torn,
          )
        )
          break;
        torn = false;
      }
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      return page;
    },
  };
  beforeAll(async () => {
    await build();
    [cloud, browser] = await Promise.all([
      startSimulatedCloud({ clusters, hostsPerCluster, random: randomOf(1) }),
      openBrowser(),
    ]);
    const context = await browser.newContext({ baseURL: self.url });
    const data = { name: 'admin', password };
    const answer = await context.request.post('/v1/sessions', { data, headers: { 'x-skerry-cookie': '1' } });
    if (answer.status() !== 201) throw new Error(`The log-in was answered with ${answer.status()}.`);
    session = await context.storageState();
    await context.close();
    await furnish?.(self);
  }, 180_000);
  afterEach(async () => {
    await Promise.all(passing.map((context) => context.close()));
    await Promise.all([...kept.values()].flatMap((context) => context.pages().map((page) => page.close())));
    const seen = complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)));
    passing = [];
    complaints = [];
    expected = [];
    expect(seen).toEqual([]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), cloud?.close()]);
  });
  return self;
}
