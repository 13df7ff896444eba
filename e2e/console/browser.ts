import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { password, type TestCloud } from './cloud.ts';

export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Debian's Chromium, without a window. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });

export interface Visit {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  readonly loggedIn?: boolean;
}

/** A person at the console: logged in by the cookie, as a browser is. */
export async function visit(browser: Browser, cloud: TestCloud, options: Visit = {}): Promise<BrowserContext> {
  const { theme = 'light', width = 1280, height = 800, loggedIn = true } = options;
  const context = await browser.newContext({
    baseURL: cloud.url,
    colorScheme: theme,
    viewport: { width, height },
    hasTouch: width < 600,
    isMobile: width < 600,
  });
  if (loggedIn) {
    const answer = await context.request.post('/v1/sessions', {
      data: { name: 'admin', password },
      headers: { 'x-skerry-cookie': '1' },
    });
    if (answer.status() !== 201) throw new Error(`The log-in was answered with ${answer.status()}.`);
  }
  return context;
}
