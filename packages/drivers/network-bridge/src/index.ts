export { type BridgeNetworkOptions, createBridgeNetwork } from './bridge-network.ts';
