import { decodeJoinToken, isLinkError, reachesElsewhere } from '@skerry/link';

type Role = 'controller' | 'agent';

/** As `packaging/systemd` has it: the unit, the file with its settings, and what makes its user. */
const installed: Readonly<Record<Role, { readonly unit: string; readonly settings: string; readonly first: string }>> =
  {
    controller: {
      unit: 'skerry-cluster',
      settings: '/etc/skerry/cluster.env',
      first: 'systemd-sysusers /opt/skerry/packaging/sysusers.d/skerry.conf && ',
    },
    agent: { unit: 'skerry-agent', settings: '/etc/skerry/agent.env', first: '' },
  };

/**
 * What to run as root on the new machine, on which Skerry was unpacked and built in /opt/skerry: one line, which may be
 * run again. The token is in no argument of a program: other users see arguments.
 */
function joinCommand(role: Role, token: string): string {
  const { unit, settings, first } = installed[role];
  return [
    `umask 077 && mkdir -p /etc/skerry && echo SKERRY_JOIN_TOKEN=${token} >> ${settings}`,
    `${first}cp /opt/skerry/packaging/systemd/${unit}.service /etc/systemd/system/`,
    `chmod 644 /etc/systemd/system/${unit}.service && systemctl daemon-reload && systemctl enable ${unit}`,
    `systemctl restart ${unit}`,
  ].join(' && ');
}

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
