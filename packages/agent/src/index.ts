export { type Agent, type AgentOptions, createAgent } from './agent.ts';
export type { HostDrivers } from './drivers/host-drivers.ts';
