export { createFakeCompute, type FakeCompute, type FakeComputeOptions } from './fake-compute.ts';
export { createFakeGuests, type FakeGuest, type FakeGuests } from './fake-guests.ts';
