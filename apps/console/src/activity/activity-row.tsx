import { Button, Progress, Text } from '@mantine/core';
import { useText } from '../i18n/i18n.ts';
import { CheckIcon } from '../icons/check.tsx';
import { RebootIcon } from '../icons/reboot.tsx';
import { WarningIcon } from '../icons/warning.tsx';
import { To } from '../ui/to.tsx';
import { type Activity, againOf } from './activities.ts';
import styles from './activity.module.css';

const icons = { running: RebootIcon, done: CheckIcon, failed: WarningIcon } as const;

/** One piece of work: what it is, how far it is, what went wrong. */
export function ActivityRow({ activity }: { readonly activity: Activity }) {
  const t = useText();
  const { state, goals, reached, troubles } = activity;
  const Icon = icons[state];
  const again = againOf(activity.id);
  const many = goals.length > 1;
  const fraction = many ? reached.length / goals.length : activity.fraction;
  return (
    <div className={styles['row']} data-state={state}>
      <Icon className={styles['icon'] ?? ''} />
      <div className={styles['body']}>
        <div className={styles['title']}>
          {activity.path === undefined ? activity.title : <To to={activity.path}>{activity.title}</To>}
          <span className="hidden-text">, {t(`activity.${state}`)}</span>
        </div>
        {many && state === 'running' ? (
          <Text size="xs" c="dimmed">
            {t('activity.progress', { done: reached.length, total: goals.length })}
          </Text>
        ) : null}
        {activity.sentence === '' ? null : (
          <Text size="xs" c="dimmed">
            {activity.sentence}
          </Text>
        )}
        {troubles.length > 1 ? <Text size="xs">{t('activity.notDone', { count: troubles.length })}</Text> : null}
        {troubles.slice(0, 3).map(({ message, hint }) => (
          <Text size="xs" key={message}>
            {message} {hint}
          </Text>
        ))}
        {again === undefined ? null : (
          <Button size="compact-sm" variant="default" mt={6} onClick={again}>
            {t('shell.retry')}
          </Button>
        )}
        {state === 'running' ? (
          <Progress
            value={fraction === undefined ? 100 : fraction * 100}
            size={4}
            mt={6}
            animated={fraction === undefined}
            aria-label={activity.title}
          />
        ) : null}
      </div>
    </div>
  );
}
