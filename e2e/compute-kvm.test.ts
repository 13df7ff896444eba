import { computeConformance } from '@skerry/driver-contract/conformance/compute';
import { kvmHarness } from './compute-kvm-harness.ts';

computeConformance('the KVM driver', () => kvmHarness());
