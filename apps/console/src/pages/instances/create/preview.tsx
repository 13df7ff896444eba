import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../../api/client.ts';
import type { PlacementPlan } from '../../../api/kinds.ts';
import { useNames } from '../../../api/use-object.ts';
import { useText } from '../../../i18n/i18n.ts';
import { Panel } from '../../../ui/panel.tsx';
import { State } from '../../../ui/state.tsx';
import { TroubleNote } from '../../../ui/trouble-note.tsx';
import styles from './create-page.module.css';

/** Others that are worth reading. */
const othersShown = 5;

interface PreviewProps {
  readonly wish: object | undefined;
  /** Hears what is wrong with the wish; undefined: nothing is. */
  readonly onAnswer: (error: unknown) => void;
}

/** Asks the scheduler itself, with what the form holds now; nothing is made. */
export function Preview({ wish, onAnswer }: PreviewProps) {
  const t = useText();
  const [settled] = useDebouncedValue(wish, 250);
  const { data: plan, error } = useQuery({
    queryKey: ['plan', settled],
    enabled: settled !== undefined && ('imageId' in settled || 'templateId' in settled),
    queryFn: async ({ signal }) => {
      const { data } = await api().callAny('instance.create', { body: settled, query: { dryRun: true }, signal });
      return data as PlacementPlan;
    },
    // The capacity of hosts changes while somebody thinks.
    staleTime: 5_000,
    gcTime: 30_000,
    placeholderData: keepPreviousData,
  });
  useEffect(() => onAnswer(error ?? undefined), [error, onAnswer]);
  return (
    <div className={styles['preview']}>
      <Panel title={t('instances.createPage.preview')}>
        <div aria-live="polite">
          {error !== null ? (
            <TroubleNote error={error} />
          ) : plan === undefined || wish === undefined ? (
            <Text c="dimmed">{t('instances.createPage.previewWait')}</Text>
          ) : (
            <Plan plan={plan} />
          )}
        </div>
      </Panel>
    </div>
  );
}

function Plan({ plan }: { readonly plan: PlacementPlan }) {
  const t = useText();
  const hosts = useNames('host');
  const clusters = useNames('cluster');
  const nameOf = ({ hostId, clusterId }: { hostId?: number | undefined; clusterId?: number | undefined }) =>
    [clusterId === undefined ? '' : clusters.get(clusterId), hostId === undefined ? '' : hosts.get(hostId)]
      .filter(Boolean)
      .join(' / ');
  const chosen = plan.candidates.find(({ hostId }) => hostId === plan.hostId);
  const others = plan.candidates.filter(({ hostId }) => hostId !== plan.hostId);
  const refused = Object.entries(plan.refused);
  return (
    <div className={styles['plan']}>
      <State tone={plan.placed ? 'good' : 'warn'} label={plan.placed ? nameOf(plan) : t('instances.notPlaced')} />
      <Text size="sm">{plan.message}</Text>
      {plan.notes?.map((note) => (
        <Text key={note} size="sm">
          {note}
        </Text>
      ))}
      {chosen === undefined ? null : (
        <Text size="sm" c="dimmed">
          {chosen.why}
        </Text>
      )}
      {others.length === 0 ? null : (
        <div>
          <h3>{t('instances.createPage.others')}</h3>
          <ol>
            {others.slice(0, othersShown).map((candidate) => (
              <li key={candidate.hostId}>
                {nameOf(candidate)}
                <Text size="xs" c="dimmed">
                  {candidate.why}
                </Text>
              </li>
            ))}
          </ol>
        </div>
      )}
      {refused.length === 0 ? null : (
        <div>
          <h3>{t('instances.createPage.refusedHosts')}</h3>
          <ul>
            {refused.map(([reason, count]) => (
              <li key={reason}>
                {t('instances.createPage.hosts', { count })}: {reason}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
