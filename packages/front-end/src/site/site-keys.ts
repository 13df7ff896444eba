import { siteKeys } from '@skerry/store/layout/controller';

/** What the front-end's code knows under `here` lies in the controller's store under `there`. */
interface Area {
  readonly here: string;
  readonly there: string;
}

/** One layout over the other. Areas lie within each other: the first that fits holds. */
export class SiteKeys {
  readonly areas: readonly Area[];

  constructor(clusterId: number) {
    this.areas = [
      { here: '/audit/', there: siteKeys.audit },
      { here: `/mirror/${clusterId}/`, there: '/state/' },
      { here: `/commands/${clusterId}/`, there: siteKeys.commands },
      { here: '/command-history/', there: siteKeys.history },
      { here: '/idempotency/', there: siteKeys.idempotency },
      { here: '/ticket/', there: siteKeys.tickets },
      { here: '/catalogue/token/', there: siteKeys.tokens },
      { here: '/catalogue/', there: '/catalogue/' },
      { here: `/link/${clusterId}`, there: siteKeys.link },
    ];
  }

  /** The area of a key of the controller's store; undefined: it is nothing for a console. */
  areaOf(there: string): Area | undefined {
    return this.areas.find((area) => there.startsWith(area.there));
  }

  /** As what a key of the controller's store is read. */
  toHere(there: string): string | undefined {
    const area = this.areaOf(there);
    return area && area.here + there.slice(area.there.length);
  }

  /** Where a key is written; undefined: nowhere. */
  toThere(here: string): string | undefined {
    const area = this.areas.find((a) => here.startsWith(a.here));
    return area && area.there + here.slice(area.here.length);
  }
}
