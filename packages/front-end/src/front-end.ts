import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Clock, type Log, type OnClose, openAll, silentLog, systemClock } from '@skerry/kit';
import { defaultLimits, type Limits, SampleRings } from '@skerry/domain';
import { FirstReading } from '@skerry/feed';
import type { OpenParent } from '@skerry/link';
import type { Marketplace } from '@skerry/marketplace-contract';
import type { OutboundOptions } from '@skerry/outbound';
import { put, type Store } from '@skerry/store';
import { todayIn } from '@skerry/store/layout/readings';
import { cookieName, deviceCookieName } from '@skerry/api/auth/cookies';
import { removeEndedTokens } from './auth/ended-tokens.ts';
import { TokenUse } from '@skerry/api/auth/token-use';
import { Devices, deviceKey } from '@skerry/api/auth/devices';
import { firstPassword, firstPasswordFile } from './auth/first-password.ts';
import { warmPasswords } from '@skerry/api/auth/passwords';
import { bootstrap } from './bootstrap.ts';
import { cloudOf } from '@skerry/api/cloud-of';
import { Links } from './clusters/cluster-links.ts';
import { Provenance } from './clusters/provenance.ts';
import { placedBy } from './clusters/take-over.ts';
import { forgetPlaced } from './clusters/forget-placed.ts';
import { writeDownProvenance } from './clusters/write-down-provenance.ts';
import { Consoles } from '@skerry/api/consoles/consoles';
import { RequestError } from '@skerry/api/errors';
import { checkPlainHttp, listening } from '@skerry/api/http/listening';
import { Proxies } from '@skerry/api/http/proxies';
import { type Requests, serve } from '@skerry/api/http/serve';
import { datastoresIn } from './images/same-directory.ts';
import { ImageFiles } from './images/image-files.ts';
import { ImageImports } from './images/imports/image-imports.ts';
import { blobsOfImports } from './images/imports/import-records.ts';
import { settleFile } from './images/settle-file.ts';
import { firstMarketplaces } from './marketplaces/first-marketplaces.ts';
import { Marketplaces } from './marketplaces/marketplaces.ts';
import { ownersHandlers } from './routes/handlers.ts';
import { openReconcilers } from './reconcilers/table.ts';
import { auditBounds } from '@skerry/api/state/audit-record';
import { AuditTrail } from '@skerry/api/state/audit-trail';
import { answeredBounds } from '@skerry/api/state/command-history';
import { follow } from '@skerry/api/state/follow';
import { Ids } from './state/ids.ts';
import { keepNames, writeFirstNames } from './state/keep-names.ts';
import { keys } from '@skerry/api/state/keys';
import { Model } from '@skerry/api/state/model';
import { readableAreas } from './state/readable-areas.ts';
import { sweepOld } from '@skerry/api/state/sweep';

export interface FrontEndOptions {
  /** Used, not owned: the caller closes it after the front-end. */
  readonly store: Store;
  /** For the certificate authority and the first datastore; made when it is not there. */
  readonly dataDirectory: string;
  /** Port 0 takes a free one. Not loopback: only with `allowPlainHttp`. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly linkListen: { readonly host: string; readonly port: number };
  /** More names and addresses under which clusters reach the link. */
  readonly linkNames?: readonly string[];
  /** Takes the clusters in; over TLS on `linkListen` unless given. */
  readonly openParent?: OpenParent;
  /** Passwords would cross the network in the clear: say so only behind a TLS proxy. */
  readonly allowPlainHttp?: boolean;
  /** Names under which the API is reached, beside `listen` and `linkNames`; addresses always are. */
  readonly apiNames?: readonly string[];
  /** Addresses and CIDRs of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. */
  readonly behindProxy?: readonly string[];
  /** Password of the user `admin`, for the first start only; in a file of the data directory when it is not given. */
  readonly admin?: { readonly password: string };
  /** The built web console (`dist/console`); without it `/` leads to the documentation. */
  readonly consoleDirectory?: string;
  /** Within so long a request must have arrived whole, milliseconds; for tests finer than the limit `request-seconds`. */
  readonly requestTimeoutMs?: number;
  /** With its credentials and settings; unless given, as its record says. */
  readonly openMarketplace?: (id: number) => Promise<Marketplace>;
  /** Unless given, the defaults. */
  readonly limits?: Limits;
  /** What it may ask of the world: addresses besides the public ones, a proxy, certificates. */
  readonly outbound?: OutboundOptions;
  readonly log?: Log;
  readonly clock?: Clock;
}

export interface FrontEnd {
  readonly url: string;
  /** For doors in this process: what REST does, without HTTP. */
  readonly requests: Requests;
  /** Where clusters dial. */
  readonly linkUrl: string;
  /** Where the first password lies: only after the first start, and only when none was given. */
  readonly adminPasswordFile?: string;
  /** Rejects when the store can no longer be followed: end the process then. */
  readonly lost: Promise<never>;
  close(): Promise<void>;
}

/**
 * Starts the front-end. It keeps nothing but the store and the files of its data directory: killed at any point, it
 * starts again from them.
 */
export async function createFrontEnd(options: FrontEndOptions): Promise<FrontEnd> {
  const { opened, close } = await openAll((onClose) => begin(options, onClose));
  return { ...opened, close };
}

