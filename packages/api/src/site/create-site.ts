import { siteKeys } from '@skerry/store/layout/controller';
import { isAdministrator, defaultLimits, type Limits } from '@skerry/domain';
import { type Clock, type Log, silentLog, systemClock } from '@skerry/kit';
import { cookieName, deviceCookieName } from '../auth/cookies.ts';
import { Devices, deviceKey } from '../auth/devices.ts';
import { TokenUse } from '../auth/token-use.ts';
import { cloudOf } from '../cloud-of.ts';
import { Consoles } from '../consoles/consoles.ts';
import { checkPlainHttp, type Listen } from '../http/listening.ts';
import { Proxies } from '../http/proxies.ts';
import { serve } from '../http/serve.ts';
import { auditBounds } from '../state/audit-record.ts';
import { AuditTrail } from '../state/audit-trail.ts';
import { Model } from '../state/model.ts';
import { answeredBounds } from '../state/command-history.ts';
import { sweepOld } from '../state/sweep.ts';
import { endLogIns } from './end-log-ins.ts';
import { MirrorFollowing } from './follow-mirror.ts';
import type { SiteController } from './site-controller.ts';
import { siteFacts } from './site-facts.ts';
import { siteImages } from './site-images.ts';
import { SiteKeys } from './site-keys.ts';
import { siteLinks } from './site-links.ts';
import { SiteStore } from './site-store.ts';

export interface SiteOptions {
  readonly controller: SiteController;
  /** Port 0 takes a free one. Not loopback: only with `allowPlainHttp`. */
  readonly listen: Listen;
  readonly allowPlainHttp?: boolean;
  /** Names under which the site is reached; addresses always are. */
  readonly apiNames?: readonly string[];
  /** Addresses and CIDRs of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. */
  readonly behindProxy?: readonly string[];
  readonly dataDirectory: string;
  readonly consoleDirectory?: string;
  /** Unless given, the defaults. */
  readonly limits?: Limits;
  readonly log?: Log;
  readonly clock?: Clock;
}

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The same API and console as the front-end's, over what one cluster's controller knows, so that the cluster can be
 * operated on the spot while its link is cut. It owns log-ins, audit and answers made here, and keeps them in the
 * controller's store; commands are the controller's to apply. If we die, the controller does, and both begin anew.
 */
export async function createSite(options: SiteOptions): Promise<Site> {
  const { controller, clock = systemClock, log = silentLog, limits = defaultLimits } = options;
  const { clusterId, mirror, samples } = controller;
  checkPlainHttp(options.listen, options.allowPlainHttp);
  // What can be refused is looked at before anything is open.
  const proxies = new Proxies(options.behindProxy);
  const devices = new Devices(deviceKey(options.dataDirectory), `${deviceCookieName}_${clusterId}`);
  const model = new Model(undefined, (about, err) =>
    log.error({ ...about, err }, 'a change could not be taken into the model'),
  );
  const store = new SiteStore(controller.store, mirror, new SiteKeys(clusterId));
  const following = new MirrorFollowing(mirror, store, model);
  const links = siteLinks(controller);
  const consoles = new Consoles({ store, model, clock, log, limits, links: () => links });
  const forgetEndings = controller.onConsoleEnding((body) => consoles.noteEnding(clusterId, body));
  const link = () => mirror.get(siteKeys.link)?.value;
  const bounds = auditBounds(limits, 'site-audit-records');
  const startedAt = clock.now().toISOString();
  const site = siteFacts(
    clusterId,
    () => model.get('cluster', clusterId),
    () => link() ?? { state: 'cut', at: startedAt },
    () => mirror.get(siteKeys.declaredLost) !== undefined,
  );
  const cloud = cloudOf({
    store,
    model,
    ids: { next: (kind, who) => controller.nextId(kind, who !== undefined && isAdministrator(who)) },
    clock,
    log,
    reconcilers: [],
    limits,
    links,
    samples,
    images: siteImages,
    // They are asked at the front-end alone.
    marketplaces: { aboutOf: () => ({}) },
    // It need not be told where it may tell of: it is there.
    besideCreation: () => [],
    consoles,
    unreadableRecords: controller.unreadableRecords,
    cookieName: `${cookieName}_${clusterId}`,
    devices,
    tokenUse: new TokenUse(clock),
    proxies,
    names: [options.listen.host, ...(options.apiNames ?? [])],
    site,
  });
  const sweep = () => endLogIns(store, model, site, clock);
  const stopWatching = model.onChange((changes) => {
    if (!following.begun || !changes.some(({ kind }) => kind === 'user' || kind === 'cluster')) return;
    sweep().catch((error: unknown) => log.warn({ err: error }, 'log-ins of a user could not be ended'));
  });
  let begun: Promise<void> | undefined;
  const close = async () => {
    stopWatching();
    following.stop();
    forgetEndings();
    consoles.close();
  };
  try {
    const served = await serve({
      cloud,
      following,
      trail: new AuditTrail(model, bounds),
      listen: options.listen,
      consoleDirectory: options.consoleDirectory,
      ready: () =>
        (begun ??= (async () => {
          following.begin();
          await sweep();
        })().catch((error: unknown) => {
          begun = undefined;
          throw error;
        })),
      sweep: async () => {
        if (!following.begun) return;
        await sweep();
        await sweepOld(cloud, { audit: bounds, history: answeredBounds(cloud.limits) });
      },
    });
    return {
      url: served.url,
      async close() {
        await served.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
