/** Answers to a page that no small cloud gives: nothing at all, ten thousand objects, errors, silence. */
import type { Page, Route } from 'playwright-core';

/** Newer than any event: what is answered here is not mended by what the cloud really does. */
const revision = 1_000_000_000_000;
const lists = /\/v1\/(instances|clusters|hosts|disks|networks|leases|templates|images|tokens|audit)(\?|$)/;
const anyRead = /\/v1\/(instances|clusters|hosts|status)(\/|\?|$)/;

async function reads(page: Page, url: RegExp, answer: (route: Route) => Promise<void>): Promise<void> {
  await page.route(url, (route) => (route.request().method() === 'GET' ? answer(route) : route.continue()));
}

export async function nothing(page: Page): Promise<void> {
  await reads(page, lists, (route) => route.fulfill({ json: { items: [], total: 0, revision } }));
  await reads(page, /\/v1\/status$/, async (route) => {
    const status = (await (await route.fetch()).json()) as object;
    const none = { total: 0, online: 0 };
    await route.fulfill({ json: { ...status, instances: {}, clusters: none, hosts: none, attention: [] } });
  });
}

const many = 10_000;

export const veryMany = (page: Page): Promise<void> =>
  reads(page, /\/v1\/instances\?/, async (route) => {
    const url = new URL(route.request().url());
    const first = Number(url.searchParams.get('after') ?? 0);
    const limit = Number(url.searchParams.get('limit') ?? 100);
    const real = await route.fetch({ url: new URL('/v1/instances?limit=1', url).href });
    const { items } = (await real.json()) as { items: readonly object[] };
    const last = Math.min(many, first + limit);
    const made = Array.from({ length: last - first }, (_, i) => {
      const number = first + i + 1;
      return { ...items[0], id: 100_000 + number, name: `edge-${String(number).padStart(5, '0')}` };
    });
    await route.fulfill({
      json: { items: made, total: many, revision, ...(last < many ? { next: String(last) } : {}) },
    });
  });

export const broken = (page: Page): Promise<void> =>
  reads(page, anyRead, (route) =>
    route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      json: {
        type: '/docs#internal',
        title: 'Internal error',
        status: 500,
        code: 'internal',
        detail: 'Something failed in the server. It is in its log.',
        hint: 'Try again; give the number of the request to your administrator if it stays so.',
        requestId: '01J-EXAMPLE',
      },
    }),
  );

/** Never answered: what a page shows meanwhile. */
export const silence = (page: Page): Promise<void> => reads(page, anyRead, () => new Promise(() => {}));
