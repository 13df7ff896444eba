import type { Check } from '../check.ts';
import { type Judgement, ok, warning } from '../finding.ts';
import { fileText } from '../read.ts';

export interface Reading {
  readonly ipv4: string | undefined;
  /** Bridged frames pass through iptables; with a FORWARD policy of DROP (Docker) guests are cut off. */
  readonly bridgeCallsIptables: string | undefined;
}

export const ipForwarding: Check<Reading> = {
  name: 'ip-forwarding',
  read: async () => ({
    ipv4: await fileText('/proc/sys/net/ipv4/ip_forward'),
    bridgeCallsIptables: await fileText('/proc/sys/net/bridge/bridge-nf-call-iptables'),
  }),
  judge: ({ ipv4, bridgeCallsIptables }) => {
    const found: Judgement[] = [];
    if (ipv4 === '1') found.push(ok('IPv4 is forwarded.'));
    else {
      const mend = 'sysctl -w net.ipv4.ip_forward=1 && echo net.ipv4.ip_forward=1 > /etc/sysctl.d/60-skerry.conf';
      found.push(warning('IPv4 is not forwarded: guests reach their own host and no further.', mend));
    }
    if (bridgeCallsIptables === '1') {
      const mend = 'sysctl -w net.bridge.bridge-nf-call-iptables=0';
      found.push(
        warning(
          'Frames between guests pass through iptables; a FORWARD policy of DROP, as Docker sets it, cuts them off.',
          mend,
        ),
      );
    }
    return found;
  },
};
