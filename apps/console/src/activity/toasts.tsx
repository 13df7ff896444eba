import { ActionIcon } from '@mantine/core';
import { useEffect } from 'react';
import { useSignal } from '../api/signal.ts';
import { useText } from '../i18n/i18n.ts';
import { CrossIcon } from '../icons/cross.tsx';
import { type Activity, activities, dismiss, popped } from './activities.ts';
import { ActivityRow } from './activity-row.tsx';
import styles from './activity.module.css';

/** Long enough to read; it stays in the drawer. A failure stays until it is dismissed. */
const shownMs = 6_000;

/** What has just begun, ended or failed; told by screen readers without taking the focus. */
export function Toasts() {
  const ids = useSignal(popped);
  const all = useSignal(activities);
  return (
    <div className={styles['toasts']} role="status" aria-live="polite" aria-relevant="additions text">
      {ids.map((id) => {
        const activity = all.find((a) => a.id === id);
        return activity === undefined ? null : <Toast key={id} activity={activity} />;
      })}
    </div>
  );
}

function Toast({ activity }: { readonly activity: Activity }) {
  const t = useText();
  const { id, state } = activity;
  useEffect(() => {
    if (state === 'failed') return;
    const timer = setTimeout(() => dismiss(id), shownMs);
    return () => clearTimeout(timer);
  }, [id, state]);
  return (
    <div className={styles['toast']}>
      <ActivityRow activity={activity} />
      <ActionIcon variant="subtle" color="gray" aria-label={t('activity.dismiss')} onClick={() => dismiss(id)}>
        <CrossIcon size={16} />
      </ActionIcon>
    </div>
  );
}
