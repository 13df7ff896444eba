import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useSignal } from '../api/signal.ts';
import { useText } from '../i18n/i18n.ts';
import { BookmarkIcon } from '../icons/bookmark.tsx';
import { TrashIcon } from '../icons/trash.tsx';
import { forgetView, savedViews, saveView } from './saved-views.ts';
import styles from './table.module.css';
import type { TableView } from './table-url.ts';

interface ViewsMenuProps {
  readonly table: string;
  readonly view: TableView;
  readonly onChoose: (view: TableView) => void;
}

export function ViewsMenu({ table, view, onChoose }: ViewsMenuProps) {
  const t = useText();
  const [opened, { toggle, close }] = useDisclosure();
  const saved = useSignal(savedViews)[table] ?? [];
  const [name, setName] = useState('');
  return (
    <Popover opened={opened} onChange={close} position="bottom-end" width={280} trapFocus withRoles>
      <Popover.Target>
        <Button variant="default" leftSection={<BookmarkIcon size={16} />} onClick={toggle}>
          {t('table.views')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('table.savedViews')}>
        <Stack gap="xs">
          {saved.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('table.noViews')}
            </Text>
          ) : null}
          {saved.map((one) => (
            <Group key={one.name} gap={4} wrap="nowrap">
              <UnstyledButton
                className={styles['viewChoice'] ?? ''}
                onClick={() => {
                  onChoose(one.view);
                  close();
                }}
              >
                {one.name}
              </UnstyledButton>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('table.deleteView', { name: one.name })}
                onClick={() => forgetView(table, one.name)}
              >
                <TrashIcon size={16} />
              </ActionIcon>
            </Group>
          ))}
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (name.trim() === '') return;
              saveView(table, name.trim(), view);
              setName('');
            }}
          >
            <Group gap="xs" align="flex-end" wrap="nowrap">
              <TextInput
                label={t('table.viewName')}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
                maxLength={40}
              />
              <Button type="submit" variant="light">
                {t('table.save')}
              </Button>
            </Group>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
