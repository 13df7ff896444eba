import { Site } from './site.ts';

/** So many sites, each opened when it is first needed; who wants one while all are in use waits in turn. */
export class SitePool {
  private readonly free: (() => Promise<Site>)[];
  private readonly waiting: ((open: () => Promise<Site>) => void)[] = [];
  private readonly opened: Promise<Site>[] = [];

  constructor(size: number) {
    this.free = Array.from({ length: size }, () => {
      let site: Promise<Site> | undefined;
      return () => {
        if (site === undefined) this.opened.push((site = Site.open()));
        return site;
      };
    });
  }

  async use<T>(work: (site: Site) => Promise<T>): Promise<T> {
    const open = this.free.shift() ?? (await new Promise<() => Promise<Site>>((take) => this.waiting.push(take)));
    try {
      return await work(await open());
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free.push(open);
      else next(open);
    }
  }

  async close(): Promise<void> {
    for (const site of this.opened) await (await site).close();
  }
}