async function begin(options: FrontEndOptions, onClose: OnClose): Promise<Omit<FrontEnd, 'close'>> {
  const { store, clock = systemClock, log = silentLog, limits = defaultLimits } = options;
  checkPlainHttp(options.listen, options.allowPlainHttp);
  const dataDirectory = resolve(options.dataDirectory);
  const images = new ImageFiles();
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new RequestError('directory-not-writable', `The directory ${dataDirectory} cannot be made.`, { cause });
  });
  const firstDatastore = join(dataDirectory, 'images');
  await images.prepare(firstDatastore);
  await warmPasswords();
  const adminPassword = () => options.admin?.password ?? firstPassword(dataDirectory);
  const reading = await FirstReading.begin(store, readableAreas, { clock, log, today: todayIn('front-end') });
  await writeDownProvenance(store, reading);
  const provenance = new Provenance();
  const model = new Model(provenance, (about, err) =>
    log.error({ ...about, err }, 'a change could not be taken into the model'),
  );
  const following = await follow(store, model, log, reading);
  onClose(() => following.stop());
  const isFirstStart = await bootstrap({ store, clock, adminPassword, firstDatastore });
  await following.reached(await store.revision());
  await writeFirstNames(store, model);
  await firstMarketplaces(store, model, clock);
  await following.reached(await store.revision());
  const marketplaces = await Marketplaces.begin({
    model,
    directory: join(dataDirectory, 'marketplaces'),
    keyDirectory: join(dataDirectory, 'keys'),
    world: options.outbound ?? {},
    clock,
    log,
    askSeconds: limits['marketplace-seconds'],
    mostOpen: limits['marketplaces-open'],
  });
  onClose(() => marketplaces.close());
  for (const { path } of model.all('datastore')) {
    const sharing = await datastoresIn(path, model.all('datastore'));
    const begun = new Set(await blobsOfImports(store));
    const isUsed = (digest: string) =>
      begun.has(digest) || [...model.all('image')].some((i) => sharing.has(i.datastoreId) && i.digest === digest);
    if (images.problemOf(path) === undefined) await images.cleanUp(path, isUsed);
  }
  const imports = new ImageImports({
    store,
    model,
    images,
    clock,
    log,
    limits,
    world: options.outbound ?? {},
    openMarketplace: options.openMarketplace ?? ((id) => marketplaces.open(id)),
    async settle(datastoreId, digest) {
      const datastore = model.get('datastore', datastoreId);
      if (datastore !== undefined) await settleFile(datastore, digest, images, { store, log, model });
    },
  });
  onClose(() => imports.close());
  await imports.begin();
  const reconcilers = openReconcilers({ store, model, images, clock, log });
  onClose(() => reconcilers.close());
  const ids = new Ids(store);
  const bounds = auditBounds(limits, 'audit-records');
  const trail = new AuditTrail(model, bounds);
  const samples = new SampleRings((kind, id) => model.get(kind, id) !== undefined);
  const consoles = new Consoles({ store, model, clock, log, limits, links: () => cloud.links });
  onClose(() => consoles.close());
  const links = await listening(options.linkListen, async () =>
    Links.open({
      store,
      model,
      provenance,
      following,
      ids,
      images,
      samples,
      consoles,
      trail,
      clock,
      log,
      limits,
      dataDirectory,
      cloudId: await cloudIdOf(store),
      listen: options.linkListen,
      serverNames: options.linkNames ?? [],
      ...(options.openParent === undefined ? {} : { openParent: options.openParent }),
    }),
  );
  onClose(() => links.close());
  await links.forgetFormer();
  const cloud = cloudOf({
    store,
    model,
    ids,
    clock,
    log,
    reconcilers: [...reconcilers.table, imports.reconciler, imports.sweeper],
    limits,
    links,
    samples,
    images,
    imports,
    marketplaces,
    besideCreation: placedBy,
    consoles,
    unreadableRecords: reading.kept,
    cookieName,
    devices: new Devices(deviceKey(dataDirectory), deviceCookieName),
    tokenUse: await TokenUse.open(store, clock),
    proxies: new Proxies(options.behindProxy),
    names: [options.listen.host, ...(options.linkNames ?? []), ...(options.apiNames ?? [])],
  });
  const { listen, consoleDirectory, requestTimeoutMs } = options;
  const owner = ownersHandlers({ images, imports, links, marketplaces });
  const forgetGone = forgetPlaced(store, model, provenance, clock);
  const sweep = async () => {
    await sweepOld(cloud, { audit: bounds, history: answeredBounds(limits) });
    await removeEndedTokens(store, model);
    await forgetGone();
    await keepNames(store, model);
    await links.forgetFormer();
    await cloud.tokenUse.write(store, model);
  };
  // What was used since the last round; what cannot be written then is not worth an error.
  onClose(() => cloud.tokenUse.write(store, model, true).catch(() => {}));
  const served = await serve({ cloud, following, owner, trail, listen, consoleDirectory, requestTimeoutMs, sweep });
  onClose(() => served.close());
  return {
    url: served.url,
    requests: served.requests,
    linkUrl: links.url,
    ...(isFirstStart && options.admin === undefined ? { adminPasswordFile: firstPasswordFile(dataDirectory) } : {}),
    lost: following.lost,
  };
}

/** The name of this cloud in certificates; made once. */
async function cloudIdOf(store: Store): Promise<string> {
  const key = keys.cloudId;
  await store.commit({ conditions: [{ key, is: 'absent' }], writes: [put(key, randomUUID())] });
  return (await store.get(key))?.value ?? '';
}
