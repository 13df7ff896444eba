/**
 * Where things lie in a controller's store. `/state/` is fed to the front-end, `/intents/<host>/` to that host;
 * `/catalogue/`, `/observed/<host>/` and the commands' effects come from feeds.
 */
export const keys = {
  catalogue: '/catalogue/',
  network: (id: number) => `/catalogue/network/${id}`,
  datastore: (id: number) => `/catalogue/datastore/${id}`,
  image: (id: number) => `/catalogue/image/${id}`,
  host: (id: number) => `/catalogue/host/${id}`,
  user: (id: number) => `/catalogue/user/${id}`,

  state: '/state/',
  instances: '/state/instance/',
  instance: (id: number) => `/state/instance/${id}`,
  disk: (id: number) => `/state/disk/${id}`,
  lease: (id: number) => `/state/lease/${id}`,
  controller: '/state/controller',
  hostStatus: (id: number) => `/state/host-status/${id}`,
  history: (instanceId: number) => `/state/history/${instanceId}`,
  commandResult: (id: number) => `/state/command-result/${id}`,

  /** Says which lease holds an address: its absence is the condition under which the address may be taken. */
  addresses: '/address/',
  address: (networkId: number, address: string) => `/address/${networkId}/${address}`,

  /** The same for a MAC that was asked for; one made from an address is as unique as that is. */
  macs: '/mac/',
  mac: (networkId: number, mac: string) => `/mac/${networkId}/${mac}`,

  /** Says which instance is found under a name of its owner on a network; the same condition. */
  names: '/name/',
  name: (networkId: number, ownerId: number, hostname: string) => `/name/${networkId}/${ownerId}/${hostname}`,

  intents: '/intents/',
  intentsOf: (hostId: number) => `/intents/${hostId}/`,
  intentInstancesOf: (hostId: number) => `/intents/${hostId}/instance/`,
  intent: (hostId: number, instanceId: number) => `/intents/${hostId}/instance/${instanceId}`,
  intentNetwork: (hostId: number, networkId: number) => `/intents/${hostId}/network/${networkId}`,

  observed: '/observed/',
  observedOf: (hostId: number) => `/observed/${hostId}/`,
  observedInstance: (hostId: number, instanceId: number) => `/observed/${hostId}/instance/${instanceId}`,
  observedHistory: (hostId: number, instanceId: number) => `/observed/${hostId}/history/${instanceId}`,
  report: (hostId: number) => `/observed/${hostId}/report`,

  /** Says that a host was declared lost, for ever: under its number nobody comes back. */
  lostHosts: '/lost-host/',
  lostHost: (id: number) => `/lost-host/${id}`,

  hostTokens: '/host-token/',
  hostToken: (hash: string) => `/host-token/${hash}`,
  localIds: (kind: string) => `/local-ids/${kind}`,
  ids: (kind: string) => `/ids/${kind}`,
  cursor: (feed: string, from: string) => `/feed/${feed}/${from}`,
} as const;

/** The number at the end of a key. */
export const idOf = (key: string): number => Number(key.slice(key.lastIndexOf('/') + 1));
