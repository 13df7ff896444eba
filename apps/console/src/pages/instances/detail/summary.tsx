import { Progress, Stack, Text } from '@mantine/core';
import { actingRight, may, usualSpec } from '@skerry/domain';
import type { Instance } from '../../../api/kinds.ts';
import { owned, subjectOf, useMe } from '../../../api/session.ts';
import { useNames } from '../../../api/use-object.ts';
import { span } from '../../../format/time.ts';
import { mebibytes, percent } from '../../../format/units.ts';
import { useText } from '../../../i18n/i18n.ts';
import { Facts } from '../../../ui/facts.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Story } from '../../../ui/story.tsx';
import { ToObject } from '../../../ui/to.tsx';
import { machineWords } from '../../machine/machine-words.ts';
import { ApplicationFacts } from './application-facts.tsx';
import { Given } from './given.tsx';
import styles from './summary.module.css';
import { When } from '../../../ui/when.tsx';

export function Summary({ instance }: { readonly instance: Instance }) {
  const t = useText();
  const me = useMe();
  const subject = me && subjectOf(me);
  const names = {
    cluster: useNames('cluster'),
    host: useNames('host'),
    image: useNames('image'),
    network: useNames('network'),
    template: useNames('template'),
    user: useNames('user'),
    group: useNames('group'),
  };
  const link = (kind: keyof typeof names, id: number | undefined) =>
    id === undefined ? undefined : (
      <ToObject kind={kind} id={id}>
        {names[kind].get(id) ?? id}
      </ToObject>
    );
  const { observed, disks, nics, labels, lastHeardSeconds } = instance;
  return (
    <div className={styles['grid']}>
      <Panel title={t('instances.why')} className={styles['why']}>
        <Stack>
          <Working instance={instance} />
          <Story kind="instance" id={instance.id} />
        </Stack>
      </Panel>
      <Panel title={t('instances.shape')}>
        <Facts
          rows={[
            [t('objects.fields.kind'), t(`objects.kinds.${instance.kind}`)],
            [t('objects.fields.cpus'), instance.cpus],
            [t('objects.fields.memory'), mebibytes(instance.memoryMiB)],
            [t('instances.machine'), machineWords(instance.machine, t)],
            [t('objects.fields.template'), link('template', instance.templateId)],
            [
              t('objects.fields.labels'),
              Object.keys(labels).length === 0
                ? undefined
                : Object.entries(labels)
                    .map(([key, value]) => (value === '' ? key : `${key}=${value}`))
                    .join(', '),
            ],
            [t('objects.fields.owner'), link('user', instance.ownerId)],
            [t('objects.fields.group'), link('group', instance.groupId)],
            [t('objects.fields.permissions'), <code key="permissions">{instance.permissions}</code>],
            [
              t('catalogue.attributes'),
              Object.keys(instance.attributes).length === 0 ? undefined : (
                <code key="attributes">{JSON.stringify(instance.attributes)}</code>
              ),
            ],
            [t('objects.fields.createdAt'), <When key="created" at={instance.createdAt} />],
            [t('objects.fields.id'), instance.id],
          ]}
        />
      </Panel>
      <ApplicationFacts instance={instance} />
      <Panel title={t('instances.placement')}>
        <Facts
          rows={[
            [t('objects.fields.cluster'), link('cluster', instance.clusterId)],
            [t('objects.fields.host'), link('host', instance.hostId) ?? t('instances.notPlaced')],
            [
              t('objects.fields.requirements'),
              instance.requirements === '' ? t('instances.anyHost') : <code>{instance.requirements}</code>,
            ],
            [t('objects.fields.rank'), t(`objects.policies.${instance.rank}`)],
            [
              t('instances.createPage.antiAffinityGroup'),
              instance.antiAffinityGroup === undefined
                ? undefined
                : `${instance.antiAffinityGroup} (${t(`objects.antiAffinityModes.${instance.antiAffinityMode ?? usualSpec.antiAffinityMode}`)})`,
            ],
            [
              t('instances.started'),
              // Of a guest that is off it would tell of the time before.
              observed?.startedAt === undefined || observed.guest === 'prepared' ? undefined : (
                <When key="started" at={observed.startedAt} />
              ),
            ],
            [t('instances.crashes'), observed === undefined || observed.crashes === 0 ? undefined : observed.crashes],
          ]}
        />
        {lastHeardSeconds === null || lastHeardSeconds < 15 ? null : (
          <Text size="sm" c="dimmed" mt="sm">
            {t('instances.heard', { span: span(lastHeardSeconds) })}
          </Text>
        )}
      </Panel>
      <Panel title={t('instances.disks')}>
        <Facts
          rows={disks.map(({ diskId, imageId, sizeMiB }) => [
            mebibytes(sizeMiB),
            <span key={diskId}>
              <ToObject kind="disk" id={diskId}>
                {t('instances.diskNumber', { id: diskId })}
              </ToObject>{' '}
              {t('instances.diskFrom')} {link('image', imageId)}
            </span>,
          ])}
        />
        {instance.machine?.cdromDrive === true ? (
          <Facts rows={[[t('instances.cdrom'), link('image', instance.cdrom?.imageId) ?? t('instances.emptyDrive')]]} />
        ) : null}
      </Panel>
      {subject === undefined || !may(subject, actingRight, owned(instance)) ? null : (
        <Panel title={t('instances.given')}>
          <Given id={instance.id} name={instance.name} />
        </Panel>
      )}
      <Panel title={t('instances.networks')}>
        {nics.length === 0 ? (
          <Text c="dimmed">{t('instances.noNetworks')}</Text>
        ) : (
          <ul className={styles['nics']}>
            {nics.map(({ networkId, asked, address, mac }) => (
              <li key={`${networkId}-${mac ?? asked?.mac ?? asked?.address ?? ''}`}>
                <span className="number">{address ?? t('instances.none')}</span>
                <span>{link('network', networkId)}</span>
                <code>{mac}</code>
                {asked === undefined ? null : <span>{fixedSentence(asked, t)}</span>}
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </div>
  );
}

/** What of the interface was asked for, as long as it waits for it also what that is. */
function fixedSentence(
  { address, mac }: { address?: string | undefined; mac?: string | undefined },
  t: ReturnType<typeof useText>,
) {
  const what = [address, mac].filter((part) => part !== undefined).join(', ');
  return t('instances.fixed', { what });
}

/** The step that its host is at just now. */
function Working({ instance }: { readonly instance: Instance }) {
  const t = useText();
  const step = instance.observed?.step;
  if (step === undefined) return null;
  const { name, fraction } = step;
  const what = name.replaceAll('-', ' ');
  const label =
    fraction === undefined
      ? t('instances.step', { step: what })
      : t('instances.stepPercent', { step: what, percent: percent(fraction) });
  return (
    <div role="status">
      <Text size="sm" mb={6}>
        {label}
      </Text>
      <Progress value={(fraction ?? 1) * 100} animated={fraction === undefined} aria-label={label} />
    </div>
  );
}
