export {
  createFakeNetwork,
  type FakeNetwork,
  type FakeNetworkOptions,
  type FakeNetworks,
  createFakeNetworks,
} from './fake-network.ts';
