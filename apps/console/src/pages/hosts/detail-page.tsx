import { List, Text } from '@mantine/core';
import type { Host } from '../../api/kinds.ts';
import { useMe } from '../../api/session.ts';
import { useNames } from '../../api/use-object.ts';
import { useGo } from '../../app/use-route.ts';
import { Graphs } from '../../graphs/graphs.tsx';
import { mebibytes } from '../../format/units.ts';
import { text, useText } from '../../i18n/i18n.ts';
import { EditIcon } from '../../icons/edit.tsx';
import { HostIcon } from '../../icons/host.tsx';
import { TrashIcon } from '../../icons/trash.tsx';
import { ActionButton } from '../../ui/action-button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Heard } from '../../ui/heard.tsx';
import { Panel } from '../../ui/panel.tsx';
import { HostStateMark } from '../../ui/state.tsx';
import { ToObject } from '../../ui/to.tsx';
import { openEdit, removeObject } from '../catalogue/changes.ts';
import { ObjectPage } from '../catalogue/object-page.tsx';
import { refusedText } from '../catalogue/refused-text.ts';
import { RoomBars } from '../catalogue/room-bars.tsx';
import { InstancesOf } from '../instances/instances-of.tsx';
import { lackOf } from '../catalogue/rights.ts';
import { setAdmission } from './admission.ts';
import { declareLost, notLost } from './lose.ts';
import { Machine } from './machine.tsx';
import { approveCapacity } from './approve.ts';

export default function HostPage() {
  const t = useText();
  const clusters = useNames('cluster');
  return (
    <ObjectPage
      kind="host"
      icon={<HostIcon size={22} />}
      mark={({ state }) => <HostStateMark state={state} />}
      actions={(host) => <Actions host={host} />}
      facts={(host) => [
        [
          t('objects.fields.cluster'),
          <ToObject key="cluster" kind="cluster" id={host.clusterId}>
            {clusters.get(host.clusterId) ?? host.clusterId}
          </ToObject>,
        ],
        [t('hosts.hostname'), host.hostname],
        [t('hosts.architecture'), host.architecture],
        [t('hosts.version'), host.agentVersion],
        [t('hosts.lastHeard'), <Heard key="heard" of={host} />],
        [t('hosts.refusals'), refusedText(t, host.refusals)],
        [t('hosts.real'), host.capacity?.cpus],
        [t('hosts.approved'), approvedText(host)],
        [t('hosts.admission'), t(`hosts.${host.admission}`)],
      ]}
    >
      {(host) => (
        <>
          <Problems host={host} />
          <Capacity host={host} />
          <Panel title={t('hosts.graphs')}>
            <Graphs kind="host" id={host.id} has={host.capacity} />
          </Panel>
          <InstancesOf
            title={t('hosts.instances')}
            of={{ hostId: host.id }}
            empty={t('hosts.noInstances')}
            filter={`host:${host.id}`}
          />
          {host.machine === undefined ? null : <Machine machine={host.machine} />}
          <Panel title={t('hosts.runtimes')}>
            <Facts
              rows={host.runtimes.map(
                ({ kind, name, available, reason }) =>
                  [
                    t(`objects.kinds.${kind}`),
                    `${name}, ${available ? t('hosts.available') : t('hosts.unavailable')}. ${reason}`,
                  ] as const,
              )}
            />
          </Panel>
        </>
      )}
    </ObjectPage>
  );
}

const approvedText = ({ approved }: Host): string | undefined =>
  approved &&
  text('hosts.approvedSize', {
    cpus: approved.cpus,
    memory: mebibytes(approved.memoryMiB),
    disk: mebibytes(approved.diskMiB),
  });

function Problems({ host }: { readonly host: Host }) {
  const t = useText();
  if (host.problems.length === 0) return null;
  return (
    <Panel title={t('hosts.problems')}>
      <List size="sm">
        {host.problems.map((problem) => (
          <List.Item key={problem}>{problem}</List.Item>
        ))}
      </List>
    </Panel>
  );
}

function Capacity({ host: { room, reserved } }: { readonly host: Host }) {
  const t = useText();
  // How much others have is for who manages the host.
  if (room !== undefined && reserved === undefined) return null;
  return (
    <Panel title={t('hosts.reserved')}>
      {room === undefined || reserved === undefined ? (
        <Text size="sm" c="dimmed">
          {t('hosts.noReport')}
        </Text>
      ) : (
        <RoomBars reserved={reserved} room={room} />
      )}
    </Panel>
  );
}

function Actions({ host }: { readonly host: Host }) {
  const t = useText();
  const go = useGo();
  const me = useMe();
  const manage = lackOf('manage', host, me);
  const disabled = host.admission === 'disabled';
  return (
    <>
      <ActionButton refusal={manage} onClick={() => void setAdmission(host, disabled ? 'enabled' : 'disabled')}>
        {disabled ? t('hosts.enable') : t('hosts.disable')}
      </ActionButton>
      <ActionButton
        refusal={lackOf('admin', host, me) ?? (host.capacity === undefined ? t('hosts.noReport') : null)}
        onClick={() => void approveCapacity(host)}
      >
        {t('hosts.approve')}
      </ActionButton>
      <ActionButton icon={<EditIcon size={16} />} refusal={manage} onClick={() => void openEdit('host', host.id)}>
        {t('catalogue.edit')}
      </ActionButton>
      <ActionButton refusal={notLost(host, me?.administrator === true)} onClick={() => void declareLost(host)}>
        {t('hosts.lose')}
      </ActionButton>
      <ActionButton
        icon={<TrashIcon size={16} />}
        refusal={lackOf('admin', host, me)}
        onClick={() =>
          void removeObject({ kind: 'host', object: host, body: t('hosts.deleteBody'), done: () => go('/hosts') })
        }
      >
        {t('catalogue.delete')}
      </ActionButton>
    </>
  );
}
