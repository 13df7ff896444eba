import type { ClusterState, HostState, InstanceState, NetworkState } from '@skerry/domain';
import { text } from '../i18n/i18n.ts';
import styles from './state.module.css';

type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'calm';

const instanceTones = {
  pending: 'warn',
  preparing: 'busy',
  starting: 'busy',
  running: 'good',
  rebooting: 'busy',
  pausing: 'busy',
  paused: 'warn',
  resuming: 'busy',
  stopping: 'busy',
  stopped: 'calm',
  recovering: 'warn',
  exited: 'calm',
  deleting: 'busy',
  failed: 'bad',
  lost: 'bad',
} as const satisfies Record<InstanceState, Tone>;
const clusterTones = { waiting: 'busy', online: 'good', cut: 'bad' } as const satisfies Record<ClusterState, Tone>;
const hostTones = {
  joining: 'busy',
  online: 'good',
  cut: 'bad',
  disabled: 'warn',
  lost: 'bad',
} as const satisfies Record<HostState, Tone>;

const networkTones = { ready: 'good', degraded: 'warn', failed: 'bad' } as const satisfies Record<NetworkState, Tone>;

interface StateProps {
  readonly tone: Tone;
  readonly label: string;
}

/** A state in words; shape and colour only say it again. */
export const State = ({ tone, label }: StateProps) => (
  <span className={styles['state']} data-tone={tone}>
    <span className={styles['dot']} />
    {label}
  </span>
);

export const InstanceStateMark = ({ state }: { readonly state: InstanceState }) => (
  <State tone={instanceTones[state]} label={text(`objects.instanceStates.${state}`)} />
);
export const ClusterStateMark = ({ state }: { readonly state: ClusterState }) => (
  <State tone={clusterTones[state]} label={text(`objects.clusterStates.${state}`)} />
);
export const HostStateMark = ({ state }: { readonly state: HostState }) => (
  <State tone={hostTones[state]} label={text(`objects.hostStates.${state}`)} />
);
export const NetworkStateMark = ({ state }: { readonly state: NetworkState }) => (
  <State tone={networkTones[state]} label={text(`objects.networkStates.${state}`)} />
);
