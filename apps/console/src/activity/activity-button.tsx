import { ActionIcon, Button, Drawer, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect } from 'react';
import { usePathname } from '../app/use-route.ts';
import { useSignal } from '../api/signal.ts';
import { useText } from '../i18n/i18n.ts';
import { ActivityIcon } from '../icons/activity.tsx';
import { Empty } from '../ui/empty.tsx';
import { activities, clearFinished } from './activities.ts';
import { ActivityRow } from './activity-row.tsx';
import styles from './activity.module.css';

/** Opens the drawer with everything that was begun in this tab. */
export function ActivityButton() {
  const t = useText();
  const all = useSignal(activities);
  const [opened, { open, close }] = useDisclosure();
  const pathname = usePathname();
  useEffect(close, [pathname, close]);
  const running = all.filter((activity) => activity.state === 'running').length;
  const label = running === 0 ? t('activity.open') : t('activity.openCount', { count: running });
  return (
    <>
      <ActionIcon variant="subtle" color="gray" size={38} aria-label={label} onClick={open} pos="relative">
        <ActivityIcon size={20} />
        {running === 0 ? null : <span className={styles['badge']}>{running}</span>}
      </ActionIcon>
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        title={<Text fw={650}>{t('activity.title')}</Text>}
        closeButtonProps={{ 'aria-label': t('shell.close') }}
      >
        {all.length === 0 ? (
          <Empty title={t('activity.empty')} hint={t('activity.emptyHint')} />
        ) : (
          <Stack gap="lg">
            {all.map((activity) => (
              <ActivityRow key={activity.id} activity={activity} />
            ))}
            {all.length > running ? (
              <Button variant="default" onClick={clearFinished}>
                {t('activity.clear')}
              </Button>
            ) : null}
          </Stack>
        )}
      </Drawer>
    </>
  );
}
