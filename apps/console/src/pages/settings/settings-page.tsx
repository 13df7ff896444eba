import { Anchor, Button, SegmentedControl, Stack, useMantineColorScheme } from '@mantine/core';
import { logOut, useMe } from '../../api/session.ts';
import { useNames, useStatus } from '../../api/use-object.ts';
import { number } from '../../format/number.ts';
import { useText } from '../../i18n/i18n.ts';
import { Facts } from '../../ui/facts.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { openOwnKeys } from '../users/own-keys.ts';
import { openPassword } from '../users/password.ts';
import { PreferenceChoices } from './preferences.tsx';
import { Sessions } from './sessions.tsx';
import { When } from '../../ui/when.tsx';

/** What concerns this person and this browser, and which server it is. */
export default function SettingsPage() {
  const t = useText();
  const me = useMe();
  const groups = useNames('group');
  const { data: status } = useStatus();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <PageHeader title={t('settings.title')} />
      <Stack gap="lg" maw={860}>
        <Panel title={t('settings.appearance')}>
          <SegmentedControl
            aria-label={t('shell.theme')}
            value={colorScheme}
            onChange={(value) => setColorScheme(value)}
            data={[
              { value: 'auto', label: t('shell.themeAuto') },
              { value: 'light', label: t('shell.themeLight') },
              { value: 'dark', label: t('shell.themeDark') },
            ]}
          />
          <PreferenceChoices />
        </Panel>
        {me === undefined ? null : (
          <Panel
            title={t('settings.account')}
            beside={
              <Button variant="default" size="xs" onClick={() => openPassword(me, true)}>
                {t('settings.password')}
              </Button>
            }
          >
            <Facts
              rows={[
                [t('objects.fields.name'), me.name],
                [t('people.users.groups'), me.groupIds.map((id) => groups.get(id) ?? id).join(', ')],
                [t('people.users.administrator'), me.administrator ? t('catalogue.yes') : t('catalogue.no')],
                [t('people.users.sshKeys'), me.sshKeys?.length ? me.sshKeys.length : t('people.users.noSshKeys')],
              ]}
            />
            <Button mt="md" mr="sm" variant="default" onClick={() => openOwnKeys(me)}>
              {t('people.users.editSshKeys')}
            </Button>
            <Button mt="md" variant="default" onClick={() => void logOut()}>
              {t('shell.logOut')}
            </Button>
          </Panel>
        )}
        <Sessions />
        <Panel title={t('settings.server')}>
          <Facts
            rows={[
              [t('settings.version'), status?.version],
              [t('settings.started'), status === undefined ? undefined : <When at={status.startedAt} />],
              [t('settings.revision'), status === undefined ? undefined : number(status.revision)],
              [
                t('settings.api'),
                <Anchor key="docs" href="/docs" target="_blank" rel="noreferrer">
                  /docs
                </Anchor>,
              ],
            ]}
          />
        </Panel>
      </Stack>
    </>
  );
}
