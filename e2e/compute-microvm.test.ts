import { createMicrovm } from '@skerry/driver-compute-microvm';
import { computeConformance } from '@skerry/driver-contract/conformance/compute';
import { kvmHarness, namePrefix } from './compute-kvm-harness.ts';

computeConformance('the microVM driver', () =>
  kvmHarness({
    create: createMicrovm,
    domainOf: (id) => `${namePrefix}-micro-${id}`,
    display: false,
    applications: true,
  }),
);
