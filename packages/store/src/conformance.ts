/**
 * What every engine of the store keeps. An engine's test calls it with a way to open an empty store, and passes or is
 * no store of ours.
 */
import { describe } from 'vitest';
import { type EngineUnderTest, opener } from './conformance/engine-under-test.ts';
import { leaseRules } from './conformance/leases.ts';
import { modelRule } from './conformance/model.ts';
import { pagingRules } from './conformance/paging.ts';
import { reopenRules } from './conformance/reopen.ts';
import { transactionRules } from './conformance/transactions.ts';
import { validationRules } from './conformance/validation.ts';
import { watchRules } from './conformance/watch.ts';

export type { EngineUnderTest } from './conformance/engine-under-test.ts';

/** `open` gives a new, empty store each time; whatever it made is cleaned up by its `cleanUp`. */
export function storeConformance(name: string, open: () => Promise<EngineUnderTest>): void {
  describe(`${name} keeps the rules of the store:`, () => {
    const fresh = opener(open);
    transactionRules(fresh);
    validationRules(fresh);
    pagingRules(fresh);
    watchRules(fresh);
    leaseRules(fresh);
    reopenRules(fresh);
    modelRule(fresh);
  });
}
