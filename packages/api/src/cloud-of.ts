import { version } from '@skerry/kit/version';
import { LogInLimits } from './auth/log-in-limits.ts';
import { PasswordWork } from './auth/password-work.ts';
import type { Cloud } from './cloud.ts';
import { HostNames } from './http/host-names.ts';
import { OrderedRows } from './http/ordered-rows.ts';
import { SampleGaps } from './samples/sample-gaps.ts';
import { Faults } from './views/faults.ts';
import { InstanceTexts } from './views/instance-text.ts';

type Given =
  | 'store'
  | 'model'
  | 'ids'
  | 'clock'
  | 'log'
  | 'limits'
  | 'links'
  | 'samples'
  | 'images'
  | 'imports'
  | 'marketplaces'
  | 'besideCreation'
  | 'consoles'
  | 'unreadableRecords'
  | 'reconcilers'
  | 'devices'
  | 'proxies'
  | 'cookieName'
  | 'tokenUse'
  | 'site';

/** In what the front-end's cloud and that of a site differ. */
export interface CloudParts extends Pick<Cloud, Given> {
  /** Names under which the API is reached; addresses always are. */
  readonly names: readonly string[];
}

/** What every cloud has: memory and counters of its doors. They begin empty: a restart forgives and forgets. */
export function cloudOf({ names, ...given }: CloudParts): Cloud {
  const { clock, log, limits, samples, links } = given;
  return {
    ...given,
    faults: new Faults(log),
    sampleGaps: new SampleGaps({ samples, clock, log, links: () => links }),
    instanceTexts: new InstanceTexts(),
    orderedRows: new OrderedRows(),
    logInLimits: new LogInLimits(clock, limits),
    passwordWork: new PasswordWork(limits),
    hostNames: new HostNames(names),
    version,
    startedAt: clock.now().toISOString(),
    sessionSeconds: 24 * 3600,
  };
}
