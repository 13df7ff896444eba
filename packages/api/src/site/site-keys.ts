import { controllerKeys, siteKeys } from '@skerry/store/layout/controller';
import { keys } from '../state/keys.ts';

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
      { here: keys.allAudit, there: siteKeys.audit },
      { here: keys.mirrorOf(clusterId), there: controllerKeys.state },
      { here: keys.commandsOf(clusterId), there: siteKeys.commands },
      { here: keys.answeredCommands, there: siteKeys.history },
      { here: keys.replies, there: siteKeys.idempotency },
      { here: keys.tickets, there: siteKeys.tickets },
      { here: keys.catalogueOf('token'), there: siteKeys.tokens },
      { here: keys.allOfCatalogue, there: controllerKeys.catalogue },
      { here: keys.link(clusterId), there: siteKeys.link },
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
