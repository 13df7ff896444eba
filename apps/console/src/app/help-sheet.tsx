import { Kbd, Modal, SimpleGrid, Stack, Switch, Text, Title } from '@mantine/core';
import { useSignal } from '../api/signal.ts';
import { useText } from '../i18n/i18n.ts';
import styles from './help-sheet.module.css';
import type { PageEntry } from './page-entry.ts';
import { setSingleKeys, singleKeys } from './shortcuts.ts';

interface HelpSheetProps {
  readonly entries: readonly PageEntry[];
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Every key there is, and the switch for those who cannot use single ones. */
export function HelpSheet({ entries, opened, onClose }: HelpSheetProps) {
  const t = useText();
  const on = useSignal(singleKeys);
  const goTo = entries.flatMap(({ key, title }) => (key === undefined ? [] : [[['g', key], title()] as const]));
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('keyboard.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      <Stack>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xl">
          <Keys
            title={t('keyboard.everywhere')}
            rows={[
              [['Ctrl K'], t('keyboard.palette')],
              [['/'], t('keyboard.search')],
              [['?'], t('keyboard.help')],
            ]}
          />
          <Keys title={t('keyboard.goTo')} rows={goTo} />
          <Keys
            title={t('keyboard.inTables')}
            rows={[
              [['↓'], t('keyboard.rowDown')],
              [['↑'], t('keyboard.rowUp')],
              [['Home'], t('keyboard.firstRow')],
              [['End'], t('keyboard.lastRow')],
              [['Space'], t('keyboard.select')],
              [['Enter'], t('keyboard.open')],
            ]}
          />
        </SimpleGrid>
        <Switch
          checked={on}
          onChange={(event) => setSingleKeys(event.currentTarget.checked)}
          label={t('keyboard.single')}
          description={t('keyboard.singleHint')}
        />
      </Stack>
    </Modal>
  );
}

function Keys({
  title,
  rows,
}: {
  readonly title: string;
  readonly rows: readonly (readonly [readonly string[], string])[];
}) {
  return (
    <section>
      <Title order={3} mb="xs">
        {title}
      </Title>
      <dl className={styles['keys']}>
        {rows.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>
              <Text size="sm">{what}</Text>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
