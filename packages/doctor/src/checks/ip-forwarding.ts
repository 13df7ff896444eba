import type { Check } from '../check.ts';
import { type Judgement, ok, warning } from '../finding.ts';
import { ask, fileText } from '../read.ts';

export interface Reading {
  readonly ipv4: string | undefined;
  /** Bridged frames pass through iptables. */
  readonly bridgeCallsIptables: string | undefined;
  /** Policy of iptables' FORWARD chain is DROP, as Docker sets it. */
  readonly forwardDrops: boolean;
}

export const ipForwarding: Check<Reading> = {
  name: 'ip-forwarding',
  read: async () => ({
    ipv4: await fileText('/proc/sys/net/ipv4/ip_forward'),
    bridgeCallsIptables: await fileText('/proc/sys/net/bridge/bridge-nf-call-iptables'),
    forwardDrops: await forwardDrops(),
  }),
  judge: ({ ipv4, bridgeCallsIptables, forwardDrops }) => {
    const found: Judgement[] = [];
    if (ipv4 === '1') found.push(ok('IPv4 is forwarded.'));
    else {
      const mend = 'sysctl -w net.ipv4.ip_forward=1 && echo net.ipv4.ip_forward=1 > /etc/sysctl.d/60-skerry.conf';
      found.push(warning('IPv4 is not forwarded: guests reach their own host and no further.', mend));
    }
    if (forwardDrops) {
      const frames = bridgeCallsIptables === '1' ? ', not even to each other,' : '';
      const sentence = `iptables drops what is forwarded, as Docker sets it: guests do not get out${frames} until it is allowed.`;
      found.push(warning(sentence, 'iptables --policy FORWARD ACCEPT'));
    }
    return found;
  },
};

async function forwardDrops(): Promise<boolean> {
  const answer = await ask('iptables', ['--list-rules', 'FORWARD']);
  return answer.ok && answer.text.startsWith('-P FORWARD DROP');
}
