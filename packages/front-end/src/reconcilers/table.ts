/**
 * What a front-end keeps as it is wanted, by name: what wakes it, how often it runs anyway, its work. Each reads all it
 * needs and may run at any time. What fails is shown to administrators with what needs attention, and as a metric.
 */
import { type Clock, type Log, Reconciler } from '@skerry/kit';
import type { Store } from '@skerry/store';
import type { ShownReconciler } from '@skerry/api/cloud';
import { approveFirstReport, awaitsApproval } from '../clusters/approve-first-report.ts';
import type { ImageFiles } from '../images/image-files.ts';
import { lookAfterImages } from '../images/look-after-images.ts';
import type { Model } from '@skerry/api/state/model';
import { changedNames, nameKeeper } from './names.ts';

export interface ReconcilersContext {
  readonly store: Store;
  readonly model: Model;
  readonly images: ImageFiles;
  readonly clock: Clock;
  readonly log: Log;
}

export interface FrontEndReconcilers {
  readonly table: readonly ShownReconciler[];
  close(): Promise<void>;
}

/** Milliseconds between two rounds; a file that looks untouched costs one call of the system in each. */
const imagesEveryMs = 60_000;

const all = ['all'] as const;

export function openReconcilers({ store, model, images, clock, log }: ReconcilersContext): FrontEndReconcilers {
  let ended = false;
  const parts = { clock, log };
  const approvals = new Reconciler<number>(
    {
      name: 'approval of hosts',
      wakesOn: 'the first report of a host',
      work: (hostId) => approveFirstReport(hostId, store, model),
    },
    parts,
  );
  const imageFiles = new Reconciler<'all'>(
    {
      name: 'image files',
      wakesOn: 'the start',
      everyMs: imagesEveryMs,
      every: () => all,
      async work() {
        await lookAfterImages({ images, model, log }, () => ended);
        return false;
      },
    },
    parts,
  );
  const names = nameKeeper(store, model, parts);
  const look = (hostId: number, why: 'start' | 'change') => {
    if (awaitsApproval(hostId, model)) approvals.wake(hostId, why);
  };
  for (const { id } of model.all('host')) look(id, 'start');
  imageFiles.wake('all', 'start');
  names.wake('all', 'start');
  const stopWatching = model.onChange((changes) => {
    for (const change of changes) {
      const { kind, id, after } = change;
      if (kind === 'host' && after !== undefined) look(id, 'change');
      for (const name of changedNames(change)) names.wake(name);
    }
  });
  return {
    table: [approvals, imageFiles, names],
    async close() {
      ended = true;
      stopWatching();
      await Promise.all([approvals.close(), imageFiles.close(), names.close()]);
    },
  };
}
