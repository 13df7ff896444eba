import { decodeJoinToken, isLinkError, reachesElsewhere } from '@skerry/link';

type Role = 'controller' | 'agent';

/**
 * What to run as root on the new machine, on which Skerry was unpacked and built in /opt/skerry: one line, which may be
 * run again. The token is in no argument of a program: other users see arguments.
 */
const joinCommand = (role: Role, token: string): string => `echo ${token} | sh /opt/skerry/packaging/join.sh ${role}`;

const howToBeReached: Readonly<Record<Role, string>> = {
  controller:
    'This token leads to the machine itself only: the front-end is reached on its own machine alone. For a controller on another one, start the front-end with "--link-listen 0.0.0.0:7481 --link-name NAME", NAME being what the other machine calls it, and make a new token.',
  agent:
    'This token leads to the machine itself only: the controller is reached on its own machine alone. For a host on another one, start the controller with "--listen 0.0.0.0:7482 --server-name NAME", NAME being what the other machine calls it, and make a new token.',
};

/** What is answered to who wants to take in a machine. */
export function joinOffer(role: Role, { token, expiresAt }: { readonly token: string; readonly expiresAt: string }) {
  const note = leadsNowhere(token) ? { note: howToBeReached[role] } : {};
  return { token, expiresAt, command: joinCommand(role, token), ...note };
}

/** Of a token that only a newer cluster understands nothing is known. */
function leadsNowhere(token: string): boolean {
  try {
    return !reachesElsewhere(decodeJoinToken(token));
  } catch (error) {
    if (isLinkError(error, 'link-token-malformed')) return false;
    throw error;
  }
}
