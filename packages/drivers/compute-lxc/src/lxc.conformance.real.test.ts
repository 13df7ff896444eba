import { computeConformance } from '@skerry/driver-contract/conformance/compute';
import { makeLxcHarness } from './testing/lxc-harness.ts';

computeConformance('LXC', () => makeLxcHarness('lc', 71));
