import type { Check } from '../check.ts';
import { type Judgement, ok, problem, warning } from '../finding.ts';
import { ask, exists, fileText } from '../read.ts';

export interface Reading {
  /** Why a user namespace could not be made; undefined: it could. */
  readonly refused: string | undefined;
  readonly maximum: number | undefined;
  /** Text of /etc/subuid and /etc/subgid. */
  readonly subuid: string;
  readonly subgid: string;
  readonly newuidmap: boolean;
}

/** Ids that a container of an ordinary distribution needs. */
const idsOfOneContainer = 65_536;

export const userNamespaces: Check<Reading> = {
  name: 'user-namespaces',
  read: async () => {
    const answer = await ask('unshare', ['--user', '--map-root-user', 'true']);
    return {
      refused: answer.ok ? undefined : answer.why,
      maximum: Number((await fileText('/proc/sys/user/max_user_namespaces')) ?? Number.NaN),
      subuid: (await fileText('/etc/subuid')) ?? '',
      subgid: (await fileText('/etc/subgid')) ?? '',
      newuidmap: (await exists('/usr/bin/newuidmap')) && (await exists('/usr/bin/newgidmap')),
    };
  },
  judge: ({ refused, maximum, subuid, subgid, newuidmap }) => {
    if (refused !== undefined) {
      const off = maximum === 0;
      const mend = off ? 'sysctl -w user.max_user_namespaces=15000' : 'sysctl -w kernel.unprivileged_userns_clone=1';
      return [
        problem(`User namespaces cannot be made, so containers cannot be kept apart from the host: ${refused}.`, mend),
      ];
    }
    const found: Judgement[] = [];
    if (!newuidmap) found.push(warning('newuidmap and newgidmap are missing.', 'apt-get install --yes uidmap'));
    const ids = Math.min(idsFor('root', subuid), idsFor('root', subgid));
    if (ids < idsOfOneContainer) {
      const mend = 'usermod --add-subuids 1000000-1065535 --add-subgids 1000000-1065535 root';
      found.push(warning(`root may map ${ids} ids into containers; one container takes ${idsOfOneContainer}.`, mend));
    }
    return found.length > 0 ? found : [ok(`User namespaces work, and root may map ${ids} ids into containers.`)];
  },
};

/** subuid(5): "name:first:count" lines. */
export function idsFor(user: string, text: string): number {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .reduce((sum, [name, , count]) => sum + (name === user ? Number(count ?? 0) : 0), 0);
}
