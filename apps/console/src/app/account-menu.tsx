import { ActionIcon, Menu, Text } from '@mantine/core';
import { logOut, useMe } from '../api/session.ts';
import { useText } from '../i18n/i18n.ts';
import { HelpIcon } from '../icons/help.tsx';
import { LogOutIcon } from '../icons/log-out.tsx';
import { UserIcon } from '../icons/user.tsx';
import { ThemeItems } from './theme-menu.tsx';

export function AccountMenu({ onHelp }: { readonly onHelp: () => void }) {
  const t = useText();
  const me = useMe();
  return (
    <Menu position="bottom-end" width={230} withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={38} aria-label={t('shell.account', { name: me?.name ?? '' })}>
          <UserIcon size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text fw={600} size="sm" c="var(--mantine-color-text)">
            {me?.name}
          </Text>
          {me?.administrator === true ? <Text size="xs">{t('shell.administrator')}</Text> : null}
        </Menu.Label>
        <Menu.Divider />
        <ThemeItems />
        <Menu.Divider />
        <Menu.Item leftSection={<HelpIcon />} onClick={onHelp}>
          {t('shell.help')}
        </Menu.Item>
        <Menu.Item leftSection={<LogOutIcon />} onClick={() => void logOut()}>
          {t('shell.logOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
