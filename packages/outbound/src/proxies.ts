/** Which server a request goes through. Pure: the setting is given, never read from the environment. */
import { sourceError } from './errors.ts';

export interface ProxySetting {
  /** `http://proxy.example:3128`, also with a name and password. For both schemes. */
  readonly url: string;
  /** Hosts that are asked directly: a name, `.example.org` for all below it, an address, `*` for all. */
  readonly except?: readonly string[];
}

/** Throws `source-setting` when the proxy's own address is none. */
export function checkProxy({ url }: ProxySetting): void {
  if (URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)) return;
  throw sourceError('source-setting', 'The address of the proxy is none of http or https.', {
    hint: 'Give it as in http://proxy.example:3128.',
  });
}

export function goesThroughProxy(target: URL, proxy: ProxySetting | undefined): proxy is ProxySetting {
  if (proxy === undefined) return false;
  const host = target.hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return !(proxy.except ?? []).some((each) => {
    const name = each.trim().toLowerCase();
    return name === '*' || name === host || (name.startsWith('.') && (host.endsWith(name) || host === name.slice(1)));
  });
}
