import { networkInterfaces } from 'node:os';
import { portNear } from './port-near.ts';
import { readState, type QuickstartState, writeState } from './state.ts';

/** Where things listen: what was used before, else these, else free ones. */
const preferredPorts = { apiPort: 7480, clusterLinkPort: 7481, hostLinkPort: 7482, sitePort: 7483 };

/** Third byte candidates of 10.x networks for the guests; the first that no interface here uses is taken. */
const preferredNetworks = ['10.60.0.0/24', '10.61.0.0/24', '10.77.0.0/24', '172.27.60.0/24', '192.168.160.0/24'];

export async function chooseAddresses(): Promise<QuickstartState> {
  const known = readState();
  if (known) {
    // Made by a version that had no console for the site.
    const sitePort = (known.sitePort as number | undefined) ?? (await portNear(preferredPorts.sitePort));
    if (known.sitePort !== sitePort) writeState({ ...known, sitePort });
    return { ...known, sitePort };
  }
  const apiPort = await portNear(preferredPorts.apiPort);
  const state: QuickstartState = {
    url: `http://127.0.0.1:${apiPort}`,
    apiPort,
    clusterLinkPort: await portNear(preferredPorts.clusterLinkPort),
    hostLinkPort: await portNear(preferredPorts.hostLinkPort),
    sitePort: await portNear(preferredPorts.sitePort),
    cidr: freeNetwork(),
  };
  writeState(state);
  return state;
}

function freeNetwork(): string {
  const used = Object.values(networkInterfaces())
    .flat()
    .map((i) => i?.address.split('.').slice(0, 3).join('.'));
  const network = preferredNetworks.find((cidr) => !used.includes(cidr.split('.').slice(0, 3).join('.')));
  if (network) return network;
  throw new Error('None of the usual private networks is free on this machine; set one free.');
}
